#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# What the build promises of every blob, and that it refuses what breaks the promise.
set -u
cd "$(dirname "$0")/.." || exit 2
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
# of PROFILE: what is refused and accepted below is of that one.
of() {
	profile=$1
	arch=${1%-*}
	case $arch in
	i386) bits=32 ;;
	x86_64) bits=64 ;;
	esac
}
assembles() { # SOURCE OBJECT OPTION...
	local source=$1 object=$2
	shift 2
	gcc "-m$bits" -I. -Ispec "-Ispec/$arch" -Irom "-Irom/$arch" "-DROM_PROFILE_FILE=\"profiles/$profile.def\"" "$@" -c -o "$object" "$source"
}
of i386-3

# refused NAME MESSAGE: the source on standard input must not become a blob, for the reason given.
refused() {
	cat >"$work/bad.S"
	if ! { assembles "$work/bad.S" "$work/bad.o" && ld -m "elf_$arch" -r -o "$work/blob.o" "$work/bad.o"; }; then
		result 1 "$1 (does not assemble)"
		return
	fi
	output=$(rom/check-blob "build/rom/$profile.bodies" "$work/blob.o" 2>&1)
	status=$?
	[ $status = 1 ] && grep -qF -- "$2" <<<"$output"
	result $? "refused: $1"
	[ $status = 1 ] || printf '# exit status %s: %s\n' "$status" "$output"
}

refused "an absolute address" "not position independent" <<'EOF'
#include "slot.h"
	SLOT GetCR0
	mov $target, %eax
	ret
	END GetCR0
	.text
target:	ret
EOF
refused "a table of addresses" "not position independent" <<'EOF'
	.section .rodata, "a"
target:	.long target
EOF
refused "a writable section" "section .data is writable (4 bytes)" <<'EOF'
	.data
	.long 0
EOF
refused "memory that the image has not" "section .bss is writable (16 bytes)" <<'EOF'
	.bss
	.skip 16
EOF
refused "a symbol outside the blob" "symbol printk is outside the blob" <<'EOF'
	.text
	call printk
EOF
refused "a body too large for its slot" "GetCR0: body of 33 bytes does not fit its slot of 32" <<'EOF'
#include "slot.h"
	SLOT GetCR0
	.fill 32, 1, 0x90
	ret
	END GetCR0
EOF
refused "a section of its own" "section .secret has no place in a ROM" <<'EOF'
	.section .secret, "a"
	.long 0
EOF
refused "code in no section of its own" "section .text holds code" <<'EOF'
	.text
	ret
EOF
refused "common storage" "symbol counter is common storage" <<'EOF'
	.comm counter, 16
EOF
refused "a body for no call" "InvalPag: no call of profile i386-3 has a body of that name" <<'EOF'
#include "slot.h"
	SLOT InvalPag
	ret
	END InvalPag
EOF
refused "an absolute symbol" "section .text reaches for an absolute address" <<'EOF'
	.set bios, 0xC0001000
	.text
	call bios
EOF
refused "an array of initialisers" "section .init_array is writable" <<'EOF'
	.section .init_array, "aw"
	.long 0
EOF
refused "an answer without a body" "Shutdown: answered call or jump, and has no body" <<'EOF'
	.section .rodata, "a"
	.reloc ., R_386_NONE, Shutdown
	.byte 1
EOF
# unanswered NAME MESSAGE SED-COMMAND OPTION...: the native blob's answers, changed so, are refused by the assembler.
unanswered() {
	local name=$1 message=$2 change=$3 said
	shift 3
	sed "/#include/d; $change" native-blob/answers.def native-blob/i386-3/answers.def >"$work/answers.def"
	said=$(assembles rom/i386-3/answers.S "$work/answers.o" "-DROM_ANSWERS_FILE=\"$work/answers.def\"" \
		-DROM_API_MINOR=0 -DROM_SIZE=8192 "$@" 2>&1)
	[ $? = 1 ] && grep -qF -- "$message" <<<"$said"
	result $? "refused: $name"
}
unanswered "an answers.def without a call" "answers.def has no line for SetDR" '/^ANSWER(SetDR,/d' -DROM_LOOKS_AT_CLIENT
unanswered "an answer that hangs on the client, in a blob that does not look" "EnableInterrupts: the table does not allow" ''
unanswered "an answer for a call of a later version" "ConsoleWrite: is newer than the version that the blob speaks" \
	'/^ANSWER(ConsoleWrite,/s/NONE/CALL/' -DROM_LOOKS_AT_CLIENT

refused "a call without an answer" "answers.def has no line for CPUID" <<'EOF'
	.section .rodata, "a"
	.byte answer_CPUID
EOF

refused "a body that only 13.3 has, in a ROM of 3.x" "Halt13: no call of profile i386-3 has a body of that name" <<'EOF'
#include "slot.h"
	SLOT Halt13
	ret
	END Halt13
EOF
of i386-13
refused "a missing body of 13.3" "SwapPxE: answered call or jump, and has no body" <<'EOF'
	.section .rodata, "a"
	.reloc ., R_386_NONE, SwapPxE
	.byte 1
EOF
refused "a body of a name that 13.3 gives to none" "Halt14: no call of profile i386-13 has a body of that name" <<'EOF'
#include "slot.h"
	SLOT Halt14
	ret
	END Halt14
EOF

cat >"$work/good.S" <<'EOF'
#include "slot.h"
	SLOT GetCR0
	.fill 31, 1, 0x90
	ret
	END GetCR0
EOF
of i386-3
assembles "$work/good.S" "$work/good.o" && rom/check-blob build/rom/i386-3.bodies "$work/good.o"
result $? "accepted: a body that just fits"

of x86_64-4
refused "x86-64: an absolute address" "section .slot.GetCR0 needs the address of .text.target (R_X86_64_32S): not position independent" <<'EOF'
#include "slot.h"
	SLOT GetCR0
	mov $target, %rax
	RETURN
	END GetCR0
	.section .text.target, "ax"
target:	ud2
EOF
refused "x86-64: a word of a global offset table" "section .text.target needs the address of outside (R_X86_64_REX_GOTPCRELX)" <<'EOF'
	.section .text.target, "ax"
	mov outside@GOTPCREL(%rip), %rax
EOF
refused "x86-64: a processor's word under another name" "section .text.target needs the address of percpu" <<'EOF'
	.section .text.target, "ax"
	mov %gs:percpu, %rax
EOF
refused "x86-64: memory that the image has not" "section .bss is writable (16 bytes)" <<'EOF'
	.bss
	.skip 16
EOF
refused "x86-64: a body too large for its slot" "GetCR0: body of 65 bytes does not fit its slot of 64" <<'EOF'
#include "slot.h"
	SLOT GetCR0
	.fill 56, 1, 0x90
	RETURN
	END GetCR0
EOF
refused "x86-64: a body of a call of i386 alone" "SetPxE: no call of profile x86_64-4 has a body of that name" <<'EOF'
#include "slot.h"
	SLOT SetPxE
	RETURN
	END SetPxE
EOF

# coded STATUS NAME MESSAGE: what check-code says of the code on standard input.
coded() {
	cat >"$work/code.S"
	assembles "$work/code.S" "$work/code.o" && ld -m elf_x86_64 -N -Ttext 0 --defsym=__x86_return_thunk=0 -e 0 -o "$work/code.elf" "$work/code.o"
	output=$(rom/x86_64/check-code build/rom/x86_64-4.bodies "$work/code.elf" 2>&1)
	[ $? = "$1" ] && grep -qF -- "$3" <<<"$output"
	result $? "$2"
	[ -z "$output" ] || echo "# $output"
}
lists='rom_returns: .long listed; rom_lists_end:'
coded 0 "accepted: a body that returns as the list says" '' <<EOF
#include "slot.h"
	SLOT GetCR0
listed: ret
	END GetCR0
	.section .text.lists, "ax"
$lists
EOF
coded 1 "refused: an indirect jump" 'GetCR0: an indirect branch: jmp ' <<EOF
#include "slot.h"
	SLOT GetCR0
	jmp *%rax
listed: ret
	END GetCR0
	.section .text.lists, "ax"
$lists
EOF
coded 1 "refused: an indirect call that says notrack" 'GetCR0: an indirect branch: notrack call' <<EOF
#include "slot.h"
	SLOT GetCR0
	notrack call *8(%rax)
listed: ret
	END GetCR0
	.section .text.lists, "ax"
$lists
EOF
coded 1 "refused: a return that isn't listed" 'GetCR0: a return that is in no list' <<EOF
#include "slot.h"
	SLOT GetCR0
	ret $8
listed: ret
	END GetCR0
	.section .text.lists, "ax"
$lists
EOF
coded 1 "refused: a listed return that is none" 'the list has a return, and there is none' <<EOF
#include "slot.h"
	SLOT GetCR0
listed: nop
	END GetCR0
	.section .text.lists, "ax"
$lists
EOF
coded 1 "refused: a body without ENDBR64" 'GetCR0: does not begin with ENDBR64' <<EOF
	.section .text.GetCR0, "ax"
	.globl GetCR0
	.type GetCR0, @function
GetCR0:
listed: ret
	.size GetCR0, . - GetCR0
	.section .text.lists, "ax"
$lists
EOF

# Where bodies lie: each one's symbol in the .elf against the table. What does not fit its slot stands behind all of them.
bodies_of() { # PROFILE
	printf '%s\n' '#define VMI_SAME(nr, Name, ...) call nr Name;' '#define VMI_OWN(nr, Name, body, ...) call nr body;' "#include <profiles/$1.def>" |
		gcc -E -P -x assembler-with-cpp -Ispec "-Ispec/${1%-*}" - | tr ';' '\n'
}
calls_3=$(bodies_of i386-3)
calls_13=$(bodies_of i386-13)
calls_4=$(bodies_of x86_64-4)
for rom in $(make -s list-roms) $(make -s list-drafts); do
	elf=${rom%.rom}.elf
	step=32
	case $rom in
	*native-x86_64*) size=16384 most=16383 ;;
	*native*) size=8192 most=8191 ;;
	*xen*) size=32768 most=32767 ;; # the last byte is the checksum
	*) size=0 most=0 ;; # a new one: say here what it promises
	esac
	# 13.3: the table begins with the header, and no number is without a body.
	case $rom in
	*-v13.rom) calls=$calls_13 slots=0 least=84 behind=$size ;;
	*native-x86_64*) calls=$calls_4 slots=256 least=60 step=64 behind=$((256 + 64 * 95)) ;;
	*native*) calls=$calls_3 slots=256 least=50 behind=$size ;;
	*) calls=$calls_3 slots=256 least=50 behind=$((256 + 32 * $(grep -c '^ *call ' <<<"$calls_3"))) ;;
	esac
	symbols=$(nm "$elf")
	wrong=0 bodies=0
	while read -r _ nr name; do
		# One for each back end.
		while read -r at; do
			bodies=$((bodies + 1))
			[ $((0x$at)) = $((slots + step * nr)) ] || [ $((0x$at)) -ge $behind ] || { wrong=1; echo "# $name is at 0x$at"; }
		done < <(awk -v name="$name" '$3 == name { print $1 }' <<<"$symbols")
	done < <(grep '^ *call ' <<<"$calls")
	[ $wrong = 0 ] && [ $bodies -ge $least ]
	result $? "$elf: $bodies bodies in the slots of their numbers, or behind all slots"

	code=$(awk '$3 == "rom_code_end" { print $1 }' <<<"$symbols")
	[ $((0x$code)) -le $most ]
	result $? "$elf: code ends at $((0x$code)) of $size"

	identity=$(od -An -tu2 -j 28 -N 2 "$rom")
	id=$(readelf -n "$elf" | sed -n 's/.*Build ID: //p')
	[ -n "$id" ] && [ "$(od -An -v -tx1 -j $((identity + 28)) -N 20 "$rom" | tr -d ' \n')" = "$id" ]
	result $? "$rom: carries the build id of its .elf, $id"

	[ "$(stat -c %s "$rom")" = $size ]
	result $? "$rom: $size bytes, the size of this release line"

	sum=$(od -An -v -tu1 "$rom" | awk '{ for (i = 1; i <= NF; i++) s += $i } END { print s % 256 }')
	[ "$sum" = 0 ] && [ "$(od -An -tu1 -j 6 -N 1 "$rom" | tr -d ' ')" = 0 ]
	result $? "$rom: bytes sum up to 0, and byte 6 is free"

	readelf -rW "$elf" | grep -q " R_" && r=1 || r=0
	result "$r" "$elf: no relocation is left"
done
cmp -s "$(rom native-i386)" "$(rom native-i386-call)" && r=1 || r=0
result "$r" "the -call build is another image"
finish
