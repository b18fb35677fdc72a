#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# vmirom check of 16-bit entries: what a real machine would do is the measure, and what only a real machine can tell
# is no fault.  Each code is put at an offset of the good ROM's padding, and the entry jumps there.
# shellcheck disable=SC2154,SC1091 # read in
set -u
cd "$(dirname "$0")/../.." || exit 2
. tests/unit/vmirom.sh
vmirom=build/tools/vmirom # ten million instructions are many under a sanitizer

# entry NAME SEVERITY:WORD PLACE "BYTES": or good; PLACE is what the finding says, or nothing.
entry() {
	at=${at:-0x1d10}
	build/faulty/poke-rom "$good" "$tmp/entry.rom" "3:$(printf 'e9%02x%02x' $(((at - 6) & 255)) $(((at - 6) >> 8)))" \
		"$at:$(echo "$4" | tr -d ' \n')" || exit 2
	run check "$tmp/entry.rom"
	said=$(awk '$1 == "fault" || $1 == "warning" { print $1 ":" $2 }' "$tmp/out" | paste -sd, -)
	is "$1" "$status ${said:-good} $(sed -n 's/.*: found \(.*\), expected.*/\1/p' "$tmp/out")" \
		"$([ "${2%%:*}" != fault ]; echo $?) $2 $3"
}

leaves="31 c0 cb"
entry "returns" good "" "$leaves"
entry "AX is what firmware gave" warning:entry-ax 0x0118 "cb"
entry "AX says that a boot device is there" warning:entry-ax 0x0020 "b8 20 00 cb"

# time
entry "halts until a tick" good "" "fb f4 $leaves"
entry "waits for a tick at 46C" good "" "1e b8 40 00 8e d8 a1 6c 00 3b 06 6c 00 74 fa 1f $leaves"
entry "waits for a second at 46C" good "" "1e b8 40 00 8e d8 a1 6c 00 05 12 00 3b 06 6c 00 75 fa 1f $leaves"
entry "asks the BIOS for the time" good "" "b4 00 cd 1a 89 d3 83 c3 05 b4 00 cd 1a 39 da 75 f8 $leaves"
entry "waits for its own handler of the tick" good "" \
	"31 c0 8e d8 fa c7 06 70 00 30 1d 8c 0e 72 00 fb 31 db 85 db 74 fc $leaves 90 90 90 90 90 90 90 43 cf"
entry "2.6 million instructions" good "" "ba 28 00 31 c9 e2 fe 4a 75 f9 $leaves"
entry "4,000 million instructions" warning:entry-time "at c800:1d15: still running after 10000000 instructions" \
	"66 31 c9 66 49 75 fc $leaves"
entry "waits for ticks for ever" warning:entry-time "at c800:1d11: still halts and waits after 1000 ticks" "fb f4 eb fd"
entry "waits for a key for ever" warning:entry-time "at c800:1d14: still running after 10000000 instructions" "b4 01 cd 16 74 fa $leaves"
entry "waits for a device for ever" warning:entry-time "at c800:1d14: still running after 10000000 instructions" "e4 61 a8 10 75 fa $leaves"
entry "counts in memory" warning:entry-time "at c800:1d19: still running after 10000000 instructions" "ff 06 00 05 66 ff 06 02 05 eb f5"

# exceptions, and those that the ROM itself takes
entry "divides by 0" fault:entry "at c800:1d12: exception 0" "31 c9 f7 f1 $leaves"
entry "an invalid opcode" fault:entry "at c800:1d11: exception 6" "90 0f 0b"
entry "tries an opcode, with a handler" good "" \
	"31 c0 8e d8 fa c7 06 18 00 30 1d 8c 0e 1a 00 fb 0f 0b $leaves 90 90 90 90 90 90 90 90 90 90 90 55 89 e5 83 46 02 02 5d cf"
entry "calls a BIOS that has nothing for it" good "" "b4 0e cd 10 cd 13 cc $leaves"

# what never ends
entry "jumps to itself" fault:entry "at c800:1d13: a loop without end" "90 90 90 eb fe"
at=0xd10
entry "the same at 0xd10" fault:entry "at c800:0d13: a loop without end" "90 90 90 eb fe"
at=
entry "a loop that pushes" fault:entry "at c800:1d12: a loop without end" "50 58 eb fc"
entry "halts with interrupts off" fault:entry "at c800:1d11: halts with interrupts off" "fa f4 eb fd"
entry "runs into nothing" fault:entry "at c800:9000: exception 6" "e9 ed 72"
entry "a near return" fault:entry "at c800:ffe0: exception 6" "c3"
entry "SP is lost" fault:entry "returns with SP 0806 instead of 0804" "31 c0 ca 02 00"
echo "1..$n"
