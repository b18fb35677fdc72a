# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Where what is built lies, by its name, for scripts that run at the tree's root.

# rom NAME: as in native-i386; of ROM_FOLDER, where that is set.
rom() { printf '%s/vmi-%s.rom\n' "${ROM_FOLDER:-build/rom}" "$1"; }

# rom_elf NAME: its symbols.
rom_elf() { printf '%s/vmi-%s.elf\n' "${ROM_FOLDER:-build/rom}" "$1"; }

# kernel NAME: one of the test kernels; of KERNEL_FOLDER, where that is set.
kernel() {
	case $1 in
	guest | guest-pae) set -- "build/guest/vmi-$1.elf" ;;
	client30 | client30-*) set -- "build/clients/3.0/$1.elf" ;;
	client13 | client13-*) set -- "build/clients/13.3/$1.elf" ;;
	hello) set -- build/xen/hello/hello.elf ;;
	*)
		echo "there is no kernel '$1'" >&2
		return 1
		;;
	esac
	[ -z "${KERNEL_FOLDER-}" ] || set -- "$KERNEL_FOLDER/$(basename "$1")"
	printf '%s\n' "$1"
}
