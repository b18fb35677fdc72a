#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Every ROM of the corpus, one fault each, as a module and as an option ROM: the loader says one precise thing,
# and the kernel passes its tests natively.  What should be said stands in the corpus's manifest.
set -u
cd "$(dirname "$0")/.." || exit 2
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh
guest=$(kernel guest)
corpus=build/corpus
good=$(rom native-i386)
group=user
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
out=$(mktemp)
trap 'rm -f "$out"' EXIT

report() { tr -d '\r' <"$out" | sed -n "s/^# vmi-report:.* $1=\([^ ]*\).*/\1/p"; }

# expect NAME STATUS WHERE ARGUMENTS-OF-tests/boot...
expect() {
	name=$1 status=$2 where=$3
	shift 3
	tests/boot --cmdline "only=$group" "$@" "$guest" >"$out" 2>&1
	got=$?
	said=$(tr -d '\r' <"$out" | grep -c '^# vmi: status=')
	[ "$status" = OK ] && lines=0 || lines=1
	if [ $got = 0 ] && [ "$(report status)" = "$status" ] && [ "$(report where)" = "$where" ] && [ "$said" = "$lines" ]; then
		result '' "$name: $status"
	else
		result "exit status $got, status $(report status), where $(report where), $said lines; expected $status, $where, $lines
$(tail -n 15 "$out")" "$name: $status"
	fi
}

where_if() { # STATUS PLACE: a ROM that passed the check is reported where it is, whatever Init and answers say after
	case $1 in
	OK | INIT_FAILED | UNKNOWN_ANSWER | WRONG_ANSWER | ANSWER_OUTSIDE | HALF_GROUP | ANSWER_CHANGED) echo "$2" ;;
	*) echo none ;;
	esac
}

while read -r file status _ _ firmware; do
	case $file in '#'*) continue ;; esac
	[ "$status" != - ] || continue # nothing helps against a ROM that keeps the processor
	# A module that does not claim to be VMI is none of ours; QEMU passes no empty one.
	module=$status
	case $status in NOT_A_ROM | NOT_VMI) module=NO_ROM ;; esac
	[ "$(stat -c %s "$corpus/$file")" -ge 12 ] || module=NO_ROM
	[ ! -s "$corpus/$file" ] ||
		expect "$file as a module" "$module" "$(where_if "$module" module)" --rom "$corpus/$file" --via module
	case $firmware in
	yes) expect "$file as an option ROM" "$module" "$(where_if "$module" window)" --rom "$corpus/$file" ;;
	esac
done <$corpus/manifest

expect "two ROMs, the first of another version" OK window --also $corpus/major-2.rom --rom "$good"
expect "two ROMs, the first with a bad licence" OK window --also $corpus/licence-other.rom --rom "$good"
expect "a bad ROM in the window, a good module" OK module --also $corpus/major-2.rom --rom "$good" --via module
expect "two bad ROMs: the fault of the first" BAD_LICENCE none --also $corpus/licence-other.rom --rom $corpus/major-2.rom

# A ROM that passes the check is bound, and refused then.  The next one is tried: of the window, then of the modules.
xen=$(rom xen-i386)
refused=$corpus/init-fails.rom
expect "two ROMs, the first's Init fails" OK window --also $refused --rom "$good"
expect "two modules, the first's Init fails" OK module --also $refused --also-via module --rom "$good" --via module
expect "a ROM whose Init fails in the window, a good module" OK module --also $refused --rom "$good" --via module
expect "two modules, the first is Xen's" OK module --also "$xen" --also-via module --rom "$good" --via module
expect "Init fails, and Xen's: the fault of the first" INIT_FAILED window --also $refused --rom "$xen"
expect "Xen's, and Init fails: the fault of the first" START_FAILED window --also "$xen" --rom $refused --via module
expect "a bad ROM, and Init fails: the fault of the first" BAD_LICENCE none --also $corpus/licence-other.rom --rom $refused
# Its Init has run, and the machine may be its own: nothing else is started there.
expect "of 3.0 and wrong after Init: no other is tried" ANSWER_OUTSIDE window --also $corpus/answer-behind.rom --rom "$good"

# The example does the same in its few lines.
smallest() { # NAME WHAT-IT-SAYS ARGUMENTS-OF-tests/boot...
	name=$1 pattern=$2
	shift 2
	says "the smallest kernel: $name" 0 "$pattern" tests/boot "$@" build/examples/smallest.elf
}
smallest "two ROMs, the first is Xen's" "native i386, in the BIOS window" --also "$xen" --rom "$good"
smallest "Xen's in the window, a good module" "native i386, as a module" --also "$xen" --rom "$good" --via module
smallest "Init fails, and Xen's" "native: the ROM's Init refused" --also $refused --rom "$xen"
smallest "turned off" "native: turned off" --also $corpus/licence-other.rom --rom "$good" --cmdline vmi=off
smallest "a word that is none: the rest doesn't count" "native: the command line has a vmi= word" --rom "$good" --cmdline 'vmi=-SetCR4,-nosuch vmi=-SetTR'
smallest "a word that changes nothing" "; 0 calls masked, 1 in vain, 2 returns kept" --rom "$good" --cmdline 'vmi=-SetCR3'
smallest "words in quotes" "; 2 calls masked, 0 in vain, 2 returns kept" --rom "$good" --cmdline 'a="vmi=off b" vmi="-SetCR4,-SetTR"'
finish
