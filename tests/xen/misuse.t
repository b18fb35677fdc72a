#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What Xen refuses ends the client with the one line that docs/xen-answers.md has for it, never silently: the
# conformance kernel breaks a rule on purpose. And a Start that is refused in the middle leaves all as it was.
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh
guest=$(kernel guest-pae)
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
# shellcheck source=tests/xen/have.sh
. tests/xen/have.sh

xen() {
	words=$1
	shift
	tests/xen/boot --timeout 60 --rom "$(rom xen-i386)" --cmdline "$words" "$@" "$guest"
}

# ends RULE LINE [ARGUMENTS]: breaking the rule ends so; code, error, which of a batch, what it is about.
ends() {
	rule=$1 line=$2
	shift 2
	says "$rule: $line" 5 "^vmi-xen: refused $line\$" xen "misuse=$rule" "$@"
}

if have pv32; then
	ends entry "01 10 00 c[0-9a-f]*000: a page-table entry"
	ends entry-in-batch "01 10 03 c[0-9a-f]*018: a page-table entry"
	ends entry-behind-table "01 10 04 c[0-9a-f]*020: a page-table entry"
	ends entry-deferred "01 10 00 c[0-9a-f]*008: a page-table entry"
	ends foreign "01 [0-9a-f]* 00 c[0-9a-f]*000: a page-table entry"
	ends directory "01 16 00 c[0-9a-f]*: a page-table entry"
	ends root "02 16 00 0000[0-9a-f]*: to pin a top-level table"
	ends release "07 10 00 c[0-9a-f]*000: to make a page writable"
	ends release-in-batch "07 10 01 c[0-9a-f]*000: to make a page writable"
	ends no-memory "15 00 00 [0-9a-f]*: a table outside of the direct mapping"
	ends no-memory-far "15 00 00 001[0-9a-f]*: a table outside of the direct mapping"
	ends entry-elsewhere "15 00 00 [0-9a-f]*: a table outside of the direct mapping"
	ends moved "18 00 00 d0000000: another place of the direct mapping"
	ends no-gate "17 00 06 c01[0-9a-f]*: an exception that the IDT has no gate for"
	ends no-gate-int3 "17 00 0d c01[0-9a-f]*: an exception that the IDT has no gate for"
	ends short-idt "17 00 0d c01[0-9a-f]*: an exception that the IDT has no gate for"
	ends gone-nmi "17 00 02 c[0-9a-f]*: an exception that the IDT has no gate for"
	ends gone-nm "17 00 07 c01[0-9a-f]*: an exception that the IDT has no gate for"
	ends gone-np "17 00 0b c01[0-9a-f]*: an exception that the IDT has no gate for"
	ends gone-gp "17 00 0d c01[0-9a-f]*: an exception that the IDT has no gate for"
	ends gdt "08 16 00 c[0-9a-f]*000: a GDT"
	ends gdt-place "16 00 00 c[0-9a-f]*010: a GDT's place or size"
	ends gdt-size "16 00 00 c[0-9a-f]*000: a GDT's place or size"
	ends ldt-place "09 16 00 c[0-9a-f]*010: an LDT"
	ends ldt-none "09 00 00 00000020: an LDT"
	ends ldt-beyond "09 00 00 00000100: an LDT"
	ends descriptor "0a 16 02 c[0-9a-f]*010: a descriptor"
	ends ap-state "0f 16 00 00000001: the state of a processor" --smp 2

	# What Start must refuse; then what is right, and all goes well.
	says "Start refused in the middle, then granted" 0 '^1\.\.' xen "only=boot start=refused"
	wrong=$said
	[ "$(printf '%s\n' "$said" | grep -c '^ok - ')" != 14 ] || printf '%s\n' "$said" | grep -q '^not ok' || wrong=''
	result "$wrong" "nothing had changed, fourteen times"
	says "a list of frames outside of the direct mapping" 0 '^ok .* and in lazy mode$' xen "start=elsewhere only=suspend"
	says "frames beyond 256 MiB" 0 'leave no frame behind' xen "only=cow" --mem 700 --dom0-mem 560
fi
says "on bare hardware nobody looks" 1 '^not ok 1 - gdt-place: nobody has noticed$' tests/boot --cmdline misuse=gdt-place "$guest"
finish
