#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Machines, processors, memory: with the standard ROM, with the one that is called for everything, and with none.
set -u
cd "$(dirname "$0")/.." || exit 2
# shellcheck source=tests/boots.sh
. tests/boots.sh

for machine in pc q35; do
	for smp in 1 4; do
		row none NO_ROM --machine "$machine" --smp "$smp"
		row window OK --machine "$machine" --smp "$smp" --rom "$standard"
		row window OK --machine "$machine" --smp "$smp" --rom "$everything"
	done
done
for cpu in pentium3 qemu32 core2duo Nehalem max; do
	row window OK --cpu "$cpu" --smp 2 --rom "$everything"
	row window OK --cpu "$cpu" --rom "$standard"
done
row window OK --cpu pentium3,-apic,-sep --rom "$everything"
for mem in 64 1024 3072; do
	row window OK --mem "$mem" --smp 2 --rom "$standard"
	row module OK --mem "$mem" --rom "$everything" --via module
done

# resets ARGUMENTS: Reboot resets the machine, and not by a triple fault, which is its last resort.
resets() {
	n=$((n + 1))
	log=$(mktemp)
	tests/boot "$@" --cmdline "only=boot end=reboot" --qemu-log "$log" build/guest/vmi-guest.elf >"$out" 2>&1
	got=$?
	if [ $got = 5 ] && grep -q "QEMU's exit status 0" "$out" && ! grep -q 'still here' "$out" &&
		grep -q '^CPU Reset' "$log" && ! grep -q 'Triple fault' "$log"; then
		echo "ok $n - Reboot, $*"
	else
		echo "not ok $n - Reboot, $*"
		{ echo "exit status $got"; tail -n 5 "$out"; grep 'Triple' "$log"; } | sed 's/^/# /'
	fi
	rm -f "$log"
}

resets
for machine in pc q35; do
	resets --machine $machine --smp 2 --rom "$standard"
done
n=$((n + 1))
if tests/boot --rom "$standard" --cmdline "only=boot end=shutdown" build/guest/vmi-guest.elf >"$out" 2>&1 &&
	! grep -q 'still here' "$out"; then
	echo "ok $n - Shutdown, the client's own"
else
	echo "not ok $n - Shutdown, the client's own"
	tail -n 5 "$out" | sed 's/^/# /'
fi
finish
