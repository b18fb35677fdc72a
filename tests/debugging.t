#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# docs/debugging-a-blob.md as it is written: does gdb stop in the ROM, with names and lines?
set -u
cd "$(dirname "$0")/.." || exit 1
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh
rom=$(rom native-i386)
elf=$(rom_elf native-i386)
guest=build/examples/smallest.elf
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
# shellcheck source=tests/lib/gdb.sh
. tests/lib/gdb.sh
evidence() { cat "$tmp/gdb"; }

needs gdb

# The base, from the report of a boot without gdb.
base=$(tests/boot --rom "$rom" $guest | sed -n 's/.*BIOS window at \(0x[0-9a-f]*\).*/\1/p')

for_gdb "$tmp/boot" tests/boot --rom "$rom" $guest
cat >"$tmp/commands" <<END
set pagination off
set architecture i386
target remote localhost:$port
hbreak kernel_main
continue
find /b 0xc0000, 0xeffff, 0x63, 0x56, 0x6d, 0x69
add-symbol-file $elf -o $base
hbreak get_relocation_info
hbreak GetDR
continue
delete 2
continue
info symbol *(unsigned int *)\$esp
stepi
delete
detach
END
run_gdb "$tmp/commands" $guest >"$tmp/gdb" 2>&1
wait "$boot"
status=$?

ok "cVmi is found where the report says, plus 8" \
	grep -qi "^$(printf '0x%x' $((base + 8)))\b" "$tmp/gdb"
ok "a breakpoint in the ROM hits" grep -q '^Breakpoint 2, get_relocation_info () at rom/i386-3/relocation.S:' "$tmp/gdb"
ok "a call leads to the body of its name" grep -q '^Breakpoint 3, GetDR () at native-blob/i386/cpu.S:' "$tmp/gdb"
ok "the stack shows who called" grep -q '^kernel_main + [0-9]* in section .text' "$tmp/gdb"
ok "the kernel goes on afterwards" [ $status = 0 ]
finish
