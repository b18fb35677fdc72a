#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# tests/boot: each wrong use gets one line and exit status 2; the ways a guest can end get theirs.
set -u
cd "$(dirname "$0")/.." || exit 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
guest=build/guest/vmi-guest.elf
rom=build/rom/vmi-native-i386.rom
n=0

# says STATUS TEXT ARGUMENTS...
says() {
	status=$1 text=$2
	shift 2
	n=$((n + 1))
	output=$(tests/boot "$@" 2>&1 </dev/null)
	got=$?
	if [ $got = "$status" ] && printf '%s\n' "$output" | grep -qF -- "$text"; then
		echo "ok $n - boot $*: $text"
	else
		echo "not ok $n - boot $*: $text"
		printf '%s\n' "exit status $got, expected $status" "$output" | head -n 20 | sed 's/^/# /'
	fi
}

says 0 "usage: tests/boot" --help
says 2 "no guest named"
says 2 "unknown option '--frob'" --frob $guest
says 2 "--smp needs a value" $guest --smp
says 2 "--smp takes a number from 1 up, not 'two'" --smp two $guest
says 2 "--mem takes a number from 1 up, not '0'" --mem 0 $guest
says 2 "--machine is pc or q35, not 'vax'" --machine vax $guest
says 2 "--via is option-rom, pci, module or none, not 'air'" --via air --rom $rom $guest
says 2 "--via none takes no --rom" --via none --rom $rom $guest
says 2 "--via pci needs --rom" --via pci $guest
says 2 "cannot read ROM '$work/no'" --rom "$work/no" $guest
says 2 "cannot read guest '$work/no'" "$work/no"
says 2 "cannot read guest '$work'" "$work"
says 2 "more than one guest" $guest $guest
says 2 "could not start the guest" README.md
says 2 "could not start the guest" --cpu no-such-model $guest
says 0 "-icount shift=0,sleep=off" --show --icount $guest
says 0 "-icount shift=10,sleep=off" --show --icount-shift 10 $guest
says 4 "did not end within 1 seconds" --timeout 1 --cmdline "noexit only=user" $guest
cp $rom "$work/a,b c.rom"
says 0 "where=module" --via module --rom "$work/a,b c.rom" --cmdline "only=user" $guest
echo "1..$n"
