#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The oldest processor that loader, example and native ROMs run on is an i486.
# Risk: an instruction that it hasn't got ends a kernel in a silent reset, and before its first message.
set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh
out=$(mktemp) || exit 1
trap 'rm -f "$out"' EXIT
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
evidence() { cat "$out"; }

# newer FILE: each instruction of its code that an i486 hasn't got. The assembler knows which those are, so it gets the disassembly.
newer() {
	objdump -d --no-show-raw-insn "$1" | sed -n 's/^ *[0-9a-f]*:\t//p' |
		sed 's/<.*//; s/#.*//; s/,%eiz,1//; s/^\(\(ds \)*\)\(ds \)/\3/; s/^\(j[a-z]*\|call\|loop[a-z]*\) *\([0-9a-f][0-9a-f]*\)/\1 0x\2/' |
		{ echo '.arch i486'; cat; } | as --32 -o /dev/null -- 2>&1 |
		sed -n 's/.*Error: //p' | sort -u
}

# only NAME FILE INSTRUCTION...: nothing newer than these, which are calls of their own there.
only() {
	name=$1 file=$2
	shift 2
	newer "$file" >"$out.all"
	for instruction; do
		grep -v "\`$instruction'" "$out.all" >"$out"
		cp "$out" "$out.all"
	done
	mv "$out.all" "$out"
	[ ! -s "$out" ] && [ "$(objdump -d "$file" | wc -l)" -gt 200 ]
	result $? "$name"
}

printf 'cmove %%eax, %%ecx\nnopw (%%eax)\nlock cmpxchg8b (%%edi)\n' | as --32 -o "$out.o" -- && newer "$out.o" >"$out"
rm -f "$out.o"
[ "$(wc -l <"$out")" = 3 ]
result $? "newer instructions are seen"
only "the library has none" build/loader/libvmi.a
only "nor has the smallest kernel, but in its sites" build/examples/smallest.elf rdtsc
for rom in vmi-native-i386 vmi-native-i386-call vmi-native-i386-v13; do
	only "$rom: only where it is the call" build/rom/$rom/blob.o rdmsr wrmsr rdpmc rdtsc sysexit cmpxchg8b
done

good=$(rom native-i386)
# boots NAME WHAT-IT-SAYS ARGUMENTS-OF-tests/boot...: the smallest kernel.
boots() {
	name=$1 says=$2
	shift 2
	tests/boot "$@" build/examples/smallest.elf >"$out" 2>&1
	got=$?
	echo "exit status $got" >>"$out"
	[ $got = 0 ] && grep -q "$says" "$out"
	result $? "$name"
}
for cpu in 486 pentium; do
	boots "$cpu, a ROM as a module" "native i386, as a module" --cpu $cpu --rom "$good" --via module
	boots "$cpu, a ROM in the window" "native i386 call, in the BIOS window" --cpu $cpu --rom "$(rom native-i386-call)"
	boots "$cpu, a module that is none" "native: no VMI ROM was found" --cpu $cpu --rom README.md --via module
done
finish
