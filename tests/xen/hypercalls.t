#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The Xen ROM's promises about hypercalls: the conformance kernel holds it to them, one by one and over
# whole operations; the figures are what the blob counts.
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh
guest=$(kernel guest-pae)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
# shellcheck source=tests/xen/have.sh
. tests/xen/have.sh

xen() { tests/xen/boot --timeout 400 --rom "$(rom xen-i386)" --cmdline "$1" "$guest"; }

# per OPERATION MOST: hypercalls for each in the bench's run, at most so many hundredths.
per() {
	sed -n "s/^# bench-calls $1 \([0-9]*\)\.\(..\)$/\1\2/p" "$work/bench" | awk -v most="$2" '
		{ print "hundredths: " $1; good = $1 + 0 <= most }
		END { exit !(NR == 1 && good) }'
}

# op OPERATION MOST: the same of the operations that are compared with hand-written ones; and those were measured.
op() {
	sed -n "s/^# bench-op $1 [0-9]* \([0-9]*\)\.\(..\)$/\1\2/p" "$work/bench" | awk -v most="$2" '
		{ print "hundredths: " $1; good = $1 + 0 <= most }
		END { exit !(NR == 1 && good) }' || return 1
	[ "$1" = entries_63_inside ] || grep "^# bench-ideal $1 [1-9][0-9]* " "$work/bench"
}

# by_hand OPERATION: no more of them than by hand, in the same run.
by_hand() {
	awk -v name="$1" '
		{ sub(/\r$/, "") }
		$2 == "bench-op" && $3 == name { ours = $5; n++ }
		$2 == "bench-ideal" && $3 == name { hand = $5; n++ }
		END { print ours " by the calls, " hand " by hand"; exit !(n == 2 && ours + 0 <= hand + 0) }' "$work/bench"
}

if have pv32; then
	says "the conformance kernel's group" 0 '^1\.\.1[0-9]$' xen only=platform
	says "its run says how many there were" 0 '^# platform-calls [1-9]' xen only=platform
	says "a run of the bench" 0 '' xen bench
	printf '%s\n' "$said" >"$work/bench"
	says "none to save and restore the interrupt flag" 0 '' per irq_save_restore 0
	says "none for a system call" 0 '' per syscall_int 0
	says "one for a switch of threads" 0 '' per thread_switch 100
	says "one for a switch of address spaces" 0 '' per aspace_switch 101
	says "a fork in a batch" 0 '' per fork 200
	for none in irq_off_on irq_save_restore trap_and_iret read_time read_cr2_cr3 entries_63_inside; do
		says "none for $none" 0 '' op $none 0
	done
	for one in switch_thread switch_process load_cr3 entry; do
		says "one for $one" 0 '' op $one 100
	done
	for name in cow_fault switch_thread switch_process load_cr3 entry entry_and_flush flush_page entries_8 entries_64 \
		entries_65 entries_200 entries_256 entries_512 table_and_back fork_exit_64_pages alarm_and_cancel interrupt_to_self; do
		says "no more than by hand for $name" 0 '' by_hand $name
	done
fi
says "bare hardware has none" 0 '^ok 1 - platform calls # SKIP the processor is ours: most calls have no platform to ask$' tests/boot --cmdline only=platform "$guest"
finish
