#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# make deb, twice and in two places: the same bytes, and lintian finds nothing. Then in a system that has nothing of ours: installed by
# apt with what they depend on, used, purged, and nothing is left. That system is fetched, and has to be entered by root.
# Risk: a dependency that every developer's machine has anyway, a file that the tree has and the packed source hasn't, a path in a package.
set -u
cd "$(dirname "$0")/.." || exit 2
unset MAKEFLAGS MAKELEVEL MFLAGS
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
needs dpkg-buildpackage dh dh_python3 lintian git
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/lib/files.sh
. tests/lib/files.sh

# This tree as it is, committed in a repository of its own.
tree=$work/tree one=$work/one another=$work/another/place
deb() { make -s -C "$tree" deb DEB="$1"; }
another_day() { (umask 027 && TZ=Pacific/Kiritimati LC_ALL=C.UTF-8 deb "$another"); }
same() { for file in "$one"/*.deb "$one"/*.dsc "$one"/*.tar.*; do cmp "$file" "$another/$(basename "$file")" || return; done; }
clean() { lintian --no-cfg --allow-root --fail-on error,warning,info --display-info "$one"/*.changes; }
content() { (cd "$one" && find . -type f -exec sha256sum {} + | sort); }
# What was there stays, and nothing is beside it.
refuses() { # STATUS SENTENCE NAME
	says "$3" "$1" "^deb: $2" "$tree/dist/make-deb" "$(make -s rom-version)" "$one"
	content >"$work/now"
	ok "and what was there is as it was" cmp "$work/before" "$work/now"
}

root=$work/root
inside() { chroot "$root" env DEBIAN_FRONTEND=noninteractive LC_ALL=C "$@"; }
# From where this machine has its own packages: those that were built here need no older ones.
fetched() {
	# shellcheck disable=SC2046 # several words
	mmdebstrap --quiet --variant=apt "$(. /etc/os-release && echo "$VERSION_CODENAME")" "$root" \
		$(grep -ls debian.org /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources) &&
		cp -L /etc/resolv.conf "$root/etc/" && inside apt-get update -qq
}
needed=$(sed -n 's/^Depends: @, //p' debian/tests/control | tr -d ,)
# shellcheck disable=SC2086 # several words
installed() {
	mkdir "$root/packages" && cp "$one"/vmi-rom_*.deb "$one"/vmi-rom-tools_*.deb "$one"/libvmi-loader-dev_*.deb "$root/packages/" && rm -f "$root"/packages/*dbgsym* &&
		inside sh -c 'apt-get install -y -qq --no-install-recommends /packages/*.deb' && inside vmirom --version &&
		inside apt-get install -y -qq --no-install-recommends $needed && cp debian/tests/smoke "$root/packages/" &&
		inside sh -c 'dpkg -L vmi-rom vmi-rom-tools libvmi-loader-dev' >"$work/files"
}
nothing_left() {
	inside apt-get purge -y -qq vmi-rom vmi-rom-tools libvmi-loader-dev || return
	left=$(
		while read -r file; do [ -d "$root$file" ] || [ ! -e "$root$file" ] || echo "$file"; done <"$work/files"
		find "$root" \( -path "$root/proc" -o -path "$root/packages" -o -path "$root/var/log" \) -prune -o -name '*vmi*' -print
	)
	[ -z "$left" ] || { echo "$left"; return 1; }
}

ok "the tree is committed" committed_copy "$tree"
ok "make deb" deb "$one"
ok "make deb, elsewhere, with another clock, language and mask of permissions" another_day
ok "gives the same bytes" same
ok "lintian finds nothing, in the source neither" clean
content >"$work/before"
sed -i '1s/(/(9/' "$tree/debian/changelog"
refuses 1 'debian/changelog is of 9.*begin an entry for it' "a changelog of another version is refused"
git -C "$tree" checkout -q .
printf '\noverride_dh_auto_build:\n\tfalse\n' >>"$tree/debian/rules"
git -C "$tree" -c user.name=a -c user.email=a@b -c commit.gpgsign=false commit -q -a -m broken
refuses 2 'the packages do not build' "a build that fails is told"

if [ "$(id -u)" != 0 ] || ! command -v mmdebstrap >/dev/null; then
	skip "installed in a system of their own" "it takes root, and mmdebstrap"
elif ! fetched >"$work/log" 2>&1; then
	skip "installed in a system of their own" "it can't be fetched: $(tail -n 1 "$work/log")"
else
	ok "a system of their own: apt installs them with what they depend on" installed
	ok "they work there: the tools, the library, the ROM by its name in QEMU" inside /packages/smoke
	ok "so does the conformance kernel" inside vmi-conform /usr/share/vmi-rom/vmi-native-i386-call.rom
	ok "they can be purged, and nothing is left" nothing_left
fi
finish
