#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The trace builds: the conformance kernel on them; and docs/tracing-a-blob.md as it is written, on bare hardware and on Xen.
set -u
cd "$(dirname "$0")/.." || exit 2
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
# shellcheck source=tests/lib/gdb.sh
. tests/lib/gdb.sh
# shellcheck source=tests/xen/have.sh
. tests/xen/have.sh
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
vmirom=build/tools/vmirom

all_pass() { # BOOT-WORDS...: every test of the kernel
	"$@" </dev/null >"$work/out" 2>/dev/null && [ "$(sed -n 's/^1\.\.//p' "$work/out")" = "$(grep -c '^ok ' "$work/out")" ]
}
evidence() { grep -v '^ok ' "$work/out"; }

# A call that is like no other: gdb makes it from where the kernel stands. By its name gdb finds what is behind the trace.
one_call() { # ELF
	# shellcheck disable=SC2016 # the variables are gdb's
	printf 'set $entry = (unsigned int)&rom_header + 0x%s\n' "$(nm "$1" | sed -n 's/ T GetCR4$//p')"
	cat <<'END'
set $back = $pc
set $esp = $esp - 4
set *(unsigned int *)$esp = $back
set $eax = 0x11223344
set $edx = 0x55667788
set $ecx = 0x99aabbcc
printf "made from %08x %08x\n", $back, $esp
set $pc = $entry
hbreak *$back
continue
END
}

# Boot with gdb, which stops where the kernel ends, finds the ROM and dumps the memory.
dump() { # STOP MACHINE BOOT-WORDS...
	stop=$1 machine=$2
	shift 2
	for_gdb "$work/boot" "$@"
	{
		printf 'set pagination off\nset confirm off\nset architecture %s\ntarget remote localhost:%s\n' "$machine" $port
		printf 'add-symbol-file %s\n' "$guest"
		printf 'hbreak %s\ncontinue\nsource tools/gdb/vmi-rom.py\nvmi-rom --search 0xc0200000 0x100000 build/rom\n' "$stop"
		[ "$machine" != i386 ] || one_call "$(rom_elf native-i386-trace)"
		printf 'info address trace\ndump binary memory %s 0xc0000000 0xc1000000\nkill\n' "$work/dump"
	} >"$work/commands"
	run_gdb "$work/commands" >"$work/out" 2>&1
	wait "$boot"
}

# What is in the trace of a kernel that ran on N processors.
look() { # WHAT ROM PROCESSORS CALL
	elf=$(rom_elf "$2")
	ok "$1: vmi-rom loads the symbols by the build id" grep -q "^ROM at 0xc02[0-9a-f]*, build id [0-9a-f]*: $elf" "$work/out"
	ok "$1: so gdb knows its functions" grep -q '^Symbol "trace" is .* 0xc02[0-9a-f]*' "$work/out"
	made=$(sed -n 's/^made from //p' "$work/out")
	ok "$1: there is a trace" "$vmirom" trace "$work/dump"
	"$vmirom" trace "$work/dump" >"$work/out" 2>&1
	ok "$1: with the ROM's build id" grep -q "build id $("$vmirom" info "build/rom/vmi-$2.rom" | sed -n 's/.*build_id .* //p')\$" "$work/out"
	is "$1: each processor has one" "$(grep -c '^processor [0-9]* (number [0-9]*): [1-9][0-9]* calls' "$work/out")" "$3"
	is "$1: which has made its $4 once" "$(grep -c " $4  *1\\>" "$work/out")" "$3"
	is "$1: the last 64 calls of each are there" "$(grep -c '^  [0-9][0-9]*  *[A-Z][A-Za-z0-9]*  *c01[0-9a-f]\{5\}[ j] ' "$work/out")" $((64 * $3))
	is "$1: no two have the same place in the order" "$(sed -n 's/^  \([0-9][0-9]*\)  .* c0.*/\1/p' "$work/out" | sort | uniq -d)" ""
	if [ -n "$made" ]; then
		ok "$1: a call has its name, its caller, its arguments and its stack" \
			grep -q "^  [0-9]*  *GetCR4  *${made% *}  *11223344  *55667788  *99aabbcc  *${made#* }  " "$work/out"
	fi
	# Its counts are those of its calls.
	is "$1: counts and calls agree" "$("$vmirom" trace --json "$work/dump" | python3 -c '
import json, sys
print({p["made"] - sum(c["calls"] for c in p["counts"]) for p in json.load(sys.stdin)["traces"][0]["processors"]})')" "{0}"
}

have_gdb() { # WHERE
	command -v gdb >/dev/null || { skip "$1: all rows that need gdb" "there is no gdb"; return 1; }
}

ok "native: all of the kernel's tests pass" all_pass tests/boot --via module --rom "$(rom native-i386-trace)" --cmdline brief "$(kernel guest)"
says "native: where it can't be written it refuses" 0 '^# vmi-report: status=START_FAILED' tests/boot --rom "$(rom native-i386-trace)" \
	--cmdline "brief only=boot" "$(kernel guest)"
if have_gdb native; then
	guest=$(kernel guest)
	dump debug_exit i386 tests/boot --smp 2 --via module --rom "$(rom native-i386-trace)" --cmdline "brief only=time" "$guest"
	look native native-i386-trace 2 SetTR
fi
if have pv32; then
	ok "Xen: all of the kernel's tests pass" all_pass tests/xen/boot --rom "$(rom xen-i386-trace)" --cmdline brief "$(kernel guest-pae)"
	if have_gdb Xen; then
		guest=$(kernel guest-pae)
		dump end_run i386:x86-64 tests/xen/boot --rom "$(rom xen-i386-trace)" --cmdline "brief only=time" "$guest"
		look Xen xen-i386-trace 1 SetLinearMapping
	fi
fi
printf 'nothing' >"$work/none"
says "a dump without a trace" 1 'has no trace' "$vmirom" trace "$work/none"
: >"$work/empty"
says "an empty one" 2 'is empty' "$vmirom" trace "$work/empty"
says "a folder" 2 'Is a directory' "$vmirom" trace "$work"
if [ -e "$work/dump" ]; then
	at=$("$vmirom" trace "$work/dump" | sed -n '1s/^trace at offset \(0x[0-9a-f]*\) .*/\1/p')
	head -c $((at + 8192)) "$work/dump" >"$work/cut"
	says "one that ends within the trace" 1 'has no trace' "$vmirom" trace "$work/cut"
fi
finish
