#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Where the Xen ROM must be refused, it is, for the one reason, and with nothing changed. On
# bare hardware the kernel goes on natively; as a PV guest it says why, and ends.
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rom=$(rom xen-i386)
guest=$(kernel guest-pae)
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
fits() { grep -qF -e "$1"; }

xen() { tests/xen/boot --timeout 60 --rom "$1" --cmdline "only=boot $2" "$guest"; }
ends="Bail out! nothing runs here without a blob:"
masked="$ends the command line keeps a call native that this platform can't do without"

says "bare hardware: native" 0 "vmi: status=START_FAILED" tests/boot --rom "$rom" --cmdline only=boot "$guest"
says "Xen: taken" 0 "vmi-report: status=OK" xen "$rom" ""
says "Xen: a mask of what it leaves native" 0 "vmi-report: status=OK" xen "$rom" "vmi=-SYSEXIT,-RDTSC,-SetPxE"
for family in cpu desc irq mmu time apic io SetCR3 IRET; do
	says "Xen: vmi=-$family" 3 "$masked" xen "$rom" "vmi=-$family"
done
says "Xen: vmi=off" 3 "$ends turned off on the command line" xen "$rom" vmi=off
says "Xen: a word that is none" 3 "$ends the command line has a vmi= word that names no call" xen "$rom" vmi=-nothing
says "Xen: no ROM" 3 "$ends no VMI ROM was found" tests/xen/boot --timeout 60 --cmdline only=boot "$guest"
cp "$rom" "$work/broken.rom"
printf '\1' | dd of="$work/broken.rom" bs=1 seek=6 conv=notrunc status=none
says "Xen: a ROM that lost a bit" 3 "$ends the bytes of the image do not sum up to 0" xen "$work/broken.rom" ""
says "Xen: the native ROM" 3 "$ends the ROM's Init refused" xen "$(rom native-i386)" ""
finish
