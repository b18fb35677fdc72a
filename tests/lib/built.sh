# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Where what is built lies, by its name, for scripts that run at the tree's root.

# rom NAME: as in native-i386.
rom() { printf 'build/rom/vmi-%s.rom\n' "$1"; }

# rom_elf NAME: its symbols.
rom_elf() { printf 'build/rom/vmi-%s.elf\n' "$1"; }

# kernel NAME: one of the test kernels.
kernel() {
	case $1 in
	guest | guest-pae | guest-x86_64) set -- "build/guest/vmi-$1.elf" ;;
	client30 | client30-*) set -- "build/clients/3.0/$1.elf" ;;
	client13 | client13-*) set -- "build/clients/13.3/$1.elf" ;;
	smallest) set -- build/examples/smallest.elf ;;
	hello) set -- build/xen/hello/hello.elf ;;
	*)
		echo "there is no kernel '$1'" >&2
		return 1
		;;
	esac
	printf '%s\n' "$1"
}
