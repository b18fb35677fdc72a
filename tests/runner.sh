# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# What the programs that boot a guest in QEMU share; sourced by tests/boot, tests/xen/boot and tests/xen/domu.
# They set runner, the folder that this file is in, and limit, in seconds that QEMU runs or sleeps.

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

# rom_expected FILE: says so if it is none; it is booted all the same, as whoever tests a loader may want.
rom_expected() {
	case $(od -An -v -tx1 -N 12 "$1" | tr -d ' \n') in
	55aa????????????63566d69) ;;
	55aa*) echo "boot: note: '$1' is no VMI ROM: no cVmi at offset 8" >&2 ;;
	*) echo "boot: note: '$1' is no ROM: no 55 AA at its front" >&2 ;;
	esac
}

# doubled NAME: as QEMU takes it where it splits at commas.
doubled() { printf '%s' "$1" | sed 's/,/,,/g'; }

absolute() { # FILE
	case $1 in
	/*) printf '%s' "$1" ;;
	*) printf '%s/%s' "$PWD" "$1" ;;
	esac
}

# paste PROGRAM ARGUMENT...: prints the command so that a shell takes it back as it was.
paste() {
	for word in "$@"; do
		case $word in
		'' | *[!A-Za-z0-9_./:=,+-]*) printf "'%s' " "$(printf '%s' "$word" | sed "s/'/'\\\\''/g")" ;;
		*) printf '%s ' "$word" ;;
		esac
	done
	echo
}

# A folder of our own, which goes with us, as does what start has started.
make_work() {
	work=$(mktemp -d) || die "no folder for what is temporary"
	emulator=
	trap '[ -z "$emulator" ] || { kill "$emulator"; wait "$emulator"; } 2>/dev/null || :; rm -rf "$work"' EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM
	trap 'exit 129' HUP
}

# start COMMAND...: in work, within limit (0: none); in the background, as a shell hears no signal while it waits for
# what is not.
start() {
	session=$runner/lib/session
	[ -x "$session" ] || session=$runner/session # as installed
	cd "$work" || die "no folder for what is temporary"
	"$session" --limit "$limit" "$@" </dev/null &
	emulator=$!
	cd "$OLDPWD" || exit
}

# awaited: sets status to what start has started ended with.
awaited() {
	status=0
	wait "$emulator" || status=$?
	emulator=
}

# ended STATUS LIMIT: exits as QEMU's end asks for.
ended() {
	case $1 in
	33) exit 0 ;; # isa-debug-exit: 2 * value + 1; values 0x10, 0x11, 0x12
	35) exit 1 ;;
	37) exit 3 ;;
	1) die "$qemu could not start the guest" ;;
	124)
		echo "boot: the guest did not end within $2 seconds" >&2
		exit 4
		;;
	129 | 130 | 143) exit "$1" ;;
	*)
		echo "boot: the guest ended without a word (QEMU's exit status $1)" >&2
		exit 5
		;;
	esac
}
