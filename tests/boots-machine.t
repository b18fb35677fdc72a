#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Machines, processors, memory: with the standard ROM, with the one that is called for everything, and with none.
set -u
cd "$(dirname "$0")/.." || exit 2
# shellcheck source=tests/lib/rows_test.sh
. tests/lib/rows_test.sh

each_row test_row -v group=machine
standard=$(rom native-i386)
guest=$(kernel guest)

# resets ARGUMENTS: Reboot resets the machine, and not by a triple fault, which is its last resort.
resets() {
	log=$work/log
	: >"$log"
	tests/boot "$@" --cmdline "only=boot end=reboot" --qemu-log "$log" "$guest" >"$work/out" 2>&1
	got=$?
	if [ $got = 5 ] && grep -q "QEMU's exit status 0" "$work/out" && ! grep -q 'still here' "$work/out" &&
		grep -q '^CPU Reset' "$log" && ! grep -q 'Triple fault' "$log"; then
		result '' "Reboot, $*"
	else
		result "exit status $got
$(tail -n 5 "$work/out"; grep 'Triple' "$log")" "Reboot, $*"
	fi
}

# switches_off: the machine ends by the client's own Shutdown.
switches_off() {
	if ! tests/boot --rom "$standard" --cmdline "only=boot end=shutdown" "$guest" >"$work/out" 2>&1 ||
		grep -q 'still here' "$work/out"; then
		tail -n 5 "$work/out"
		return 1
	fi
}

resets
for machine in pc q35; do
	resets --machine $machine --smp 2 --rom "$standard"
done
ok "Shutdown, the client's own" switches_off
finish
