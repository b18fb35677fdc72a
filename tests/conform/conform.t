#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# vmi-conform's verdicts on our ROMs, on ROMs with the mistakes that suppliers make, and on what is no ROM.
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh
conform=tools/vmi-conform/vmi-conform
standard=$(rom native-i386)
everything=$(rom native-i386-call)
older=$(rom native-i386-v13)
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
evidence() { grep -v ' pass$\| skip ' "$out" | head -n 30; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
out=$work/out

run() { $conform --timeout 3 "$@" >"$out" 2>&1; status=$?; }

# good ROM LEAST-PASSED
good() {
	run "$1"
	wrong=''
	[ $status = 0 ] || wrong="exit status $status; "
	passed=$(sed -n '$s/ pass,.*//p' "$out")
	[ "${passed:-0}" -ge "$2" ] || wrong="$wrong${passed:-no} calls passed, not $2"
	result "$wrong" "$(basename "$1"): ${passed:-no} passed"
}
good "$standard" 29
good "$everything" 50
good build/corpus/images-large-efi.rom 29
good build/corpus/images-all.rom 29
good "$older" 80
# What has no verdict there is what can't have one.
wrong=$(sed -n 's/^ *[0-9]* \([A-Za-z0-9]*\) *skip .*/\1/p' "$out" | tr '\n' ' ')
[ "$wrong" != "RDPMC Reboot Shutdown " ] || wrong=''
result "$wrong" "of 13.3, none but RDPMC, Reboot and Shutdown are skipped"

free=$((256 + 32 * 49)) # unused slots have room
# lost WHAT: a name that is nowhere would poke nothing, and its row would test nothing. Most that look are subshells: it ends all.
lost() { echo "# conform.t: there is no $1" >&2; kill $$; exit 2; }
number() { # CALL [MAJOR]
	sed -n "s/^\([0-9]*\) $1\$/\1/p" "build/conform/calls-i386-${2:-3}.txt" | grep . || lost "call $1 in the list of profile i386-${2:-3}"
}
slot() { echo $((256 + 32 * $(number "$1"))); }
place() { # SYMBOL
	local at
	at=$(nm "${everything%.rom}.elf" | sed -n "s/^\([0-9a-f]*\) . $1\$/\1/p")
	[ -n "$at" ] || lost "symbol $1 in ${everything%.rom}.elf"
	printf '%d' "0x$at"
}
little() { printf '%02x%02x%02x%02x' $(($1 & 255)) $(($1 >> 8 & 255)) $(($1 >> 16 & 255)) $(($1 >> 24 & 255)); }

shows() { # NAME VERDICT [WHY]
	grep -qE "^ *[0-9]* $1 +$2( .*${3:-}|\$)" "$out" || wrong="${wrong}no '$1 $2 ${3:-}'; "
}
# caught WHAT ROM VERDICT NAME MOST [WHY]: that verdict for the name, with such a reason; and at most MOST calls that
# aren't passed or skipped.
caught() {
	run "$2"
	wrong=''
	[ $status = 1 ] || wrong="exit status $status; "
	shows "$4" "$3" "${6:-}"
	others=$(grep -E '^ *[0-9]+ ' "$out" | grep -cE ' (fail|error|crash) ')
	[ "$others" -le "$5" ] || wrong="$wrong$others calls are bad"
	result "$wrong" "caught: $1: $3"
}
# made NAME [POKE...]: a ROM with that mistake of mistakes.S, or with nothing but the pokes. What is in GetRelocationInfo's way goes on there.
made() {
	local wanted=$1 found='' name where bytes
	shift
	while read -r name where bytes; do
		[ "$name" = "$wanted" ] || continue
		found=yes
		case $where in
		init) set -- "$@" "0x80:$bytes" ;;
		GetRelocationInfo)
			set -- "$@" "0x88:e9$(little $((free - 0x8d)))" \
				"$free:${bytes}e9$(little $(($(place get_relocation_info) - free - ${#bytes} / 2 - 5)))"
			;;
		*) set -- "$@" "$(slot "$where"):$bytes" ;;
		esac
	done <build/conform/mistakes
	[ -n "$found" ] || [ "$wanted" = nothing ] || lost "mistake $wanted in mistakes.S"
	build/faulty/poke-rom "$everything" "$work/bad.rom" "$@" || exit 2
}
answer() { echo "$(($(place answers) + $(number "$1"))):$2"; } # CALL HEX
mistake() { # WHAT VERDICT NAME MOST POKE...
	local what=$1 verdict=$2 name=$3 most=$4
	shift 4
	build/faulty/poke-rom "$everything" "$work/bad.rom" "$@" || exit 2
	caught "$what" "$work/bad.rom" "$verdict" "$name" "$most"
}
caught "EnableInterrupts destroys EAX" build/faulty/enable-destroys-eax.rom fail EnableInterrupts 1
mistake "IRET leaves the return address" fail IRET 1 "$(slot IRET):cf"
mistake "a wrapped call is answered jump" fail SetLDT 99 $(($(place answers) + $(number SetLDT))):02
# With CR2's sign: not, at each question.
mistake "the second answer differs" fail DisableInterrupts 99 0x88:e9"$(little $((free - 0x8d)))" \
	"$free:83f81e75110f20d2f7d20f22d285d2780531c031d2c3e9$(little $(($(place get_relocation_info) - free - 27)))"
mistake "a slot calls itself" crash EnableInterrupts 1 "$(slot EnableInterrupts):e8fbffffffc3"
made mask-hangs
caught "a slot never comes back, and everybody calls it" "$work/bad.rom" crash GetInterruptMask 1 'does not come back'
made halts-for-good
caught "a slot halts for good" "$work/bad.rom" crash GetCR3 1 'does not come back'
made turns-the-machine-off
caught "a slot turns the machine off" "$work/bad.rom" crash CLTS 1 'power-off'
mistake "two slots reset the machine" crash GetCR2 2 "$(slot GetCR2):b0fee664ebfe" "$(slot GetIDT):b0fee664ebfe"
mistake "a body writes its own image" fail InvalPage 1 "$(slot InvalPage):e80000000059c701000000000f0138c3"
made writes-once
caught "a body writes the same into its image each time" "$work/bad.rom" fail InvalPage 1 'image'
made leaves-things-changed
caught "bodies leave CR4, a mask and the IDT's register changed" "$work/bad.rom" fail WBINVD 3 'CR4'
wrong=''
shows GetCR2 fail "interrupt controllers' masks"
shows CLTS fail "IDT"
result "$wrong" "and each is blamed for its own"
caught "DisableInterrupts needs DS" build/faulty/disable-needs-ds.rom fail DisableInterrupts 1
mistake "the checksum is wrong" fail image 99 unmended
caught "an entry can be seen half written" build/faulty/pxe-long-is-seen-half.rom fail SetPxELong 1
caught "the stack is two words off" build/faulty/disable-leaves-esp-off.rom fail DisableInterrupts 1
caught "a call does nothing" build/faulty/inval-does-nothing.rom fail InvalPage 1 'result: .*0xa0, should be 0xa1'

# Init and the questions.
init="Init and GetRelocationInfo"
mistake "Init does not come back" crash "$init" 99 0x80:ebfe
made init-faults
caught "Init faults" "$work/bad.rom" fail "$init" 99 'Init: .*exception 6'
made init-destroys-ebx
caught "Init destroys EBX" "$work/bad.rom" fail "$init" 0 'Init: .*EBX'
made init-lets-interrupts-in
caught "Init turns interrupts on" "$work/bad.rom" fail "$init" 0 'Init: .*IF'
made questions-destroy-esi
caught "GetRelocationInfo destroys ESI" "$work/bad.rom" fail "$init" 0 'GetRelocationInfo: .*ESI'
made questions-are-counted
caught "GetRelocationInfo counts in its image" "$work/bad.rom" fail "$init" 0 'GetRelocationInfo: .*image'
made two-numbers-too-many
caught "two numbers that are no calls are answered" "$work/bad.rom" fail "$init" 0 'asked for 200: answered call; and 1 more'
made two-questions-too-many
caught "GetRelocationInfo does not come back from one number" "$work/bad.rom" crash SetCR3 2 'asked for it'
wrong=''
shows "$init" crash 'SetCR3'
shows GetCR2 fail 'exception'
shows GetCR0 pass
result "$wrong" "and faults at another"
made nothing "$(answer SetCR3 07)" "$(answer CLTS 03)" "$(answer IRET 00)" "$(answer UpdatePxE 00)" "$(answer SetAlarm 01)" \
	"$(answer SetLDT 02)"
caught "wrong answers, and others" "$work/bad.rom" fail SetCR3 6 'no answer'
wrong=''
shows CLTS fail 'nop'
shows IRET fail 'a 3.0 client has none of its own'
shows UpdatePxE fail 'SetPxE of its group'
shows SetAlarm fail 'GetCycleFrequency of its group'
shows SetLDT fail 'jump'
shows GetCR3 pass
result "$wrong" "each costs that call its verdict, and no other"
made starts-nothing "$(answer SetInitialAPState 01)"
caught "SetInitialAPState starts nothing" "$work/bad.rom" fail SetInitialAPState 1 'runs within a second'
made starts-a-triple-fault "$(answer SetInitialAPState 01)"
caught "SetInitialAPState ends in a triple fault" "$work/bad.rom" crash SetInitialAPState 1
clock='GetCycleFrequency GetCycleCounter SetAlarm CancelAlarm GetWallclockTime WallclockUpdated'
# shellcheck disable=SC2046 # words
made clock-stands-still $(for call in $clock; do answer "$call" 01; done)
caught "a clock that stands still" "$work/bad.rom" fail GetCycleCounter 3 'stands still'

# What is right, and not as ours.
right() { # ROM [STATUS]
	run "$1"
	wrong=''
	[ $status = "${2:-0}" ] || wrong="exit status $status; "
	grep -qE ' (error|crash) ' "$out" && wrong="$wrong an error or a crash; "
}
made prints
right "$work/bad.rom"
result "$wrong" "right: a body that writes to the console"
right build/conform/foreign.rom 1
shows "a bad frame" fail 'oopses, and goes on'
shows "a kernel of 3.0" pass
shows "a kernel of 3.0, PAE" pass
shows IRET pass
result "$wrong" "the least that a kernel of 3.0 boots on: one fail, its iret's"
build/faulty/poke-rom build/conform/foreign.rom "$work/right.rom" 12:4d 14:ff 0x14:3412 0x1c:78563412
right "$work/right.rom" 1
shows image pass
shows "a kernel of 3.0" pass
shows "a kernel of 3.0, PAE" pass
result "$wrong" "a later minor version, and junk in its padding: kernels of 3.0 take it"
build/faulty/poke-rom build/conform/foreign.rom "$work/bad.rom" 0x38:01
caught "a warning, then a fault" "$work/bad.rom" fail image 0 'pci-code-type'

# The same for one of 13.3: slots from the image's front.
older_mistake() { # WHAT VERDICT NAME MOST POKE...
	local what=$1 verdict=$2 name=$3 most=$4
	shift 4
	build/faulty/poke-rom "$older" "$work/bad.rom" "$@" || exit 2
	caught "13.3: $what" "$work/bad.rom" "$verdict" "$name" "$most"
}
older_slot() { echo $((32 * $(number "$1" 13))); }

# older_right WHAT POKE...: not as ours, and yet a client of 13.3 runs on it; nothing is to be held against it.
older_right() {
	local what=$1
	shift
	build/faulty/poke-rom "$older" "$work/right.rom" "$@" || exit 2
	run "$work/right.rom"
	wrong=''
	[ $status = 0 ] || wrong="exit status $status"
	result "$wrong" "13.3, right: $what"
}
# Init as small as can be, at 0x1f00: three pages, from ENTRY (low byte first) of the page table that the client has for its system page.
init() { echo "0x80:e97b1e0000 0x1f00:0f20d88b900409000081e200f0ffffc1e90c6a0389c8c1e00c0c0389848a${1}000041ff0c2475ec58c3"; }
elsewhere() { echo "$(older_slot GetRelocationInfo):c1e005e800000000598d840158f5ffff0d${1}b201c3"; } # the address that stands for physical 0
# shellcheck disable=SC2046 # words
older_right "Init as a client needs it" $(init 000c)
# shellcheck disable=SC2046 # words
older_right "a window elsewhere" $(init 0008) "$(elsewhere 00006090)"
# CR4.PSE, and 0x83 into the directory's last entry: the client takes that for a page table.
older_mistake "a window that is a 4 MiB page" fail Init 2 0x80:0f20e083c8100f22e00f20d8c780fc0f00008300000031c0c3 "$(elsewhere 0000c0ff)"
rets() { for nr; do echo $((32 * nr)):c3; done; }
# shellcheck disable=SC2046 # words
older_right "a bare ret in each slot that no client calls" $(rets 7 8 9 10 11 12 13 14 15 17 21 22 23 26 27 28 29 30 31 32 34 37 38 \
	41 45 46 47 48 49 50 51 52 54 63 69 71 72 73 74 75 76 77 78 79 80 81 82 83 84 87)
older_right "SYSEXIT leaves interrupts off" "$(older_slot SYSEXIT):8d6424040f35"
older_mistake "EnableInterrupts destroys EAX" fail EnableInterrupts 2 "$(older_slot EnableInterrupts):31c0fbc3"
older_mistake "a call that no client makes does something else" fail TestAndSetPxEBit 1 "$(older_slot TestAndSetPxEBit):0fb310c3"
older_mistake "and one destroys EBX" fail GetCR3 1 "$(older_slot GetCR3):31dbc3"
older_mistake "RDTSC gives half" fail RDTSC 1 "$(older_slot RDTSC):0f3131d2c3"
older_mistake "IRET keeps the return address" crash IRET 1 "$(older_slot IRET):cf"
older_mistake "WBINVD resets the machine" crash WBINVD 1 "$(older_slot WBINVD):b0fee664ebfe"
older_mistake "OUTB does nothing but wait" crash OUTB 1 "$(older_slot OUTB):ebfe"

run --json build/faulty/enable-destroys-eax.rom
python3 - "$out" <<'END' >"$work/json" 2>&1
import json, sys
report = json.load(open(sys.argv[1]))
assert report["profile"] == "3.0" and report["count"]["fail"] >= 1, report["count"]
row = [r for r in report["verdicts"] if r["call"] == 29][0]
assert row["name"] == "EnableInterrupts" and row["verdict"] == "fail" and "EAX" in row["why"], row
END
result "$(cat "$work/json")" "--json can be read, and says the same"

refused() { # WHAT STATUS SENTENCE ARGUMENTS...
	local what=$1 want=$2 sentence=$3 wrong=''
	shift 3
	run "$@"
	[ $status = "$want" ] || wrong="exit status $status, not $want; "
	[ "$(grep -c 'vmi-conform: ' "$out")" = 1 ] && grep -qF -e "$sentence" "$out" || wrong="${wrong}no '$sentence'"
	result "$wrong" "$what: exit status $want"
}
head -c 100 "$standard" >"$work/short"
refused "a missing file" 2 "cannot read" "$work/none"
refused "a folder" 2 "cannot read" "$work"
mkfifo "$work/fifo"
refused "a named pipe" 2 "no regular file" "$work/fifo"
cp "$standard" "$work/large"
truncate -s 1500M "$work/large"
refused "a ROM with 1500 MB behind it" 3 "larger than an option ROM" "$work/large"
refused "images, and none of VMI" 3 "is no VMI ROM" build/corpus/images-none.rom
refused "an image of several that is none" 3 "is no VMI ROM" --image 1 build/corpus/images-all.rom
refused "an image that is not there" 2 "has no image 4, but 3 in all" --image 4 build/corpus/images-all.rom
refused "image 0" 2 "--image" --image 0 "$standard"
refused "a ROM for another platform" 3 "is for another platform" "$(rom xen-i386)"
refused "what is no ROM" 3 "is no VMI ROM" README.md
refused "a ROM cut short" 3 "is no VMI ROM" "$work/short"
refused "no ROM named" 2 "required: ROM"
refused "a time limit of nothing" 2 "--timeout" --timeout 0 "$standard"
refused "a CPU that the kernels don't run on" 2 "even without the ROM" --cpu 486 "$standard"
refused "an unknown CPU" 2 "could not start" --cpu nonsense "$standard"
full() { "$@" >/dev/full 2>"$out"; status=$?; }
full $conform build/conform/foreign.rom
wrong=''
[ $status = 2 ] && [ "$(wc -l <"$out")" = 1 ] || wrong="exit status $status"
result "$wrong" "no room for the output: exit status 2, and one line"

# Nothing may be left when it is ended: no QEMU, no folder.
made mask-hangs
mkdir "$work/tmp"
emulator() {
	for one in $(pgrep qemu-system); do
		tr '\0' '\n' 2>/dev/null <"/proc/$one/environ" | grep -q "^TMPDIR=$work/tmp" && return
	done
	return 1
}
TMPDIR=$work/tmp $conform --timeout 60 "$work/bad.rom" >"$out" 2>&1 &
pid=$!
for _ in $(seq 100); do
	emulator && break
	sleep 0.1
done
sleep 1
kill $pid
wait $pid
status=$?
wrong=''
[ $status = 143 ] || wrong="exit status $status; "
[ -z "$(ls "$work/tmp")" ] || wrong="$wrong$(ls "$work/tmp"); "
emulator && wrong="${wrong}QEMU runs; "
result "$wrong" "ended by SIGTERM: nothing is left"

PATH=$work /usr/bin/python3 $conform "$standard" >"$out" 2>&1
status=$?
wrong=''
[ $status = 2 ] || wrong="exit status $status"
result "$wrong" "the tools are missing: exit status 2, and no blame"
make -s conform ROM= >"$out" 2>&1
status=$?
wrong=''
[ $status = 2 ] && grep -q 'say which' "$out" || wrong="exit status $status"
result "$wrong" "make conform without a ROM"
mkdir "$work/a b"
cp "$standard" "$work/a b/it's.rom"
make -s conform ROM="$work/a b/it's.rom" >"$out" 2>&1
status=$?
wrong=''
[ $status = 0 ] || wrong="exit status $status"
result "$wrong" "make conform, any path"
finish
