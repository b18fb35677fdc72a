#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What a release's entry in the changelog says, and which ROM may follow another of its name.
# shellcheck disable=SC2154,SC1091
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh
. tests/unit/vmirom.sh
# shellcheck source=releases/facts.sh
. releases/facts.sh
old=releases/3.1-r1/roms new=$tmp/new/3.1-r9/roms
mkdir -p "$new"

# entry NAME PATTERN PAIR: a line of the entry fits
entry() {
	releases/changes "3.1-r9, some day" "$3" >"$tmp/out" 2>&1
	result "$(grep -qxE -e "$2" "$tmp/out" || cat "$tmp/out")" "$1"
}
# version ROM MAJOR MINOR: gives it that version
version() { build/faulty/poke-rom "$1" "$1" "$(($(word "$1" 24) + 18)):$(printf '%02x%02x' "$3" "$2")" || exit 2; }

cp "$old/vmi-native-i386.rom" "$new"
native=$new/vmi-native-i386.rom
entry "its title" "## 3.1-r9, some day" ":$native"
entry "a ROM by its name" "### vmi-native-i386.rom" ":$native"
entry "the first of its name" "The first of its name." ":$native"
entry "the same bytes" "The same bytes as that of 3.1-r1." "$old/vmi-native-i386.rom:$native"
version "$native" 1 9
entry "another version only" "It may replace that of 3.1-r1 for every guest, also across a migration or save." "$old/vmi-native-i386.rom:$native"
is "which is no line of its own" "$(grep -c '^\*' "$tmp/out")" 0
cp "$old/vmi-native-i386-call.rom" "$native"
entry "other answers" "\* CLTS at level 0: none, now call" "$old/vmi-native-i386.rom:$native"
entry "which nobody minds" "It may replace that of 3.1-r1 for every guest, .* that carries the ROM's bytes, .*" "$old/vmi-native-i386.rom:$native"
entry "another string" '\* pnp.product: "native i386", now "native i386 call"' "$old/vmi-native-i386.rom:$native"
# at 0x100 + 32 * number stands a body
cp "$old/vmi-xen-i386.rom" "$new"
xen=$new/vmi-xen-i386.rom
build/faulty/poke-rom "$xen" "$xen" 0xa40:b82d0f0000c3 || exit 2 # Offer
entry "a guest that is refused" "It may not replace that of 3.1-r1 for every guest." "$old/vmi-xen-i386.rom:$xen"
entry "and why" "\* Offer: state area at levels 1, 3: 44 pages, now 45 pages \(a guest .* is refused\)" "$old/vmi-xen-i386.rom:$xen"
entry "a body that is elsewhere" "\* bodies that are elsewhere in the image: [1-9][0-9]" "$old/vmi-xen-i386.rom:$(rom xen-i386)"
says "two that can't be compared" 1 "^changes: build/tools/vmirom can't compare .*: exit status 5$" \
	releases/changes x "$old/vmi-native-i386.rom:$old/vmi-native-i386-v13.rom"

# where it goes
printf '# Changes\n\nA word.\n\n## 1, day\n\nfirst\n' >"$tmp/log"
printf '## 2, day\n\nsecond\n' >"$tmp/entry"
is "the newest is first, and the head stays" "$(with_entry "$tmp/log" "$tmp/entry" | paste -sd'|' -)" "# Changes||A word.||## 2, day||second||## 1, day||first"
echo '# Changes' >"$tmp/log"
is "into an empty one" "$(with_entry "$tmp/log" "$tmp/entry" | paste -sd'|' -)" "# Changes||## 2, day||second"

# what may follow the first release, whatever came after it
mkdir "$tmp/kept" && ln -s "$PWD/releases/3.1-r1" "$tmp/kept/"
cp "$old/vmi-xen-i386.rom" "$xen"
version "$xen" 1 9
is "a higher minor version will do for what every guest bears" "$(rom_follows "$xen" "$tmp/kept")" ""
build/faulty/poke-rom "$xen" "$xen" 0xa40:b82d0f0000c3 || exit 2
is "but not for what one is refused by" "$(rom_follows "$xen" "$tmp/kept" | sed 's/ can.t replace .*: / ... /')" "vmi-xen-i386.rom ... raise ROM_MAJOR in rom/rules.mk"
version "$xen" 2 0
is "which takes a higher major one" "$(rom_follows "$xen" "$tmp/kept")" ""
finish
