#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Debian's packages of what is built here: lintian finds nothing, and installed below a folder of their own they work and go again.
# Risk: a file that is installed is in no package, or in the wrong one; QEMU doesn't find the ROMs; something is left behind.
# From the packed source, twice, and in a system of their own: make check-packages.
set -u
cd "$(dirname "$0")/.." || exit 2
unset MAKEFLAGS MAKELEVEL MFLAGS
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
needs dpkg-buildpackage dh dh_python3 lintian fakeroot
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/lib/files.sh
. tests/lib/files.sh

version=$(make -s rom-version)
packages="vmi-rom vmi-rom-tools libvmi-loader-dev"
# With what is built, so that make finds nothing left to do; not by another compiler's options then, and lintian isn't asked for those.
tree=$work/vmi-rom-$version
copied() {
	mkdir "$tree" && files '*' | tr '\n' '\0' | xargs -0 cp -P -p --parents -t "$tree" &&
		mkdir "$tree/build" && for part in build/*; do
		case $part in build/xen | build/linux | build/release | build/tests | build/san | build/deb | build/dist) ;; *) cp -rp "$part" "$tree/build/" ;; esac || return
	done
}
built() {
	cd "$tree" || return
	dpkg-buildpackage --build=binary --no-pre-clean -d -us -uc >"$work/log" 2>&1 && return
	cat "$work/log"
	grep '^dh_.*: ' "$work/log" # such as a file that is in no package
	return 1
}
clean() { cd "$work" && lintian --no-cfg --allow-root --fail-on error,warning,info --display-info --suppress-tags-from-file "$work/suppressed" ./*.changes; }
printf '%s\n' hardening-no-bindnow hardening-no-fortify-functions hardening-no-pie hardening-no-relro >"$work/suppressed"

root=$work/root
# A package manager's own folder, and an empty system: it can be run by anyone, where fakeroot makes all files root's.
as_root=''
[ "$(id -u)" = 0 ] || as_root=fakeroot
below() { PATH=$PATH:/usr/sbin:/sbin $as_root dpkg --root="$root" --force-not-root --force-depends --force-script-chrootless --log=/dev/null "$@"; }
installed() { mkdir -p "$root/var/lib/dpkg/info" "$root/var/lib/dpkg/updates" && touch "$root/var/lib/dpkg/status" && below --install "$work"/*.deb; }
# What is in the packages is what make install puts there, but for the licences, which Debian has.
nothing_forgotten() {
	(cd "$tree/debian/tmp/usr" && find . ! -type d ! -path '*/LICENSES/*' | sed 's|\./share/doc/vmi-rom/|./share/doc/libvmi-loader-dev/|' | sort) >"$work/made"
	(cd "$root/usr" && find . ! -type d | sed '/\/man[13]\//s/\.gz$//' | sort) >"$work/there"
	comm -23 "$work/made" "$work/there" >"$work/forgotten"
	cat "$work/forgotten"
	[ -s "$work/made" ] && [ ! -s "$work/forgotten" ]
}
nothing_left() { left=$(find "$root" -path "$root/var/lib/dpkg" -prune -o ! -type d -print); [ -z "$left" ] || { echo "$left"; return 1; }; }

ok "debian/changelog is of this version" test "$(dpkg-parsechangelog -S Version | sed 's/-[^-]*$//')" = "$version"
ok "what is built is copied" copied
ok "the packages are built of it" built
for package in $packages; do
	ok "$package is there" test -s "$(echo "$work/${package}_${version}"-*.deb)"
done
ok "lintian finds nothing" clean
ok "they can be installed" installed
ok "nothing that make install has is in none of them" nothing_forgotten
ok "they work: the tools, the library, the ROM by its name in QEMU" env ROOT="$root" debian/tests/smoke
# shellcheck disable=SC2086 # several words
ok "they can be purged" below --purge $packages vmi-rom-tools-dbgsym
ok "nothing is left" nothing_left
finish
