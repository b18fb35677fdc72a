#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The Xen test-beds, proved by a tiny PV guest: each way a ROM comes, machines, processors,
# the ways a run can end; and wrong use of their programs.
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
guest=build/xen/hello/hello.elf
rom=$(rom native-i386)
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
# shellcheck source=tests/xen/have.sh
. tests/xen/have.sh

# row NAME PATTERN ARGUMENTS-OF-tests/xen/boot...: the guest says a line like that and passes.
row() {
	name=$1 pattern=$2
	shift 2
	says "pv32, $name" 0 "^hello from xen-3.0-x86_32p .* cpl=00000001 $pattern" tests/xen/boot "$@" $guest
}

# lines: all that a talkative guest says arrives, in order, and Xen's lines are elsewhere.
lines() {
	tests/xen/boot --xen-log "$work/log" --cmdline long $guest >"$work/out" || return
	grep '^line ' "$work/out" >"$work/lines"
	seq 0 4095 | while read -r i; do printf 'line %08x\n' "$i"; done | cmp - "$work/lines" || return
	grep -q '(XEN) Xen version 4' "$work/log" || return
	! grep -q '(XEN)' "$work/out" && echo all
}

# kept: without a mirror, what is there stays, and nothing is put beside it.
kept() {
	mkdir "$work/bin" "$work/cache"
	printf '#!/bin/sh\nexit 1\n' >"$work/bin/apt-get"
	chmod +x "$work/bin/apt-get"
	cksum build/xen/"$1"/xen >"$work/before"
	PATH="$work/bin:$PATH" VMI_ROM_CACHE="$work/cache" "tests/xen/get-$1" --refresh
	status=$?
	cksum build/xen/"$1"/xen | cmp - "$work/before" || return 1
	[ -z "$(ls -A "$work/cache")" ] || return 1
	return $status
}

if have pv32; then
	none='mod_len=00000000 module=none'
	module="mod_len=$(printf %08x "$(wc -c <"$rom")") module=rom"
	row "no ROM" "vcpus=00000001 .* $none window=00000000"
	row "module, pc" "vcpus=00000001 .* $module window=00000000" --rom "$rom"
	row "module, q35, 2 processors" "vcpus=00000002 .* $module window=00000000" --rom "$rom" --machine q35 --smp 2
	row "option ROM, pc, 2 processors" "vcpus=00000002 .* $none window=000[cde]" --rom "$rom" --via option-rom --smp 2
	row "option ROM, q35" "vcpus=00000001 .* $none window=000[cde]" --rom "$rom" --via option-rom --machine q35
	row "4 virtual processors on one, memory of dom0, CPU model, words with commas" \
		"vcpus=00000004 pages=00003000 $module .*cmdline=vmi=-irq,-time x,,y" --vcpus 4 \
		--rom "$rom" --mem 192 --dom0-mem 48 --cpu Nehalem --cmdline vmi=-irq,-time\ x,,y
	says "pv32, 4096 lines arrive" 0 all lines
	says "a failed test" 1 '^hello ' tests/xen/boot --cmdline f $guest
	says "a guest's panic" 3 '^hello ' tests/xen/boot --cmdline p $guest
	says "a crash" 5 'boot: Xen ended the guest: Hardware Dom0 crashed' tests/xen/boot --cmdline c $guest
	says "a reboot" 5 'boot: the guest ended without a word' tests/xen/boot --cmdline r $guest
	says "no end" 4 'boot: the guest did not end within 2 seconds' tests/xen/boot --timeout 2 --cmdline h $guest
	says "not a kernel" 2 'boot: Xen refused the guest: Not enough memory' tests/xen/boot README.md
fi
if have stock; then
	says "stock Xen refuses a 32-bit PV guest" 2 'boot: Xen refused the guest: Found 32-bit PV kernel, but CONFIG_PV32 missing' \
		tests/xen/boot --xen stock $guest
	says "no mirror: what is there is kept" 77 "skipped: none of this machine's apt sources" kept stock
fi

says "the command" 0 "-kernel .*/pv32/xen .*-initrd '$guest '" tests/xen/boot --show $guest
says "instructions counted" 0 '-icount shift=0,sleep=off' tests/xen/boot --show --icount $guest
says "help" 0 'usage: tests/xen/boot' tests/xen/boot --help
says "no guest" 2 'no guest named' tests/xen/boot
says "no such guest" 2 "cannot read guest '$work/no'" tests/xen/boot "$work/no"
says "no such Xen" 2 "cannot read Xen '$work/no'" tests/xen/boot --xen "$work/no" $guest
says "a way that Xen's dom0 does not have" 2 "via is module, option-rom or none, not 'pci'" tests/xen/boot --rom "$rom" --via pci $guest
says "no ROM to pass" 2 "via option-rom needs --rom" tests/xen/boot --via option-rom $guest
says "not a number" 2 "vcpus takes a number from 1 up, not 'x'" tests/xen/boot --vcpus x $guest
says "an unknown option of get-stock" 1 "unknown option '--frob'" tests/xen/get-stock --frob
says "help of get-pv32" 0 'usage: tests/xen/get-pv32' tests/xen/get-pv32 --help
finish
