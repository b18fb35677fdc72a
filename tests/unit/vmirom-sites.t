#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# vmirom sites: what a kernel has call sites for, and files that have none.
# shellcheck disable=SC2016,SC2154,SC1091 # $d is Perl's; the rest is read in
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh
. tests/unit/vmirom.sh

# records KERNEL: the bytes of its section, as the linker has put them
records() { objcopy -O binary -j .vmi_sites "$1" "$tmp/records"; }
# the same count by other means: number and sites of each call
counted() { od -An -v -tu1 -w8 "$tmp/records" | awk '{ sites[$5]++ } END { for (call in sites) print call, sites[call] }' | sort -n | paste -sd, -; }

for what in guest:"$(kernel guest)" example:build/examples/smallest.elf; do
	run sites "${what#*:}"
	records "${what#*:}"
	is "${what%%:*}: each call's sites" "$status $(awk '!/^#/ { print $1, $3 }' "$tmp/out" | paste -sd, -)$(cat "$tmp/err")" "0 $(counted)"
done
is "for people: the sums" "$(tail -n 1 "$tmp/out")" "# $(od -An -v -tu1 -w8 "$tmp/records" | awk '{ print $5 }' | sort -u | wc -l) calls, $(($(stat -c %s "$tmp/records") / 8)) sites"
build/spec/list calls i386-3 >"$tmp/calls"
run sites "$(kernel guest)"
is "each number has its name" "$(awk '!/^#/ { print $1, $2 }' "$tmp/out" | grep -vxFf "$tmp/calls")" ""
run sites --json "$(kernel guest)"
records "$(kernel guest)"
is "for machines" "$(json "$tmp/out" 'join ",", map { "$_->{number} $_->{sites}" } @{$d->{calls}}') $(json "$tmp/out" '$d->{sites}')" \
	"$(counted) $(($(stat -c %s "$tmp/records") / 8))"
run sites - <"$(kernel guest)"
is "from the standard input" "$status $(awk '!/^#/ { print $1, $3 }' "$tmp/out" | paste -sd, -)" "0 $(counted)"

# what has no sites, or none that can be read
complains "a directory" 2 "$tmp: Is a directory" sites "$tmp"
complains "no such file" 2 "$tmp/none: No such file or directory" sites "$tmp/none"
complains "a ROM" 1 "$good: not an ELF file" sites "$good"
complains "an empty file" 1 "/dev/null: not an ELF file" sites /dev/null
none="has no section .vmi_sites, where the macros of <vmi/site.h> leave a record of each site"
complains "a program without the loader" 1 "build/tools/vmirom: $none" sites build/tools/vmirom
objcopy -R .vmi_sites build/examples/smallest.elf "$tmp/removed.elf"
complains "a kernel that has lost the section" 1 "$tmp/removed.elf: $none" sites "$tmp/removed.elf"
objcopy --only-keep-debug build/examples/smallest.elf "$tmp/debug.elf"
complains "a file of debug information" 1 "$tmp/debug.elf: its section .vmi_sites has no records, as in a file of debug information" sites "$tmp/debug.elf"
# changed NAME BYTES: the example with other records
changed() {
	printf '%b' "$2" >"$tmp/section"
	objcopy --update-section .vmi_sites="$tmp/section" build/examples/smallest.elf "$tmp/$1.elf"
}
changed empty ''
complains "an empty section" 1 "$tmp/empty.elf: has no call site: its section .vmi_sites is empty" sites "$tmp/empty.elf"
changed part '\0\0\0\0\01\05\0\0\0\0\0\0'
complains "half a record" 1 "$tmp/part.elf: its section .vmi_sites ends within a record" sites "$tmp/part.elf"
changed call '\0\0\0\0\01\05\0\0\0\0\0\0\0240\05\0\0'
complains "no call's number" 1 "$tmp/call.elf: record 1 of its section .vmi_sites is none: call 160, 5 bytes" sites "$tmp/call.elf"
changed short '\0\0\0\0\01\04\0\0'
complains "too short for a call" 1 "$tmp/short.elf: record 0 of its section .vmi_sites is none: call 1, 4 bytes" sites "$tmp/short.elf"
changed later '\0\0\0\0\0177\05\0\0'
run sites "$tmp/later.elf"
is "a call that this version has no name for" "$status $(awk '!/^#/ { print $1, $2, $3 }' "$tmp/out")" "0 127 - 1"
size=$(stat -c %s build/examples/smallest.elf)
bad=
for part in 4 16 51 52 100 $((size / 2)) $((size - 40)) $((size - 1)); do
	head -c "$part" build/examples/smallest.elf >"$tmp/part.elf"
	run sites "$tmp/part.elf"
	[ "$status $(wc -l <"$tmp/err")" = "1 1" ] && ! grep -q Sanitizer "$tmp/err" || bad="$bad $part:$status"
done
is "a kernel that is cut" "$bad" ""
head -c $((size / 2)) build/examples/smallest.elf >"$tmp/part.elf"
complains "one that has lost its table of sections" 1 "$tmp/part.elf: a damaged ELF file: its table of sections is not all there" sites "$tmp/part.elf"
# a section that says it lies beyond the file: e_shoff + 3 headers on, sh_offset
headers=$(od -An -tu4 -j 32 -N 4 build/examples/smallest.elf | tr -d ' ')
number=$(readelf -SW build/examples/smallest.elf | sed -n 's/^ *\[ *\([0-9]*\)\] \.vmi_sites.*/\1/p')
cp build/examples/smallest.elf "$tmp/beyond.elf"
poke "$tmp/beyond.elf" $((headers + 40 * number + 16)) '\377\377\377\177'
complains "a section beyond the file's end" 1 "$tmp/beyond.elf: a damaged ELF file: section .vmi_sites is not all there" sites "$tmp/beyond.elf"
run sites "$(kernel guest)" "$good"
is "several files: each with its name, and the worst status" "$status $(grep -c ':$' "$tmp/out") $(wc -l <"$tmp/err")" "1 2 1"
finish
