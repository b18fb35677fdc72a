# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# What the programs that boot a guest in QEMU share; sourced by tests/boot and tests/xen/boot.

die() {
	echo "boot: $*" >&2
	exit 2
}

number() { # OPTION VALUE
	case $2 in '' | *[!0-9]* | 0*) die "$1 takes a number from 1 up, not '$2'" ;; esac
}
readable() { # FILE WHAT-IT-IS
	if [ ! -f "$1" ] || [ ! -r "$1" ]; then die "cannot read $2 '$1'"; fi
}

# ended STATUS LIMIT: exits as QEMU's end, under timeout, asks for.
ended() {
	case $1 in
	33) exit 0 ;; # isa-debug-exit: 2 * value + 1; values 0x10, 0x11, 0x12
	35) exit 1 ;;
	37) exit 3 ;;
	1) die "$qemu could not start the guest" ;;
	124 | 137) # QEMU may be too stuck for a plain end
		echo "boot: the guest did not end within $2 seconds" >&2
		exit 4
		;;
	130) exit 130 ;;
	*)
		echo "boot: the guest ended without a word (QEMU's exit status $1)" >&2
		exit 5
		;;
	esac
}
