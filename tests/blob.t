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

# A blob with all that an image of 4.0 can have, and its lists: how many, and where they lead.
base=build/rom/levels-x86_64
symbol() { nm "$1" | awk -v name="$2" '$3 == name { print "0x" $1 }'; }
u32() { od -An -v -tu4 -w4 -j $(($2)) -N $(($3)) "$1" | tr -d ' '; }
place=$(od -An -tu2 -j 30 -N 2 $base.rom)
is "x86-64: the placement record" "$(od -An -v -tx4 -w32 -j "$place" -N 32 $base.rom | tr -s ' ')" \
	"$(printf ' %08x' 0x634C7056 $((1 << 16 | 32)) 16384 2 "$(symbol $base.elf rom_fixups)" $((128 << 16 | 4)) "$(symbol $base.elf rom_returns)" 10)"
fixups=$(od -An -v -tu4 -w8 -j $(($(symbol $base.elf rom_fixups))) -N 32 $base.rom | tr -s ' ')
rdmsr=$(symbol $base.elf RDMSR)
is "x86-64: words of the processor's memory and what leaves inline bytes are fixups, ascending" "$fixups" \
	"$(printf ' %d %d\n' $((rdmsr + 9)) 1 $((rdmsr + 15)) 2 $((rdmsr + 21)) 2 $(($(symbol $base.elf inline_end_GetCR3) - 9)) 1)"
is "x86-64: the state lies behind the image" "$(($(u32 $base.rom $((rdmsr + 15)) 4) + rdmsr + 19))" $((16384 + 16))
returns=$(u32 $base.rom "$(symbol $base.elf rom_returns)" 40)
is "x86-64: returns ascend" "$returns" "$(sort -nu <<<"$returns")"
for at in $returns; do od -An -tx1 -j "$at" -N 5 $base.rom; done | sort -u >"$work/returns"
is "x86-64: each is a return, and room for a jump" "$(cat "$work/returns")" " c3 cc cc cc cc"

# coded STATUS NAME MESSAGE [SYMBOL]: what the build says of that blob with the code on standard input in it; SYMBOL is its own no more.
coded() {
	cat >"$work/code.S"
	objcopy ${4:+--weaken-symbol=$4} $base/blob.o "$work/base.o"
	: >"$work/said"
	assembles "$work/code.S" "$work/code.o" -Wa,--noexecstack &&
		ld -m elf_x86_64 -r -o "$work/blob.o" "$work/base.o" "$work/code.o" &&
		links -q --orphan-handling=place -o "$work/unlisted.elf" "$work/blob.o" && {
		build/rom/x86_64/lists "$work/unlisted.elf" >"$work/lists.S" &&
			gcc -c -o "$work/lists.o" "$work/lists.S" &&
			links -o "$work/code.elf" "$work/blob.o" "$work/lists.o" &&
			build/rom/x86_64/lists --returns "$work/code.elf" &&
			rom/x86_64/check-code build/rom/x86_64-4.bodies "$work/code.elf"
	} 2>"$work/said"
	status=$?
	[ $status = "$1" ] && if [ "$1" = 0 ]; then [ ! -s "$work/said" ]; else grep -qF -- "$3" "$work/said"; fi
	result $? "x86-64: $2"
	[ "$1" = 1 ] || sed 's/^/# /' "$work/said"
}
# As rom/rules.mk links.
links() {
	ld -m elf_x86_64 -nostdlib -z noexecstack -z max-page-size=4096 --no-warn-rwx-segments --defsym=rom_room=16384 --defsym=rom_size=16384 \
		--defsym=vmi_percpu=0 --defsym=__x86_return_thunk=0 --build-id=0x"$(printf '%040d' 0)" -T build/rom/x86_64-4.ld "$@"
}
# body NAME [END]: a body with the code on standard input.
body() {
	printf '#include "slot.h"\n\tBODY %s\n' "$1"
	cat
	printf '\tRETURN\n\tEND %s\n' "$1"
}
# bad NAME MESSAGE CODE...: a body with that line is refused.
bad() {
	local name=$1 message=$2
	shift 2
	coded 1 "refused: $name" "SetCR4: $message" < <(printf '\t%s\n' "$@" | body SetCR4)
}
coded 0 "accepted: a body that may do what it does" '' < <(body SetCR4 <<'EOF'
	lea 8(,%rdi,8), %rax
	addl $1, %gs:vmi_percpu+124
	incb %gs:vmi_percpu(%rdi)
	cmpq $0, rom_state+8191(%rip)
	je 1f
	mov -8(%rsp), %rax
	out %al, $0x80
	nopl 0(%rax,%rax)
	call GetCR2
	rep stosb
1:	jmp CPUID
EOF
)
bad "an indirect jump" 'an indirect branch: jmp ' 'jmp *%rax'
bad "an indirect call that says notrack" 'an indirect branch: notrack call' 'notrack call *8(%rax)'
bad "a far jump through memory" 'an indirect branch: ' 'ljmp *(%rax)'
bad "a return that isn't listed" 'a return that is in no list' 'ret'
bad "a return that drops arguments" 'a return that is in no list' '.byte 0xc2, 8, 0'
bad "a far return" 'a return that is in no list' 'lretq'
bad "a return with prefixes" 'a return that is in no list' 'rep; ret'
bad "a return of 16 bits" 'a return that is in no list' '.byte 0x66, 0xc3'
bad "bytes that are no instruction" 'bytes that are no instruction' '.byte 0x06'
bad "an absolute address that needs no linker" 'an absolute address: ' 'mov 0xfee00020, %eax'
bad "an absolute address with an index" 'an absolute address: ' 'mov 0x1000(,%rdi,8), %rax'
bad "an absolute address of 64 bits" 'an absolute address: ' 'movabs 0x123456789abcd, %al'
bad "memory at FS" "memory at FS, which is the client's" 'mov %fs:8(%rdi), %rax'
bad "a word at GS that has no fixup" "memory at GS that is not the blob's, or has no fixup" 'mov %gs:0x10, %rax'
bad "a word behind the processor's memory" "behind the end of a processor's memory" 'mov %gs:vmi_percpu+128, %rax'
bad "a word of the processor's without GS" 'reaches out of the image and its state' 'mov vmi_percpu(%rip), %rax'
bad "a word behind the state area" 'reaches out of the image and its state' 'mov rom_state+8192(%rip), %rax'
bad "a branch to where no code is" 'goes where no function is' 'jmp rom_place'
coded 1 "refused: a return's thunk in another use" 'a use of __x86_return_thunk that is no jump' < <(body SetCR4 <<<'	jne __x86_return_thunk')
coded 1 "refused: code without END" 'code that belongs to no function, or one without END' <<'EOF'
#include "slot.h"
	BODY SetCR4
	RETURN
EOF
coded 1 "refused: a function that no body is, without a type" 'code that belongs to no function, or one without END' <<'EOF'
	.section .text.hidden, "ax"
	jmp *%rax
EOF
coded 1 "refused: a body without ENDBR64" 'SetCR4: does not begin with ENDBR64' <<'EOF'
#include "slot.h"
	.section .text.SetCR4, "ax"
	.globl SetCR4
	.type SetCR4, @function
SetCR4:
	RETURN
	.size SetCR4, . - SetCR4
EOF
coded 1 "refused: an entry without ENDBR64" 'the entry at 0x89 does not begin with ENDBR64' rom_entry <<'EOF'
	.section .entries, "a"
	.globl rom_entry
rom_entry: nop
EOF
# inline NAME MESSAGE: the bytes on standard input can't stand in a site.
inline() {
	coded 1 "refused: $1" "SetCR4: $2" < <(printf '#include "slot.h"\n\tBODY SetCR4\n'; cat)
}
inline "inline bytes that return" "a return among what a site may hold" <<'EOF'
	jz 1f
	RETURN
1:	nop
	END_INLINE SetCR4
EOF
inline "inline bytes with a short branch out of them" "leaves what a site may hold, and does not end with a fixup: j" <<'EOF'
	.pushsection .text.elsewhere, "ax"
	.popsection
	jz 1f
	nop
	.pushsection .rodata.inline.1, "a"
	.long number_SetCR4, inline_end_SetCR4 - SetCR4 - VMI_INLINE_SKIP
	.popsection
inline_end_SetCR4:
	RETURN
1:	RETURN
	END SetCR4
EOF
inline "inline bytes with a fixup inside of an instruction" "leaves what a site may hold, and does not end with a fixup: mov" <<'EOF'
	movl $1, rom_state(%rip)
	END_INLINE SetCR4
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
	case $rom in
	*native-x86_64*) size=16384 ;;
	*xen-x86_64*) size=65536 ;;
	*native*) size=8192 ;;
	*xen*) size=32768 ;;
	*) size=0 ;; # a new one: say here what it promises
	esac
	# 13.3: the table begins with the header, and no number is without a body.
	case $rom in
	*-v13.rom) calls=$calls_13 slots=0 step=32 least=84 behind=$size ;;
	*x86_64*) calls=$calls_4 slots=256 step=64 least=60 behind=$((256 + 64 * 95)) ;;
	*native*) calls=$calls_3 slots=256 step=32 least=50 behind=$size ;;
	*) calls=$calls_3 slots=256 step=32 least=50 behind=$((256 + 32 * $(grep -c '^ *call ' <<<"$calls_3"))) ;;
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
	[ $((0x$code)) -lt $size ] # the last byte is the checksum
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
