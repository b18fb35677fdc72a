#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Every ROM of the corpus, one fault each, as a module and as an option ROM: the loader says one precise thing,
# and the kernel passes its tests natively.  What should be said stands in the corpus's manifest.
set -u
cd "$(dirname "$0")/.." || exit 2
guest=build/guest/vmi-guest.elf
corpus=build/corpus
good=build/rom/vmi-native-i386.rom
group=user
n=0
out=$(mktemp)
trap 'rm -f "$out"' EXIT

report() { tr -d '\r' <"$out" | sed -n "s/^# vmi-report:.* $1=\([^ ]*\).*/\1/p"; }

# expect NAME STATUS WHERE ARGUMENTS-OF-tests/boot...
expect() {
	name=$1 status=$2 where=$3
	shift 3
	n=$((n + 1))
	tests/boot --cmdline "only=$group" "$@" "$guest" >"$out" 2>&1
	got=$?
	said=$(tr -d '\r' <"$out" | grep -c '^# vmi: status=')
	[ "$status" = OK ] && lines=0 || lines=1
	if [ $got = 0 ] && [ "$(report status)" = "$status" ] && [ "$(report where)" = "$where" ] && [ "$said" = "$lines" ]; then
		echo "ok $n - $name: $status"
	else
		echo "not ok $n - $name: $status"
		echo "# exit status $got, status $(report status), where $(report where), $said lines; expected $status, $where, $lines"
		tail -n 15 "$out" | sed 's/^/#   /'
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

expect "two ROMs, the first of another version" OK window --also $corpus/major-2.rom --rom $good
expect "two ROMs, the first with a bad licence" OK window --also $corpus/licence-other.rom --rom $good
expect "a bad ROM in the window, a good module" OK module --also $corpus/major-2.rom --rom $good --via module
expect "two bad ROMs: the fault of the first" BAD_LICENCE none --also $corpus/licence-other.rom --rom $corpus/major-2.rom
echo "1..$n"
