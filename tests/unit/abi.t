#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# make check-abi against mutated tables: does it fail, and name the call and the field?
# Risk: a change of the table that breaks shipped clients goes through unseen.
set -u
cd "$(dirname "$0")/../.." || exit 1
unset MAKEFLAGS MAKELEVEL MFLAGS
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
evidence() { cat "$tmp/out"; }
next=$(sed -n 's/^#define VMI_NR_CALLS //p' spec/x86_64/vmi/profile.h) # first number that has no call yet

# fresh: the table as it stands, to be mutated.
fresh() {
	rm -rf "$tmp/spec" "$tmp/build"
	cp -R spec "$tmp/spec"
}

check_abi() {
	make -s check-abi SPEC="$tmp/spec" B="$tmp/build" >"$tmp/out" 2>&1
}

# comparison BASELINES: without the compiler's proof of ascending numbers, which would speak first.
comparison() {
	make -s "$tmp/build/spec/abi" SPEC="$tmp/spec" B="$tmp/build" >"$tmp/out" 2>&1 || return 2
	# shellcheck disable=SC2086 # a pattern
	"$tmp/build/spec/abi" check "$tmp"/spec/abi/i386-$1.abi >"$tmp/out" 2>&1
}

# refused NAME FILE SED-SCRIPT EXPECTED...: exactly the expected lines of each baseline, and status 1.
# A line that begins with a version is that baseline's alone.
refused() { refused_by '3.?' "3.0 3.1" "$@"; }
refused_by() { # BASELINES VERSIONS and as refused
	baselines=$1 versions=$2 name=$3 file=$4 script=$5
	shift 5
	fresh
	sed -i "$script" "$tmp/spec/$file"
	if cmp -s "spec/$file" "$tmp/spec/$file"; then
		echo "the mutation changes nothing" >"$tmp/out"
		result 1 "$name"
		return
	fi
	comparison "$baselines"
	status=$?
	for version in $versions; do
		for line; do
			case $line in
			"$version: "*) line=${line#*: } ;;
			3.?": "*) continue ;;
			esac
			echo "$tmp/spec/abi/i386-$version.abi: $line"
		done
	done >"$tmp/expected"
	[ $status = 1 ] && cmp -s "$tmp/out" "$tmp/expected"
	result $? "$name"
}

# unbuilt NAME SED-SCRIPT TEXT [FILE]: make check-abi fails, and says so.
unbuilt() {
	fresh
	sed -i "$2" "$tmp/spec/${4:-calls.def}"
	! check_abi && grep -q "$3" "$tmp/out"
	result $? "$1"
}

fresh
check_abi
result $? "the table as it stands"

refused "another argument register" calls.def '/^VMI_CALL(17,/s/ V1, / V2, /' \
	'call 17 SetCR3: arguments was "EAX", has become "EAX, EDX"'
refused "another result" calls.def '/^VMI_CALL(66,/s/ Q0, / R0, /' \
	'call 66 GetCycleFrequency: results was "EDX:EAX", has become "EAX"'
refused "more destroyed" calls.def '/^VMI_CALL(30,/s/ KEEP, / C, /' \
	'call 30 DisableInterrupts: clobbers was "nothing but arithmetic flags", has become "EAX, ECX, EDX, arithmetic flags"'
refused "segments assumed" calls.def '/^VMI_CALL(33,/s/ STACK, / FLAT, /' \
	'call 33 IRET: segments was "DS, ES, FS, GS unknown: touch memory through SS or CS only", has become "DS and ES flat"'
refused "another answer" calls.def '/^VMI_CALL(29,/s/ NC, / NC0, /' \
	'call 29 EnableInterrupts: answers was "none call", has become "none call nop"'
refused "another family" calls.def '/^VMI_CALL(17,/s/ mmu, / cpu, /' \
	'call 17 SetCR3: family was "mmu", has become "cpu"'
refused "a later since" calls.def '/^VMI_CALL(14,/s/ desc, 0, / desc, 1, /' \
	'call 14 UpdateKernelStack: since was "3.0", has become "3.1"'
refused "out of its group" calls.def '/^VMI_CALL_I386(40,/s/ FLAT, 1, / FLAT, 0, /' \
	'call 38 SetPxE: together was "UpdatePxE", has become "-"' \
	'call 40 UpdatePxE: together was "SetPxE", has become "-"'
refused "numbers swapped" calls.def 's/^VMI_CALL(3, /VMI_CALL(x, /; s/^VMI_CALL(5, /VMI_CALL(3, /; s/^VMI_CALL(x, /VMI_CALL(5, /' \
	'call 3 SetGDT: number was 3, has become 5' \
	'call 5 SetIDT: number was 5, has become 3'
refused "renumbered" calls.def 's/^VMI_CALL(73, /VMI_CALL(100, /' \
	'call 73 SetLazyMode: number was 73, has become 100'
refused "renumbered, of 3.1" calls.def 's/^VMI_CALL(75, /VMI_CALL(100, /' \
	'3.1: call 75 Start: number was 75, has become 100'
refused "dropped, of 3.1" calls.def '/^VMI_CALL(76, /d' \
	'3.1: call 76 ConsoleWrite: has been removed'
refused "dropped" calls.def '/^VMI_CALL(28, /d' \
	'call 28 CLTS: has been removed'
refused "renamed" calls.def '/^VMI_CALL(28, /s/CLTS/ClearTS/' \
	'call 28 CLTS: name was CLTS, has become ClearTS'
refused "an unused number used" calls.def 's/^VMI_UNUSED(50)/VMI_CALL(50, Fresh, cpu, 1, V0, C, FLAT, 0, NC, "new")/' \
	'call 50: was unused for ever, has become Fresh'
refused "an unused number dropped" calls.def '/^VMI_UNUSED(72)/d' \
	'call 72: was unused for ever, has gone'
refused "appended, but not newer" calls.def '/^VMI_CALL(76, /aVMI_CALL(100, Fresh, cpu, 0, V0, C, FLAT, 0, NC, "new")' \
	'3.0: call 100 Fresh: since is 3.0, but 3.0 was frozen without it' \
	'3.1: call 100 Fresh: since is 3.0, but 3.1 was frozen without it'
refused "appended to what 3.1 is" calls.def '/^VMI_CALL(76, /aVMI_CALL(100, Fresh, cpu, 1, V0, C, FLAT, 0, NC, "new")' \
	'3.1: call 100 Fresh: since is 3.1, but 3.1 was frozen without it'
refused "another class of words" i386/words.def '/^VMI_REGISTERS(V0,/s/"-", "-"/"ECX", "-"/' \
	'call 23 WBINVD: arguments was "-", has become "ECX"' \
	'call 28 CLTS: arguments was "-", has become "ECX"' \
	'call 29 EnableInterrupts: arguments was "-", has become "ECX"' \
	'call 30 DisableInterrupts: arguments was "-", has become "ECX"' \
	'call 35 Halt: arguments was "-", has become "ECX"' \
	'call 37 Shutdown: arguments was "-", has become "ECX"' \
	'call 65 IODelay: arguments was "-", has become "ECX"'
refused "a header offset moved" vmi/rom.h 's/^\(#define VMI_ROM_OFF_SLOTS\) 0x0E/\1 0x0F/' \
	'constant VMI_ROM_OFF_SLOTS: value was "0x0e", has become "0x0f"'
refused "a constant gone" vmi/calls.h '/^#define VMI_PAGE_CLONE/d' \
	'constant VMI_PAGE_CLONE: has been removed'
refused "another range" calls.def 's/^VMI_RANGE(74, 127,/VMI_RANGE(74, 125,/' \
	'range 74: last was "127", has become "125"'
refused "an older major" i386/vmi/profile.h 's/^\(#define VMI_API_MAJOR\) 3/\1 2/' \
	'3.0: profile i386: version was 3.0, has become 2.1' \
	'3.1: profile i386: version was 3.1, has become 2.1' \
	'another major version: the rest is not compared'

unbuilt "the compiler finds a gap" '/^VMI_CALL(28, /d' 'EnableInterrupts (29) stands out of order or behind a gap'
unbuilt "the compiler finds a swap" 's/^VMI_CALL(28, /VMI_CALL(x, /; s/^VMI_CALL(27, /VMI_CALL(28, /; s/^VMI_CALL(x, /VMI_CALL(27, /' \
	'RDTSC (28) stands out of order'
unbuilt "the compiler finds a double" 's/^VMI_CALL(28, /VMI_CALL(27, /' 'AT_27'
unbuilt "the compiler counts" "/^VMI_CALL(79, /aVMI_UNUSED(80)" 'i386-3: nr_calls is not the number of calls'
unbuilt "make check-abi fails as the comparison does" '/^VMI_CALL(17,/s/ V1, / V2, /' \
	'call 17 SetCR3: arguments was "EAX", has become "EAX, EDX"'

# 13.3: its own rows, and what it takes from calls.def and of the words.
old() { refused_by '13.3' 13.3 "$@"; }
old "13.3: another argument register" profiles/i386-13.def '/^VMI_OWN(47,/s/ R2, / R1, /' \
	'call 47 SwapPxE: arguments was "EAX, EDX", has become "EAX"'
old "13.3: a call of 3.0 changed" calls.def '/^VMI_CALL(46,/s/ V1, / V2, /' \
	'call 55 InvalPage: arguments was "EAX", has become "EAX, EDX"'
old "13.3: numbers swapped" profiles/i386-13.def 's/^VMI_SAME(8, /VMI_SAME(x, /; s/^VMI_SAME(10, /VMI_SAME(8, /; s/^VMI_SAME(x, /VMI_SAME(10, /' \
	'call 8 SetGDT: number was 8, has become 10' \
	'call 10 SetIDT: number was 10, has become 8'
old "13.3: a reserved number dropped" profiles/i386-13.def '/^VMI_RESERVED(3)/d' \
	'call 3: was unused for ever, has gone'
old "13.3: a reserved number used" profiles/i386-13.def 's/^VMI_RESERVED(3)/VMI_OWN(3, Fresh, Fresh, cpu, V0, C, FLAT, CLIENT, "new", "nop")/' \
	'call 3: was unused for ever, has become Fresh'
lines=$(sed -n 's/^\(call [0-9]* [A-Z].*\)$/\1: answers was "call", has become "jump"/p' spec/abi/i386-13.3.abi)
IFS='
'
# shellcheck disable=SC2086 # an argument a line
old "13.3: another answer" profiles/i386-13.def 's/^\(#define VMI13_ANSWER\) VMI_ANSWER_CALL/\1 VMI_ANSWER_JUMP/' $lines \
	'constant VMI13_ANSWER: value was "0x01", has become "0x02"'
unset IFS
old "13.3: the window moved" profiles/i386-13.def 's/^\(#define VMI13_WINDOW\) 0x90700000/\1 0x90600000/' \
	'constant VMI13_WINDOW: value was "0x90700000", has become "0x90600000"'
unbuilt "13.3: the compiler counts" '/^VMI_SAME(87, /d' 'i386-13: nr_calls is not the number of calls' profiles/i386-13.def
unbuilt "13.3: the compiler finds a gap" '/^VMI_SAME(33, /d' 'CLTS (34) stands out of order or behind a gap' profiles/i386-13.def

# 3.2: a call behind all that the table has, with the version that adds it; what x86-64 alone has is unused.
fresh
sed -i "s/^\(#define VMI_API_MINOR\) 1/\1 2/; s/^\(#define VMI_NR_CALLS\) .*/\1 $((next + 1))/; s/^\(#define VMI_CALL_X86_64\).*/\1(nr, ...) VMI_UNUSED(nr)/" \
	"$tmp/spec/i386/vmi/profile.h"
sed -i "s/^\(#define VMI_NR_CALLS\) .*/\1 $((next + 1))/" "$tmp/spec/x86_64/vmi/profile.h"
sed -i "/^VMI_CALL_X86_64($((next - 1)), /aVMI_CALL_I386($next, Fresh, cpu, 2, V0, C, FLAT, 0, NC, \"new\")" "$tmp/spec/calls.def"
check_abi
result $? "a call appended by 3.2"
"$tmp/build/spec/abi" print i386-3 | grep -q "^call $next Fresh$"
result $? "the appended call is in the table"

# What 3.0 clients were promised is in the newer baseline word for word.
grep -vE '^(#|profile )' spec/abi/i386-3.0.abi | diff - spec/abi/i386-3.1.abi | grep '^<' >"$tmp/out"
[ ! -s "$tmp/out" ]
result $? "3.1 only adds to 3.0"

finish
