#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# domUs that xl creates, plain and through xen-shim: the test-bed, proved by a tiny PV guest, and the
# conformance kernel, the same file that is dom0 elsewhere.
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/lib/rows_test.sh
. tests/lib/rows_test.sh
# shellcheck source=tests/xen/have.sh
. tests/xen/have.sh
hello_elf=$(kernel hello)
guest=$(kernel guest-pae)
native=$(rom native-i386)
xen=$(rom xen-i386)

hello="^hello from xen-3.0-x86_32p domU .* cpl=00000001"
module="mod_len=$(printf %08x "$(wc -c <"$native")") module=rom"

# talk: all that a talkative guest says arrives, in order.
talk() {
	tests/xen/domu --rom "$native" --vcpus 2 --mem 24 --cmdline "long, too" "$hello_elf" >"$work/out" || return
	grep '^line ' "$work/out" >"$work/lines"
	seq 0 4095 | while read -r i; do printf 'line %08x\n' "$i"; done | cmp - "$work/lines" || return
	grep '^hello ' "$work/out"
}

if have dom0; then
	if have pv32; then
		says "plain domU: ROM, 2 virtual processors, 4096 lines arrive" 0 \
			"$hello vcpus=00000002 pages=00001800 $module .* cmdline=long, too" talk
		says "plain domU: what Xen refuses is told on its console, too" 5 '^vmi-xen: refused 07 10 00 c[0-9a-f]*000: to make a page writable$' \
			tests/xen/domu --timeout 400 --rom "$xen" --cmdline misuse=release "$guest"
		says "plain domU: without a ROM the conformance kernel says so, and panics" 3 '^Bail out! .*: no VMI ROM was found' \
			tests/xen/domu "$guest"
		each_row test_row -v group=domU
	fi
	if have stock; then
		says "stock Xen, through xen-shim: ROM, a guest's panic" 3 "$hello vcpus=00000001 .* $module .* cmdline=p" \
			tests/xen/domu --shim --rom "$native" --cmdline p "$hello_elf"
		each_row test_row -v group=shim
	fi
fi
says "the configuration" 0 'ramdisk="/domu/rom"' tests/xen/domu --show --rom "$native" "$hello_elf"
says "the configuration for xen-shim" 0 'pvshim=1' tests/xen/domu --show --shim "$hello_elf"
says "help" 0 'usage: tests/xen/domu' tests/xen/domu --help
says "no guest" 2 'no guest named' tests/xen/domu
says "words that xl could not read" 2 "can't hold quotation marks" tests/xen/domu --cmdline '"' "$hello_elf"
finish
