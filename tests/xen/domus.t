#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# domUs that xl creates, plain and through xen-shim: the test-bed, proved by a tiny PV guest, and the
# conformance kernel, the same file that is dom0 elsewhere.
set -u
cd "$(dirname "$0")/../.." || exit 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
guest=build/xen/hello/hello.elf
rom=build/rom/vmi-native-i386.rom
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
# shellcheck source=tests/xen/have.sh
. tests/xen/have.sh

hello="^hello from xen-3.0-x86_32p domU .* cpl=00000001"
module="mod_len=$(printf %08x "$(wc -c <$rom)") module=rom"

# talk: all that a talkative guest says arrives, in order.
talk() {
	tests/xen/domu --rom $rom --vcpus 2 --mem 24 --cmdline "long, too" $guest >"$work/out" || return
	grep '^line ' "$work/out" >"$work/lines"
	seq 0 4095 | while read -r i; do printf 'line %08x\n' "$i"; done | cmp - "$work/lines" || return
	grep '^hello ' "$work/out"
}

# conforms ARGUMENTS-OF-tests/xen/domu...: each test that the conformance kernel plans, it passes.
conforms() {
	tests/xen/domu --mem 64 --timeout 4000 --rom build/rom/vmi-xen-i386.rom "$@" build/guest/vmi-guest-pae.elf \
		>"$work/out" || {
		status=$?
		grep -v '^ok \|^# answer ' "$work/out"
		return $status
	}
	good=$(grep -c '^ok ' "$work/out")
	echo "$good good, planned: $(grep '^1\.\.' "$work/out")"
	grep -q "^1\.\.$good\$" "$work/out" && [ "$good" -ge 700 ] && grep '^# vmi-report: ' "$work/out"
}
report='^# vmi-report: status=OK where=module .* api=3\.1 '

# saved VCPUS SAVES: the whole kernel, saved under load in these ways; nearly all of its tests come after the last.
saved() {
	count=$(echo "$2" | wc -w)
	conforms --vcpus "$1" --saves "$2" --cmdline "saves=$count cpus=$1 brief" || return
	grep "^ok .* save $count: Suspend says restored" "$work/out" && grep '^# the frames are others' "$work/out"
}

# crowded VCPUS COMMAND...: the command does so; the machine has one processor, so that busy virtual ones take time from each other.
crowded() {
	vcpus=$1
	shift
	"$@" || return
	grep "^# stolen from $vcpus busy processors" "$work/out"
	grep -q "^# stolen from $vcpus busy processors: [1-9][0-9]* us" "$work/out"
}

if have dom0; then
	if have pv32; then
		says "plain domU: ROM, 2 virtual processors, 4096 lines arrive" 0 \
			"$hello vcpus=00000002 pages=00001800 $module .* cmdline=long, too" talk
		says "plain domU: the conformance kernel, migrated, saved and restored" 0 "$report" saved 1 "migrate save"
		says "plain domU: what Xen refuses is told on its console, too" 5 '^vmi-xen: refused 07 10 00 c[0-9a-f]*000: to make a page writable$' \
			tests/xen/domu --timeout 400 --rom build/rom/vmi-xen-i386.rom --cmdline misuse=release build/guest/vmi-guest-pae.elf
		says "plain domU: the conformance kernel on 2 virtual processors, some time stolen; a copy saved, then restored" 0 "$report" \
			crowded 2 saved 2 "checkpoint save"
		says "plain domU: the conformance kernel on 4 virtual processors, some time stolen" 0 "$report" \
			crowded 4 conforms --vcpus 4 --cmdline "cpus=4 brief"
		says "plain domU: its list of frames outside of the direct mapping, Suspend refuses" 0 '^ok .* and with a list of frames that nobody can be told of$' \
			tests/xen/domu --rom build/rom/vmi-xen-i386.rom --mem 32 --cmdline "start=elsewhere only=suspend" build/guest/vmi-guest-pae.elf
		says "plain domU: without a ROM the conformance kernel says so, and panics" 3 '^Bail out! .*: no VMI ROM was found' \
			tests/xen/domu build/guest/vmi-guest-pae.elf
	fi
	if have stock; then
		says "stock Xen, through xen-shim: ROM, a guest's panic" 3 "$hello vcpus=00000001 .* $module .* cmdline=p" \
			tests/xen/domu --shim --rom $rom --cmdline p $guest
		says "stock Xen, through xen-shim: the conformance kernel" 0 "$report" conforms --shim --cmdline brief
		# The shim is a Xen on a Xen, and the probes' single steps through both take minutes: once is enough.
		for group in smp threads cow; do
			says "stock Xen, through xen-shim, 2 virtual processors: group $group" 0 "$report" tests/xen/domu --shim --mem 64 --vcpus 2 \
				--timeout 900 --rom build/rom/vmi-xen-i386.rom --cmdline "only=$group" build/guest/vmi-guest-pae.elf
		done
	fi
fi
says "the configuration" 0 'ramdisk="/domu/rom"' tests/xen/domu --show --rom $rom $guest
says "the configuration for xen-shim" 0 'pvshim=1' tests/xen/domu --show --shim $guest
says "help" 0 'usage: tests/xen/domu' tests/xen/domu --help
says "no guest" 2 'no guest named' tests/xen/domu
says "words that xl could not read" 2 "can't hold quotation marks" tests/xen/domu --cmdline '"' $guest
finish
