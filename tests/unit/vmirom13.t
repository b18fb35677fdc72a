#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# vmirom on ROMs of profile 13.3: the good one, and one fault each.
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh
vmirom=build/tools/vmirom-san
good=$(rom native-i386-v13)
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
evidence() { tail -n 15 "$work/out"; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

run() {
	"$vmirom" "$@" >"$work/out" 2>&1
	status=$?
}
line() { grep -qxF -- "$1" "$work/out"; }

# finds COMMAND NAME CODES LAST-BUT-ONE-LINE OFFSET BYTES [OFFSET BYTES]: the code words of all faults, and the verdict.
finds() {
	local command=$1 name=$2 codes=$3 verdict=$4
	build/faulty/poke-rom "$good" "$work/bad.rom" "$5:${6// /}" ${8:+"$7:${8// /}"} || exit 2
	run "$command" "$work/bad.rom"
	[ "$(awk '$1 == "fault" { print $2 }' "$work/out" | sort -u | tr '\n' ' ')" = "$codes " ] &&
		[ "$(tail -n 2 "$work/out" | head -n 1)" = "13.3 client: $verdict" ] && [ $status = 1 ]
	result $? "$command: $name"
}

# window BYTES: GetRelocationInfo with another address, low byte first, that stands for physical 0.
window() { echo "c1 e0 05 e8 00 00 00 00 59 8d 84 01 58 f5 ff ff 0d $1 b2 01 c3"; }
# to_init AT: the four bytes that make of a call, up to AT in slot 4, one to where slot 4 jumps.
to_init() {
	local to
	to=$(od -An -td4 -j $((0x81)) -N 4 "$good")
	printf '%08x' $(((to + 5 - $1) & 0xffffffff)) | sed 's/\(..\)\(..\)\(..\)\(..\)/\4 \3 \2 \1/'
}

run info "$good"
[ $status = 0 ] && line "$good: VMI option ROM, in the layout of 13.3" && grep -q '^  reloc  *0x0aa0  e9' "$work/out" &&
	! grep -q '^  virtual_top' "$work/out"
result $? "info: the layout, and what is called in place"
run info --json "$good"
perl -MJSON::PP -e 'local $/; my $d = decode_json(<>); exit !($d->{layout} eq "13.3" && $d->{header}{api_major} == 13)' "$work/out"
result $? "info --json: the layout"
run check "$good"
[ $status = 0 ] && line "13.3 client: takes it" && line "0 faults, 0 warnings"
result $? "check: the good one"
run calls "$good"
[ $status = 0 ] && line "13.3 client: takes it" && [ "$(awk '$3 == "call"' "$work/out" | wc -l)" = 84 ] &&
	grep -q '^ 86  SetPxE  *call  *0x0ac0$' "$work/out"
result $? "calls: 84 calls, by their names and slots"
run calls --json "$good"
perl -MJSON::PP -e 'local $/; my $d = decode_json(<>);
	exit !($d->{client13} eq "takes it" && @{$d->{calls}} == 84 && $d->{calls}[0]{name} eq "Init")' "$work/out"
result $? "calls --json: the same"
run set-pci 8086:100e "$good" "$work/card.rom" && run check "$work/card.rom"
[ $status = 0 ] && grep -q '^warning  pci-id' "$work/out"
result $? "set-pci: a good ROM of a card"

finds check "another minor version" "older-minor profile" "takes it if firmware does" 12 02
finds check "no code in slot 85" no-code "takes it if firmware does" 0xaa0 "ff ff ff ff ff ff ff ff"
finds check "a bootstrap vector" "pnp-boot pnp-checksum" "takes it if firmware does" 0x5a 01
head -c 2048 "$good" >"$work/bad.rom"
run check "$work/bad.rom"
[ $status = 1 ] && grep -q '^fault    truncated ' "$work/out"
result $? "check: cut in its table of slots"
run calls "$work/bad.rom"
[ $status = 1 ] && grep -q 'the image ends before its table of slots does' "$work/out"
result $? "calls: cut in its table of slots"

# Slot 85 is a jump: as a call, what is answered can be changed behind it.
finds calls "none" wrong-answer "panics at an answer that is not call" 0xaa0 e8 0xaa5 "b2 00 c3"
finds calls "jump" wrong-answer "panics at an answer that is not call" 0xaa0 e8 0xaa5 "b2 02 c3"
finds calls "low addresses" answer-low "takes it, and won't live long" 0xaa0 e8 0xaa5 "25 ff ff 0f 00 c3"
finds calls "addresses that nobody maps" answer-outside "takes it, and won't live long" 0xaa0 e8 0xaa5 "25 ff ff ff 7f c3"
finds calls "EBX lost" registers "takes it, and won't live long" 0xaa0 e8 0xaa5 "31 db c3"
finds calls "Init says -8" init-refused "goes on without it, as Init refuses" 0x80 "b8 f8 ff ff ff c3"
finds calls "Init maps nothing" answer-outside "takes it, and won't live long" 0x80 "31 c0 c3"
finds calls "a 4 MiB page of the kernel's" open-page "takes it, and won't live long" 0x80 \
	"0f 20 e0 83 c8 10 0f 22 e0 c7 05 fc 0f 10 00 83 00 00 00 31 c0 c3" 0xaa0 "$(window "00 00 c0 ff")"
finds calls "a page of users'" open-page "takes it, and won't live long" 0x80 "e8 $(to_init 5) c7 05 80 2d 10 00 05 60 07 00 31 c0 c3"
finds calls "a page table that is not there" open-page "takes it, and won't live long" 0x80 "e8 $(to_init 5) c7 05 f0 0f 10 00 03 00 50 00 31 c0 c3"
finds calls "Init writes the image" writes-image "would not come back from Init" 0x80 "e8 00 00 00 00 58 89 00 c3"
finds calls "slot 4 jumps to itself" hang "would not come back from Init" 0x80 "eb fe"
finish
