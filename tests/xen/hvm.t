#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# HVM and PVH domUs that xl creates: the ROM on a PCI card or as a module, nested and shadow paging, saved without being asked.
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/lib/rows_test.sh
. tests/lib/rows_test.sh
# shellcheck source=tests/xen/have.sh
. tests/xen/have.sh
guest=$(kernel guest)
native=$(rom native-i386)
xen=$(rom xen-i386)

# saved: a domain of our own, whose log we keep.
saved() {
	tests/xen/domu --type hvm --mem 64 --timeout 400 --rom "$xen" --saves save --dom0-log "$work/dom0.log" \
		--cmdline "only=suspend saves=1" "$guest"
}

# e820: SeaBIOS's map, in what dom0 was told of that domain; the first of the two was started by it.
e820() {
	grep -a '^(d1).* = 1 RAM' "$work/dom0.log" | sed 's/^(d1) *[0-9]*: *\([0-9a-f]*\) - \([0-9a-f]*\) = 1 RAM.*/\1 \2/' >"$work/ram"
	inside=0 pieces=0
	while read -r begin end; do
		pieces=$((pieces + 1))
		[ $((0x$begin)) -ge $((0xf0000)) ] || [ $((0x$end)) -le $((0xc0000)) ] || inside=$((inside + 1))
	done <"$work/ram"
	[ $inside = 0 ] && echo "$pieces pieces of memory, none from c0000 to f0000"
}

if have dom0 && have pv32 && have stock; then
	each_row test_row -v group=hvm
	says "HVM: firmware passes over a ROM with another card's identity" 0 'vmi-report: status=NO_ROM' \
		tests/xen/domu --type hvm --timeout 400 --rom "$xen" --identity own --cmdline only=boot "$guest"
	says "HVM: saved and restored, without being asked" 0 '^ok .* save 1: the wall clock went on meanwhile' saved
	says "HVM: e820 lists no memory where the ROM and its room are" 0 '^[1-9] pieces of memory, none from c0000 to f0000' e820
fi

# A flat image boots as the ELF file does.
flat() {
	tests/xen/flat-multiboot "$guest" "$work/flat" || return
	tests/boot --rom "$native" --cmdline only=boot "$work/flat"
}
says "a flat multiboot kernel" 0 '^ok 7 - no LDT' flat
says "a kernel that is no multiboot ELF stays as it is" 1 '' tests/xen/flat-multiboot README.md "$work/none"
says "the configuration of an HVM domU" 0 'romfile=/domu/rom' tests/xen/domu --show --type hvm --hap no --rom "$native" "$guest"
says "the configuration of a PVH domU" 0 '^ramdisk="/domu/rom"' tests/xen/domu --show --type pvh --rom "$native" "$guest"
says "no such type" 2 "--type is pv, pvh or hvm, not 'vm'" tests/xen/domu --type vm "$guest"
says "no such paging" 2 "--hap is yes or no, not 'on'" tests/xen/domu --type hvm --hap on "$guest"
says "paging of a PV domU" 2 '--hap is for --type pvh and hvm' tests/xen/domu --hap no "$guest"
says "a card's identity without a card" 2 '--identity and --initrd are for --type hvm' tests/xen/domu --type pvh --identity own "$guest"
says "an HVM domU through xen-shim" 2 '--shim takes a PV domU' tests/xen/domu --type hvm --shim "$guest"
finish
