#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# docs/debugging-on-xen.md as it is written: its commands, typed to a gdb on Xen.
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh
rom=$(rom xen-i386)
guest=$(kernel guest-pae)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
# shellcheck source=tests/lib/gdb.sh
. tests/lib/gdb.sh
evidence() { cat "$work/gdb"; }

needs gdb
if ! why=$(tests/xen/get-pv32 2>&1); then
	echo "1..0 # SKIP $(printf '%s\n' "$why" | tail -n 1)"
	exit 0
fi
base=$(tests/xen/boot --rom "$rom" --cmdline only=boot "$guest" 2>/dev/null </dev/null |
	sed -n 's/.*vmi-report: status=OK .* address=\(0x[0-9a-f]*\) .*/\1/p')

for_gdb "$work/boot" tests/xen/boot --rom "$rom" --cmdline only=boot "$guest"
{
	echo 'set pagination off'
	sed -n "s/^    (gdb) //p" docs/debugging-on-xen.md |
		sed "s/localhost:1234/localhost:$port/; s/0xc01be000/$base/g; s|build/seen.rom|$work/seen.rom|g"
} >"$work/commands"
run_gdb "$work/commands" >"$work/gdb" 2>&1
wait "$boot"
status=$?

id() { build/tools/vmirom info "$1" | grep build_id; }
ok "the ROM in the guest's memory has the build id of the file" [ "$(id "$work/seen.rom")" = "$(id "$rom")" ]
ok "and it is shown" grep -qF "$(id "$rom")" "$work/gdb"
ok "a breakpoint in a body hits, with file and line" grep -q '^Breakpoint 2, SetGDT (table=0xc[0-9a-f]*) at xen-blob/pv/[a-z0-9/]*[.][ch]:' "$work/gdb"
ok "the stack tells who called" grep -q '^\(vmi_SetGDT\|desc_load\).* in section .text of .*/vmi-guest-pae.elf' "$work/gdb"
ok "its argument has fields" grep -q '^.1 = {limit = 0xff, base = 0xc[0-9a-f]*000}' "$work/gdb"
ok "the state has, too" grep -q '^.2 = {hypercalls = [1-9]' "$work/gdb"
ok "the client's memory is 32 MiB" grep -q '^.3 = 8192$' "$work/gdb"
# A busy machine has a timer event pending here.
ok "the shared page says: off" grep -q '^0xf5401000:.0x0[01].0x01$' "$work/gdb"
ok "a watch on the interrupt flag stops where it is written" grep -q '^EnableInterrupts + .* in section .text of .*/vmi-xen-i386.elf' "$work/gdb"
ok "the kernel goes on afterwards" [ $status = 0 ]
finish
