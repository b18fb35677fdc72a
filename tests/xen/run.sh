# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Runs Xen in QEMU; sourced, after tests/runner.sh, by tests/xen/boot and tests/xen/domu.
# They set: here, limit, xen_log, show.

qemu=${QEMU64:-qemu-system-x86_64}
command -v "$qemu" >/dev/null || die "no $qemu here; run ./setup"

# get THING [PART]: build/xen/THING is there, and a PART that an older one lacks; or the exit status says why not.
# Nothing is fetched for --show.
get() {
	if [ -z "$show" ] && [ ! -s "$here/../../build/xen/$1/${2-id}" ]; then
		status=0
		"$here/get-$1" || status=$?
		[ $status != 77 ] || exit 77
		[ $status = 0 ] || die "cannot get the $1"
	fi
}

# find_xen XEN: sets hypervisor.
find_xen() {
	case $1 in
	stock | pv32)
		get "$1"
		hypervisor=$here/../../build/xen/$1/xen
		;;
	*)
		readable "$1" "Xen"
		hypervisor=$(absolute "$1")
		;;
	esac
}

# The end of Xen's log, when nobody keeps it all.
show_log() { [ -n "$xen_log" ] || tail -n 25 "$log" >&2; }

# Xen has said why it ends the guest: its reason, and the exit status for that.
xen_ended() {
	show_log
	reason=$(sed -n '/Panic on CPU/{n;s/^(XEN) //p;q}' "$log")
	if [ -z "$reason" ]; then
		echo "boot: Xen ended the guest: $(tail -n 1 "$log" | cut -c 7-)" >&2
		exit 5
	fi
	# Xen gives up on a guest in general words, after the cause.
	case $reason in
	"Could not "*) reason=$(sed -n '/\*\*\*\*\*\*\*\*/q; s/^(XEN) \(.\)/\1/p' "$log" | tail -n 1) ;;
	esac
	grep -q '^(XEN) Freed .* init memory' "$log" || die "Xen refused the guest: $reason"
	echo "boot: Xen panicked: $reason" >&2
	exit 5
}

# run_qemu ARGUMENTS...: what dom0 writes goes to standard output, Xen's own lines to
# the log; sets status to QEMU's.
run_qemu() {
	log=${xen_log:-$work/xen.log}
	: >"$log" || die "cannot write '$log'"
	mkfifo "$work/serial"
	# Not here: to open a pipe is to wait for who reads it.
	# shellcheck disable=SC2016
	start sh -c 'exec >serial 2>qemu.log; exec "$@"' sh "$qemu" "$@"
	status=0
	"$here/console" "$log" <"$work/serial" || status=$?
	[ $status != 9 ] || xen_ended
	awaited
	grep -v "TCG doesn't support requested feature" "$work/qemu.log" >&2 || :
}
