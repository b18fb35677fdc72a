#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The GRUB lines of the documents, taken from there and booted: a kernel on bare hardware and one on Xen,
# with the ROM as a module.
set -u
cd "$(dirname "$0")/.." || exit 2
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
# shellcheck source=tests/xen/have.sh
. tests/xen/have.sh

for tool in grub-mkrescue xorriso; do
	command -v $tool >/dev/null || {
		echo "1..0 # SKIP there is no $tool; run ./setup"
		exit 0
	}
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/image/boot/grub"
cp "$(kernel guest)" "$(kernel guest-pae)" "$(kernel guest-x86_64)" "$(rom native-i386)" "$(rom native-x86_64)" "$(rom xen-i386)" "$work/image/boot"

# entry DOCUMENT: its menu entry.
entry() { sed -n '/^    menuentry/,/^    }/s/^    //p' "$1"; }

# boots COMMAND DOCUMENT: an image with that entry, its lines changed by COMMAND of sed, to its end; 33 is the guest's word for passed.
boots() {
	{
		printf 'serial --unit=0 --speed=115200\nterminal_output serial\nset timeout=0\n'
		entry "$2" | sed "$1"
	} >"$work/image/boot/grub/grub.cfg"
	grep -q '^menuentry' "$work/image/boot/grub/grub.cfg" || return 2
	grub-mkrescue -d /usr/lib/grub/i386-pc -o "$work/image.iso" "$work/image" >"$work/log" 2>&1 || {
		cat "$work/log"
		return 2
	}
	timeout --foreground -k 5 60 qemu-system-x86_64 -accel tcg -m 256 -cdrom "$work/image.iso" -boot d -display none \
		-no-reboot -serial stdio -monitor none -net none -device isa-debug-exit,iobase=0xf4,iosize=4 | tr -d '\r' >"$work/out"
	grep -a -e vmi-report -e '^not ok' -e '^1\.\.' -e '^error' "$work/out"
	! grep -aq '^not ok' "$work/out" && grep -aq '^1\.\.' "$work/out"
}

to_x86_64='s/vmi=-time/only=boot/; s/multiboot/multiboot2/; s/module/module2/; s/vmi-guest/vmi-guest-x86_64/; s/native-i386/native-x86_64/'
found='vmi-report: status=OK where=module'
says "bare hardware, docs/boot-paths.md" 0 "$found" boots 's/vmi=-time/& only=boot/' docs/boot-paths.md
says "x86-64 by multiboot 2, docs/boot-paths.md" 0 "$found" boots \
	"$to_x86_64" docs/boot-paths.md
if have pv32; then
	gzip -c build/xen/pv32/xen >"$work/image/boot/xen.gz"
	says "Xen by multiboot2, docs/ship-xen-rom.md" 0 "$found" boots '' docs/ship-xen-rom.md
	says "Xen by multiboot" 0 "$found" boots 's/multiboot2/multiboot/; s/module2/module/' docs/ship-xen-rom.md
fi
# uefi: the lines of the document for a UEFI machine, with the kernel for x86-64; there is no window there.
uefi() {
	mkdir -p "$work/esp/EFI/BOOT" "$work/esp/vmi"
	printf 'search --file --set=root /vmi/grub.cfg\nconfigfile /vmi/grub.cfg\n' >"$work/early.cfg"
	grub-mkimage -d /usr/lib/grub/x86_64-efi -O x86_64-efi -p /vmi -c "$work/early.cfg" -o "$work/esp/EFI/BOOT/BOOTX64.EFI" \
		multiboot2 fat part_gpt part_msdos normal configfile echo search serial boot || return 2
	cp "$(kernel guest-x86_64)" "$(rom native-x86_64)" "$work/esp/vmi"
	{
		echo 'set timeout=0'
		entry docs/boot-paths.md | sed "$to_x86_64; s,/boot/,/vmi/,"
	} >"$work/esp/vmi/grub.cfg"
	(cd "$work" && timeout --foreground -k 5 120 qemu-system-x86_64 -accel tcg -M q35 -m 256 -display none -no-reboot -serial stdio -monitor none \
		-net none -device isa-debug-exit,iobase=0xf4,iosize=4 -drive "if=pflash,format=raw,unit=0,readonly=on,file=$ovmf/OVMF_CODE_4M.fd" \
		-drive "if=pflash,format=raw,unit=1,snapshot=on,file=$ovmf/OVMF_VARS_4M.fd" -drive format=raw,file=fat:rw:esp) </dev/null |
		tr -d '\r' >"$work/out"
	grep -a -e vmi-report -e '^not ok' -e '^1\.\.' "$work/out"
	! grep -aq '^not ok' "$work/out" && grep -aq '^1\.\.' "$work/out"
}
ovmf=/usr/share/OVMF
if [ -f $ovmf/OVMF_CODE_4M.fd ] && [ -d /usr/lib/grub/x86_64-efi ]; then
	says "x86-64 by multiboot 2 on a UEFI machine" 0 "$found" uefi
else
	skip "x86-64 by multiboot 2 on a UEFI machine" "no OVMF or no GRUB for it; run ./setup"
fi
finish
