#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The smallest kernel for x86-64, started by PVH. It finds its ROM in the BIOS window or as a module, places it and works with it.
# Or it goes on natively and says why.
set -u
cd "$(dirname "$0")/.." || exit 2
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
native=$(rom native-x86_64) call=$(rom native-x86_64-call) i386=$(rom native-i386)

smallest() { # NAME WHAT-IT-SAYS ARGUMENTS-OF-tests/boot...
	name=$1 pattern=$2
	shift 2
	tests/boot "$@" build/examples/smallest-x86_64.elf >"$work/said" 2>&1
	status=$?
	[ $status = 0 ] && grep -q "$pattern" "$work/said" && grep -q '^works' "$work/said"
	result $? "$name"
	[ $status = 0 ] || sed 's/^/# /' "$work/said"
}

smallest "no ROM" "^native: no VMI ROM was found"
smallest "the ROM in the BIOS window" "native x86_64, in the BIOS window at 0x10[0-9a-f]*, .*12 sites: 9 none, 1 call, 0 jump, 1 nop, 1 inline" --rom "$native"
smallest "as a module" "native x86_64, as a module" --rom "$native" --via module
smallest "one that answers all calls" "12 sites: 0 none, 2 call, 0 jump, 0 nop, 10 inline" --rom "$call"
smallest "a mask" "12 sites: 3 none, 2 call, 0 jump, 0 nop, 7 inline; 9 calls masked" --rom "$call" --cmdline vmi=-irq
smallest "turned off" "^native: turned off" --rom "$call" --cmdline vmi=off
smallest "i386's ROM" "^native: the ROM is for kernels of another architecture" --rom "$i386"
smallest "i386's ROM in the window, a good module" "native x86_64, as a module" --also "$i386" --rom "$native" --via module
smallest "Xen's" "^native: the ROM's Start refused" --rom "$(rom xen-x86_64)"
smallest "Xen's, and a good module" "native x86_64, as a module" --also "$(rom xen-x86_64)" --rom "$native" --via module
for cpu in max Nehalem EPYC; do
	smallest "on $cpu" "10 inline" --rom "$call" --cpu $cpu
done
smallest "on q35, 4 GiB" "10 inline" --rom "$call" --machine q35 --mem 4096

# A file for both architectures, which firmware places whole: each kernel finds its own.
both=$work/both.rom
build/tools/vmirom bundle "$i386" "$native" -o "$both"
smallest "a bundle in the BIOS window" "native x86_64, in the BIOS window" --rom "$both"
smallest "a bundle as a module" "native x86_64, as a module" --rom "$both" --via module
tests/boot --rom "$both" build/examples/smallest.elf >"$work/said" 2>&1 && grep -q "native i386, in the BIOS window" "$work/said"
result $? "and the smallest kernel for i386 there"

# A hostile record: nothing of the ROM runs. Its last byte is the sum.
spoilt() { # NAME STATUS OFFSET BYTES, as printf has them: OFFSET is from the record on
	cp "$call" "$work/spoilt.rom"
	record=$(od -An -tu2 -j 30 -N 2 "$call")
	printf '%b' "$4" | dd of="$work/spoilt.rom" bs=1 seek=$((record + $3)) conv=notrunc 2>/dev/null
	size=$(stat -c %s "$work/spoilt.rom")
	sum=$(od -An -v -tu1 -N $((size - 1)) "$work/spoilt.rom" | awk '{ for (i = 1; i <= NF; i++) s += $i } END { print (256 - s % 256) % 256 }')
	printf '%b' "\\0$(printf %o "$sum")" | dd of="$work/spoilt.rom" bs=1 seek=$((size - 1)) conv=notrunc 2>/dev/null
	smallest "$1" "^native: $2" --rom "$work/spoilt.rom"
}
spoilt "no placement record" "the ROM's placement record is missing" 0 'X'
spoilt "a state area that begins in the image" "the ROM's placement record is missing" 8 '\0000\0020'
spoilt "more state than the window has" "the kernel's state area has fewer pages" 12 '\0377\0017'
spoilt "a return that is none" "a return in the ROM's list" 24 '\0000\0001\0000\0000'
finish
