#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A blob of two back ends answers by the privilege level of who asks, and vmirom asks at each.
# If the wrong table were found, or a body of one back end in the other's place, a kernel would run code for another platform.
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rom=build/rom/levels.rom

build/tools/vmirom calls $rom >"$work/out"
status=$?
ok "vmirom finds no fault in it" [ $status = 0 ]

# answers LEVEL: "Name answer", one a line, without those that are none.
answers() {
	awk -v level="$1" '/^at privilege level/ { here = $4 == level ":" } here && $3 ~ /^(call|jump|nop)$/ { print $2, $3 }' "$work/out"
}
outer="CPUID call
RDMSR call
GetCR0 call
GetCR2 call
IRET jump
SYSEXIT jump
GetInline call"
ok "level 0 has its own answers" [ "$(answers 0)" = "CPUID call
GetCR0 call
GetCR3 call
IRET call
SYSEXIT call
UpdatePxELong nop
GetInline call" ]
ok "level 1 has the others" [ "$(answers 1)" = "$outer" ]
ok "and so has level 3" [ "$(answers 3)" = "$outer" ]

# body LEVEL NAME: the number that it loads into EAX.
body() {
	at=$(awk -v level="$1" -v name="$2" '/^at privilege level/ { here = $4 == level ":" } here && $2 == name { print $4 }' "$work/out")
	od -An -v -tx1 -j $((at)) -N 6 $rom | tr -d ' \n'
}
ok "each level is led to its own body of the same name" [ "$(body 0 GetCR0) $(body 1 GetCR0) $(body 3 GetCR0)" = "b801020000c3 b801010000c3 b801010000c3" ]
ok "and to what only its back end has" [ "$(body 0 GetCR3) $(body 1 GetCR2)" = "b803020000c3 b802010000c3" ]

build/tools/vmirom calls --json $rom >"$work/json"
ok "a machine is told the levels, too" [ "$(grep -c '"level":' "$work/json")" = 2 ]
for one in $(make -s list-roms | grep -v xen); do
	build/tools/vmirom calls "$one" >"$work/out"
	ok "one set of answers is shown once: $one" [ "$(grep -c 'privilege\|^ nr' "$work/out")" = 1 ]
done

# Only the other back end has GetCR2's body.
{
	sed '/#undef ANSWER/d' tests/levels/level0/answers.def
	echo 'ANSWER(GetCR2, CALL, CALL, "")'
} >"$work/answers.def"
make -s B="$work/build" "levels.level0.answers=$work/answers.def" "$work/build/rom/levels.rom" >"$work/out" 2>&1
ok "a body that only the other back end has is refused" grep -q "GetCR2: answered call or jump, and has no body" "$work/out"
finish
