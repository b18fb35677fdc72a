#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What was released still is what it was, and today's can follow it.  Whether they work together: tests/matrix/pairs.t.
set -u
cd "$(dirname "$0")/.." || exit 2
# shellcheck source=releases/facts.sh
. releases/facts.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh

unchanged() { # FOLDER
	(cd "$1" && sha256sum --quiet -c SHA256SUMS 2>&1
		find . -type f ! -name SHA256SUMS ! -name SHA256SUMS.asc | cut -c 3- | sort | diff - <(cut -c 67- SHA256SUMS | sort) | sed -n 's/^< /not in SHA256SUMS: /p')
}

for rom in $(make -s list-roms); do
	result "$(rom_follows "$rom" releases)" "$rom can follow the last release's: size, version $(rom_version "$rom")"
done
for release in $(release_names releases); do
	folder=releases/$release
	result "$(unchanged "$folder")" "$release is what it was"
	for baseline in "$folder"/abi/*.abi; do
		wrong=$(build/spec/abi check "$baseline" 2>&1 >/dev/null) || wrong="contradicted: $wrong"
		result "$wrong" "today's table keeps $baseline"
	done
	for rom in "$folder"/roms/*.rom; do
		wrong=$(build/tools/vmirom check "$rom" 2>&1) && wrong=''
		result "$wrong" "today's vmirom finds $rom good"
	done
	for manifest in "$folder"/roms/*.json; do
		[ -e "$manifest" ] || continue # r1 has none
		wrong=$(build/tools/vmirom verify --manifest "$manifest" "${manifest%.json}.rom" 2>&1) && wrong=''
		result "$wrong" "today's vmirom finds $manifest true"
	done
done

# What make release refuses, on ROMs that differ from a release's in one thing.
rom=$(rom native-i386)
follows() { rom_follows "$rom" "$work/old"; }
mkdir -p "$work/old/3.1-r9/roms" "$work/old/3.1-r10/roms"
touch "$work/old/3.1-r9/MANIFEST" "$work/old/3.1-r10/MANIFEST"
old=$work/old/3.1-r10/roms/vmi-native-i386.rom
head -c 100 "$rom" >"$work/old/3.1-r9/roms/vmi-native-i386.rom" # older, and so not asked
cp "$rom" "$old"
result "$(follows)" "the same bytes may follow each other"
printf '\1' | dd of="$old" bs=1 seek=4000 conv=notrunc status=none
result "$(follows | grep -q 'is not higher' || echo "not refused")" "other bytes and the same version may not"
pcir=$(word "$rom" 24)
printf '\377\0' | dd of="$old" bs=1 seek=$((pcir + 18)) conv=notrunc status=none # 0.255
result "$(follows)" "other bytes and a higher version may"
head -c 4096 "$rom" >"$old"
result "$(follows | grep -q 'bytes, and 4096 in its line' || echo "not refused")" "another size may not"
refused() { # STATUS TEXT NAME ARGUMENTS-OF-cut...
	local want=$1 text=$2 name=$3 said status
	shift 3
	said=$("$cut" "$@" 2>&1 </dev/null)
	status=$?
	result "$([ $status = "$want" ] && [ "$(printf '%s\n' "$said" | wc -l)" = 1 ] && printf '%s' "$said" | grep -qF "$text" ||
		echo "exit status $status: $said")" "make release: $name"
}
cut=releases/cut
refused 2 "say which" "no version"
refused 2 "a version is like 3.1-r2, not 'r1'" "a version of another form" r1
if git rev-parse --git-dir >/dev/null 2>&1; then
	refused 2 "there is no folder $work/none" "into a folder that is not there" 3.1-r2 "$work/none"
	refused 1 "a release never changes" "a version that is there" 3.1-r10 "$work/old"
	git clone -q . "$work/clone"
	# What is built here stands for what the commit builds.
	export=$work/clone/build/release/$(git rev-parse HEAD)
	mkdir -p "$export" "$work/bin" "$work/releases"
	ln -s "$PWD"/* "$export" && touch "$export/.built"
	cut=$work/clone/$cut
	refused 1 "the next release has the number 1, one more than the last" "a number that is not the next" 3.1-r99 "$work/releases"
	refused 1 "by the last API version that a ROM speaks" "another API version" 1.1-r1 "$work/releases"
	first=$(api_version build/rom/*.rom)-r1
	printf '#!/bin/sh\nexit 1\n' >"$work/bin/gzip"
	chmod +x "$work/bin/gzip"
	PATH=$work/bin:$PATH refused 2 "release: $work/releases/$first could not be written" "a file can't be written" "$first" "$work/releases"
	result "$(ls -A "$work/releases")" "make release: then there is nothing of it"
	touch "$work/clone/new"
	said=$("$work/clone/releases/cut" 3.1-r99 2>&1)
	status=$?
	result "$([ $status = 1 ] && [ "$said" = "release: the tree has changes that are not committed" ] || echo "exit status $status: $said")" \
		"make release: a dirty tree"
fi
finish
