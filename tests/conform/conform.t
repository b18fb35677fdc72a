#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# vmi-conform's verdicts on our ROMs, on ROMs with the mistakes that suppliers make, and on what is no ROM.
set -u
cd "$(dirname "$0")/../.." || exit 2
conform=tests/conform/vmi-conform
standard=build/rom/vmi-native-i386.rom
everything=build/rom/vmi-native-i386-call.rom
older=build/rom/vmi-native-i386-v13.rom
n=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
out=$work/out

result() { # WHAT WRONG
	n=$((n + 1))
	if [ -z "$2" ]; then echo "ok $n - $1"; else
		echo "not ok $n - $1"
		printf '%s\n' "$2" | sed 's/^/# /'
		grep -v ' pass$\| skip ' "$out" | head -n 30 | sed 's/^/#   /'
	fi
}

run() { $conform --timeout 5 "$@" >"$out" 2>&1; status=$?; }

# good ROM LEAST-PASSED
good() {
	run "$1"
	wrong=''
	[ $status = 0 ] || wrong="exit status $status; "
	passed=$(sed -n '$s/ pass,.*//p' "$out")
	[ "${passed:-0}" -ge "$2" ] || wrong="$wrong${passed:-no} calls passed, not $2"
	result "$(basename "$1"): ${passed:-no} passed" "$wrong"
}
good $standard 29
good $everything 50
good $older 80
# What has no verdict there is what can't have one.
wrong=$(sed -n 's/^ *[0-9]* \([A-Za-z0-9]*\) *skip .*/\1/p' "$out" | tr '\n' ' ')
[ "$wrong" != "RDPMC Reboot Shutdown " ] || wrong=''
result "of 13.3, none but RDPMC, Reboot and Shutdown are skipped" "$wrong"

number() { sed -n "s/^\([0-9]*\) $1\$/\1/p" "build/conform/calls${2:-}.txt"; }
slot() { echo $((256 + 32 * $(number "$1"))); }
place() { printf '%d' "0x$(nm "${everything%.rom}.elf" | sed -n "s/^\([0-9a-f]*\) . $1\$/\1/p")"; }
little() { printf '%02x%02x%02x%02x' $(($1 & 255)) $(($1 >> 8 & 255)) $(($1 >> 16 & 255)) $(($1 >> 24 & 255)); }

# caught WHAT ROM VERDICT NAME MOST: that verdict for the name; and at most MOST calls that aren't passed or skipped.
caught() {
	run "$2"
	wrong=''
	[ $status = 1 ] || wrong="exit status $status; "
	grep -qE "^ *[0-9]* $4 +$3 " "$out" || wrong="${wrong}no '$4 $3'; "
	others=$(grep -E '^ *[0-9]+ ' "$out" | grep -cE ' (fail|error|crash) ')
	[ "$others" -le "$5" ] || wrong="$wrong$others calls are bad"
	result "caught: $1: $3" "$wrong"
}
mistake() { # WHAT VERDICT NAME MOST POKE...
	local what=$1 verdict=$2 name=$3 most=$4
	shift 4
	build/client30/poke-rom $everything "$work/bad.rom" "$@" || exit 2
	caught "$what" "$work/bad.rom" "$verdict" "$name" "$most"
}
caught "EnableInterrupts destroys EAX" build/faulty/enable-destroys-eax.rom fail EnableInterrupts 1
mistake "IRET leaves the return address" fail IRET 1 "$(slot IRET):cf"
mistake "a wrapped call is answered jump" fail SetLDT 99 $(($(place answers) + $(number SetLDT))):02
# With CR2's sign: not, at each question. An unused slot has the room.
free=$((256 + 32 * 49))
mistake "the second answer differs" fail DisableInterrupts 99 0x88:e9"$(little $((free - 0x8d)))" \
	"$free:83f81e75110f20d2f7d20f22d285d2780531c031d2c3e9$(little $(($(place get_relocation_info) - free - 27)))"
mistake "a slot calls itself" crash EnableInterrupts 1 "$(slot EnableInterrupts):e8fbffffffc3"
mistake "a slot never comes back" crash CLTS 1 "$(slot CLTS):ebfe"
mistake "two slots reset the machine" crash GetCR2 2 "$(slot GetCR2):b0fee664ebfe" "$(slot GetIDT):b0fee664ebfe"
mistake "a body writes its own image" fail InvalPage 1 "$(slot InvalPage):e80000000059c701000000000f0138c3"
caught "DisableInterrupts needs DS" build/faulty/disable-needs-ds.rom fail DisableInterrupts 1
mistake "the checksum is wrong" fail image 99 unmended
caught "an entry can be seen half written" build/faulty/pxe-long-is-seen-half.rom fail SetPxELong 1
caught "the stack is two words off" build/faulty/disable-leaves-esp-off.rom fail DisableInterrupts 1
mistake "Init does not come back" crash "Init and GetRelocationInfo" 99 0x80:ebfe

# The same for one of 13.3: slots from the image's front.
older_mistake() { # WHAT VERDICT NAME MOST POKE...
	local what=$1 verdict=$2 name=$3 most=$4
	shift 4
	build/client30/poke-rom $older "$work/bad.rom" "$@" || exit 2
	caught "13.3: $what" "$work/bad.rom" "$verdict" "$name" "$most"
}
older_slot() { echo $((32 * $(number "$1" 13))); }

# right WHAT POKE...: not as ours, and yet a client of 13.3 runs on it; nothing is to be held against it.
right() {
	local what=$1
	shift
	build/client30/poke-rom $older "$work/right.rom" "$@" || exit 2
	run "$work/right.rom"
	wrong=''
	[ $status = 0 ] || wrong="exit status $status"
	result "13.3, right: $what" "$wrong"
}
init() { echo "0x80:0f20e083c8100f22e00f20d8c780$1" 0f00008300000031c0c3 | tr -d ' '; } # CR4.PSE, and 0x83 into the entry: no more
right "Init as the client was seen to need it" "$(init fc)"
right "a window elsewhere" "$(init f8)" "$(older_slot GetRelocationInfo):c1e005e800000000598d840158f5ffff0d000080ffb201c3"
rets() { for nr; do echo $((32 * nr)):c3; done; }
# shellcheck disable=SC2046 # words
right "a bare ret in each slot that no client calls" $(rets 7 8 9 10 11 12 13 14 15 17 21 22 23 26 27 28 29 30 31 32 34 37 38 \
	41 45 46 47 48 49 50 51 52 54 63 69 71 72 73 74 75 76 77 78 79 80 81 82 83 84 87)
right "SYSEXIT leaves interrupts off" "$(older_slot SYSEXIT):8d6424040f35"
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
result "--json can be read, and says the same" "$(cat "$work/json")"

refused() { # WHAT STATUS SENTENCE ARGUMENTS...
	local what=$1 want=$2 sentence=$3 wrong=''
	shift 3
	run "$@"
	[ $status = "$want" ] || wrong="exit status $status, not $want; "
	[ "$(grep -c 'vmi-conform: ' "$out")" = 1 ] && grep -qF -e "$sentence" "$out" || wrong="${wrong}no '$sentence'"
	result "$what: exit status $want" "$wrong"
}
head -c 100 $standard >"$work/short"
refused "a missing file" 2 "cannot read" "$work/none"
refused "a folder" 2 "cannot read" "$work"
refused "what is no ROM" 3 "is no VMI ROM" README.md
refused "a ROM cut short" 3 "is no VMI ROM" "$work/short"
refused "no ROM named" 2 "required: ROM"
refused "a time limit of nothing" 2 "--timeout" --timeout 0 $standard
refused "a CPU that the kernels don't run on" 2 "even without the ROM" --cpu 486 $standard
refused "an unknown CPU" 2 "could not start" --cpu nonsense $standard
PATH=$work /usr/bin/python3 $conform $standard >"$out" 2>&1
status=$?
wrong=''
[ $status = 2 ] || wrong="exit status $status"
result "the tools are missing: exit status 2, and no blame" "$wrong"
make -s conform ROM= >"$out" 2>&1
status=$?
wrong=''
[ $status = 2 ] && grep -q 'say which' "$out" || wrong="exit status $status"
result "make conform without a ROM" "$wrong"
mkdir "$work/a b"
cp $standard "$work/a b/it's.rom"
make -s conform ROM="$work/a b/it's.rom" >"$out" 2>&1
status=$?
wrong=''
[ $status = 0 ] || wrong="exit status $status"
result "make conform, any path" "$wrong"
echo "1..$n"
