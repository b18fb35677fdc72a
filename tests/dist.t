#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# make dist: the source in one file, which builds where there is no git.
# Risk: a file is missing in it, its bytes depend on the day, or it is written in half.
set -u
cd "$(dirname "$0")/.." || exit 2
unset MAKEFLAGS MAKELEVEL MFLAGS
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/lib/files.sh
. tests/lib/files.sh
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

version=$(make -s rom-version)
name=vmi-rom-$version
roms=$(make -s list-roms)
files '*' | sort >"$work/files"

# This tree as it is, committed in a repository of its own.
tree=$work/tree
mkdir "$tree"
tr '\n' '\0' <"$work/files" | xargs -0 cp -P --parents -t "$tree"
# shellcheck disable=SC2016 # as it stands in git
echo '$Format:%H of %cs$' | tee "$work/source" >"$tree/dist/source"
dist() { make -s -C "$tree" dist "$@"; }
same_tarball() { cmp "$work/one/$name.tar.gz" "$work/two/$name.tar.gz"; }
all_files() { tar -tzf "$work/one/$name.tar.gz" | grep -v '/$' | sed "s|^$name/||" | sort | diff - "$work/files"; }
unpacked=$work/elsewhere/$name
unpack() { mkdir "$work/elsewhere" && tar -xzf "$work/one/$name.tar.gz" -C "$work/elsewhere" && [ -d "$unpacked" ]; }
# A git that is called says so.
mkdir "$work/no-git"
printf '#!/bin/sh\necho "git $*" >>"%s/called"\nexit 127\n' "$work" >"$work/no-git/git"
chmod +x "$work/no-git/git"
builds() { PATH=$work/no-git:$PATH make -s -j2 -C "$unpacked" roms build/tools/vmirom build/loader/libvmi.a && [ ! -e "$work/called" ]; }
same_roms() { for rom in $roms; do cmp "$rom" "$unpacked/$rom" || return; done; }
one_sentence() { [ "$(printf '%s\n' "$said" | grep -c '^dist: ')" = 1 ]; }
# What was there stays, and nothing is beside it.
unchanged() { [ "$(cat "$work/old/$name.tar.gz")" = old ] && [ "$(ls -A "$work/old")" = "$name.tar.gz" ]; }

if command -v git >/dev/null; then
	ok "the tree is committed" commit_all "$tree"
	ok "make dist" dist DIST="$work/one"
	sleep 1 # a time that is in it would be another
	ok "make dist again" dist DIST="$work/two"
	ok "gives the same bytes" same_tarball
	ok "all files are in it, and no other" all_files
	ok "it unpacks into a folder of its name" unpack
	ok "which builds without git" builds
	ok "the same ROMs" same_roms
	is "and knows its commit" "$("$unpacked/dist/commit")" "$(git -C "$tree" rev-parse HEAD) of 2026-01-02"
	is "as the tree does" "$("$tree/dist/commit")" "$("$unpacked/dist/commit")"
	says "there it can't be made" 2 'dist: the source must be a git tree' "$unpacked/dist/make-dist" "$version" "$work/three"

	mkdir "$work/old"
	echo old >"$work/old/$name.tar.gz"
	# As on a full disk: no file of more than 512 bytes can be written.
	full() { (ulimit -f 1; trap '' XFSZ; "$tree/dist/make-dist" "$version" "$work/old"); }
	says "a full disk" 2 "dist: cannot write in $work/old" full
	ok "leaves what was there" unchanged
	says "a folder that can't be made" 2 "dist: cannot make the folder /dev/null/x" "$tree/dist/make-dist" "$version" /dev/null/x
	touch "$tree/new"
	says "a dirty tree is refused" 1 'dist: the tree has changes that are not committed' "$tree/dist/make-dist" "$version" "$work/old"
	ok "in one sentence" one_sentence
	ok "and leaves what was there" unchanged
	is "its commit says so" "$("$tree/dist/commit")" "$(git -C "$tree" rev-parse HEAD)-dirty of 2026-01-02"
else
	skip "make dist" "there is no git"
fi
mkdir -p "$work/copy/dist"
cp dist/commit "$work/copy/dist"
cp "$work/source" "$work/copy/dist"
is "a copy that git knows nothing of" "$("$work/copy/dist/commit")" unknown
finish
