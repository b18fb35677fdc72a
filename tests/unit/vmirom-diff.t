#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# vmirom diff: what differs between two ROMs that differ in one thing, and what it makes of that.
# shellcheck disable=SC2016,SC2154,SC1091 # $d is Perl's; the rest is read in
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh
. tests/unit/vmirom.sh
# The one with sanitizers takes twice as long: it gets what could be anyone's.
sanitized=$vmirom vmirom=build/tools/vmirom
native=$(rom native-i386) native_call=$(rom native-i386-call) xen=$(rom xen-i386) v13=$(rom native-i386-v13)
everyone="B may replace A for every guest, also across a migration or save"
carried="$everyone that carries A's bytes"
booting="B may replace A for new boots, but not across a migration or save"
unless="B may replace A for new boots, but across a migration or save only if that carries A's bytes (--carried)"
never="B may not replace A"
# what two Xen ROMs of different bytes always have
state="in-place Offer: state area 0,in-place Offer: state area 1 3"

# differs NAME STATUS VERDICT EFFECTS ARGUMENT...: what is not harmless, sorted, with its levels, and what comes of it.
differs() {
	name=$1 wanted="$2 $3|$4"
	shift 4
	run diff --json "$@"
	is "$name" "$status $(json "$tmp/out" '"$d->{verdict_text}|" . join ",", sort map { join " ", $_->{effect}, $_->{name}, @{$_->{levels}} }
		grep { $_->{effect} ne "none" } @{$d->{differences}}')$(cat "$tmp/err")" "$wanted"
}
# why NAME: the reason that the last output has for that difference
why() { json "$tmp/out" "(grep { \$_->{name} eq '$1' } @{\$d->{differences}})[0]{why}"; }

# answering ROM OUT (CALL TYPE)...: other answers for some calls, by code in the room behind the ROM's own
answering() {
	from=$1 to=$2
	shift 2
	# shellcheck disable=SC2046
	build/faulty/poke-rom "$from" "$to" $(perl -e 'my ($rom, @pairs) = @ARGV; my $code = ""; my $at = (-s $rom) - 0x400;
		open my $f, "<:raw", $rom or die; seek $f, 0x89, 0; read $f, my $bytes, 4;
		my $old = 0x8d + unpack "l<", $bytes;
		# cmp $CALL, %eax; jne 1f; mov $TYPE, %dl; xor %eax, %eax; ret; 1:
		while (my ($call, $type) = splice @pairs, 0, 2) { $code .= pack "C*", 0x83, 0xf8, $call, 0x75, 5, 0xb2, $type, 0x31, 0xc0, 0xc3 }
		$code .= "\xe9" . pack "l<", $old - ($at + 5 + length $code);
		printf "%d:%s 0x89:%s", $at, unpack("H*", $code), unpack "H*", pack "l<", $at - 0x8d' "$from" "$@") || exit 2
}
none=0 nop=3
# body ROM OUT NAME LEVEL CODE: other code for one call at one level
body() {
	"$vmirom" calls --json "$1" >"$tmp/json"
	at=$(json "$tmp/json" "(grep { \$_->{name} eq '$3' } @{(grep { \$_->{level} == $4 } @{\$d->{levels}}, { level => 0, calls => \$d->{calls} })[0]{calls}})[0]{offset}")
	build/faulty/poke-rom "$1" "$2" "$at:$5" || exit 2
}
number() { build/spec/list calls i386-3 | awk -v name="$1" '$2 == name { print $1 }'; }

differs "the same file" 0 "$everyone" "" "$native" "$native"
run diff "$xen" "$xen"
is "for people" "$status $(sed -n '3,$p' "$tmp/out" | paste -sd' ' -)" "0  the same bytes: 0 differences  verdict: $everyone"

# fields
cp "$native" "$tmp/long.rom"
head -c 8192 /dev/zero | tr '\0' '\377' >>"$tmp/long.rom"
differs "a larger file" 1 "$booting" "migration file size" "$native" "$tmp/long.rom"
differs "a larger file, and the bytes are carried" 1 "$booting" "migration file size" --carried "$native" "$tmp/long.rom"
differs "a lower virtual_top" 1 "$booting" "migration header.virtual_top" --carried "$good" build/corpus/good-virtual-top.rom
differs "a higher one" 1 "$unless" "in-place header.virtual_top" build/corpus/good-virtual-top.rom "$good"
differs "a higher one, and the bytes are carried" 0 "$carried" "in-place header.virtual_top" --carried build/corpus/good-virtual-top.rom "$good"
differs "another licence that is one" 0 "$everyone" "" "$good" build/corpus/good-gpl.rom
is "is told of" "$(json "$tmp/out" 'join " ", map "$_->{name} $_->{a} $_->{b}", grep { $_->{name} =~ /licence/ } @{$d->{differences}}')" 'header.licence "GPL v2" "GPL"'
differs "a ROM without an identity" 0 "$everyone" "" "$good" build/corpus/good-no-identity.rom
is "is told of" "$(json "$tmp/out" 'join " ", map "$_->{name}: $_->{b}", grep { $_->{name} =~ /^identity/ } @{$d->{differences}}' | cut -d" " -f 1,2)" "identity.size: none"
"$vmirom" set-pci 8086:100e build/corpus/good-pci-3.rom "$tmp/card.rom"
run diff --json build/corpus/good-pci-3.rom "$tmp/card.rom"
is "a list of devices, each of them" "$(json "$tmp/out" 'join ",", map "$_->{name}: $_->{a} $_->{b}", grep { $_->{name} =~ /further/ } @{$d->{differences}}')" \
	"pci.further device 1: 100f 100e,pci.further device 2: 1010 none"
"$vmirom" set-pci 8086:100e "$native" "$tmp/card.rom"
differs "the identity of a card" 0 "$everyone" "" "$native" "$tmp/card.rom"
differs "the ROM of a card, and one that is not" 3 "$never" "refused pci.device,refused pci.vendor" "$tmp/card.rom" "$native"
differs "a licence that clients refuse" 3 "$never" "refused check,refused loader" "$good" build/corpus/licence-other.rom
is "by name" "$(json "$tmp/out" 'join "|", map $_->{b}, grep { $_->{name} eq "check" } @{$d->{differences}}' | cut -d: -f 1)" licence
differs "a fault that both have" 0 "$everyone" "" build/corpus/licence-other.rom build/corpus/licence-other.rom
for fault in checksum pnp-bev entry-halts; do
	run diff "$good" "build/corpus/$fault.rom"
	is "what check finds: $fault" "$status $(grep -c '^refused *check ' "$tmp/out") $(tail -n 1 "$tmp/out")" "3 1 verdict: $never"
done
differs "several images in a file, ours chosen" 1 "$booting" "migration file size" "$good" build/corpus/images-all.rom

# answers, at level 0
answering "$native" "$tmp/b.rom" "$(number IRET)" $none
differs "IRET is left native" 3 "$never" "refused IRET 0,refused calls" "$native" "$tmp/b.rom"
is "why" "$(why IRET)" "clients of 2007 have no native form left when they ask"
answering "$native_call" "$tmp/b.rom" "$(number CLTS)" $none "$(number IODelay)" $nop
differs "answers that a guest can do without" 1 "$unless" "in-place CLTS 0,in-place IODelay 0" "$native_call" "$tmp/b.rom"
differs "and when the bytes are carried" 0 "$carried" "in-place CLTS 0,in-place IODelay 0" --carried "$native_call" "$tmp/b.rom"
differs "and the other way round" 1 "$unless" "in-place CLTS 0,in-place IODelay 0" "$tmp/b.rom" "$native_call"
differs "for a kernel that uses one of them" 1 "$unless" "in-place IODelay 0" --guest IODelay,CPUID "$native_call" "$tmp/b.rom"
differs "for a kernel that uses none of them" 0 "$everyone" "" --guest CPUID "$native_call" "$tmp/b.rom"
answering "$native_call" "$tmp/b.rom" "$(number IRET)" $none
differs "a kernel with the loader can do without IRET, too" 0 "$carried" "in-place IRET 0" --carried --guest IRET "$native_call" "$tmp/b.rom"
answering "$native" "$tmp/b.rom" "$(number CLTS)" 9
differs "an answer that is none" 3 "$never" "in-place CLTS 0,refused calls,refused loader" "$native" "$tmp/b.rom"
is "the call is named" "$(json "$tmp/out" '(grep { $_->{name} eq "loader" } @{$d->{differences}})[0]{b}' | sed 's/.*: //')" CLTS
answering "$native_call" "$tmp/b.rom" "$(number SetPxE)" $none
differs "half a group" 3 "$never" "in-place SetPxE 0,refused calls,refused loader" "$native_call" "$tmp/b.rom"
run diff "$native" "$xen"
is "a ROM for another platform" "$status $(grep -m 1 ^because "$tmp/out")" \
	"3 because Init at level 0: done -> refuses: another platform: B is for another platform than A"
run diff "$xen" "$native"
is "and the other way round" "$status $(grep -m 1 ^because "$tmp/out")" \
	"3 because Init at level 0: refuses: another platform -> done: A is for another platform than B"

# answers to deprivileged kernels
answering "$xen" "$tmp/b.rom" "$(number CLTS)" $none
differs "deprivileged: a call is left native" 3 "$never" "$state,refused CLTS 1 3" "$xen" "$tmp/b.rom"
is "why" "$(why CLTS)" "a deprivileged kernel can't run the native form"
differs "and a kernel that does not use it" 0 "$carried" "$state" --carried --guest SetCR3,SetLazyMode "$xen" "$tmp/b.rom"
answering "$xen" "$tmp/b.rom" "$(number Suspend)" $none "$(number PlatformCalls)" $none "$(number GetInline)" $none
differs "it can't be saved any more" 1 "$booting" \
	"in-place GetInline 0,in-place GetInline 1 3,$state,in-place PlatformCalls 0,in-place PlatformCalls 1 3,migration Suspend 1 3" \
	--carried "$xen" "$tmp/b.rom"
answering "$xen" "$tmp/b.rom" "$(number ConsoleWrite)" $none
differs "no console any more, with no native form" 3 "$never" \
	"$state,refused ConsoleWrite 0,refused ConsoleWrite 1 3" "$xen" "$tmp/b.rom"
answering "$xen" "$tmp/b.rom" "$(number RDMSR)" $none
differs "an inlined call is left native" 3 "$never" "$state,refused RDMSR 1 3" "$xen" "$tmp/b.rom"
is "what it was" "$(json "$tmp/out" '(grep { $_->{name} eq "RDMSR" } @{$d->{differences}})[0]{a}' | sed 's/0x[0-9a-f]*/X/')" "call X, inline 2"
body "$xen" "$tmp/b.rom" GetInline 1 31c0c3
differs "no inlines any more" 0 "$carried" "$state" --carried "$xen" "$tmp/b.rom"
is "are told of" "$(json "$tmp/out" 'join " ", map "@{$_->{levels}}", grep { $_->{name} eq "RDMSR" } @{$d->{differences}}')" "1 3"

# Offer: as it is at level 1, or with other bits: mov $BITS, %eax; ret
offer() {
	body "$xen" "$tmp/b.rom" Offer "$1" "b8$2c3"
	shift 2
	differs "$@" "$xen" "$tmp/b.rom"
}
offer 1 2d0f0000 "a larger state area" 3 "$never" "in-place Offer: state area 0,refused Offer: state area 1 3"
offer 1 2b0f0000 "a smaller one" 0 "$carried" "in-place Offer: state area 0,in-place Offer: state area 1 3" --carried
offer 0 02030000 "the client must convert" 3 "$never" "$state,refused Offer: needs conversion 0"
offer 0 02060000 "the client must call Start" 3 "$never" "$state,refused Offer: needs Start 0"
offer 0 020a0000 "no call may be masked" 3 "$never" "$state,refused Offer: needs all calls 0"
offer 0 02000000 "no console" 3 "$never" "$state,refused Offer: console 0"
offer 0 02000000 "no console, and a kernel that does not use it" 0 "$carried" "$state" --carried --guest CPUID

# what was released: frozen, and so told beforehand
old=releases/3.1-r1/roms
run diff "$old/vmi-native-i386.rom" "$old/vmi-xen-i386.rom"
is "released: native and Xen" "$status $(tail -n 1 "$tmp/out")" "3 verdict: $never"
is "the worst reason comes first, with field and level" "$(grep -m 1 ^because "$tmp/out")" \
	"because Init at level 0: done -> call Start: a guest that does not call Start, as those of 3.0 don't, is refused"
is "who is served" "$(grep -o 'for kernels at .*' "$tmp/out" | paste -sd: -)" "for kernels at privilege level 0:for kernels at privilege level 1, 3"
differs "released: native and native-call" 0 "$carried" "in-place CPUID 0" --carried --guest CPUID "$old/vmi-native-i386.rom" "$old/vmi-native-i386-call.rom"
complains "two profiles" 5 "$native is of profile 3.x and $v13 of 13.3: no client of the one can take the other" diff "$native" "$v13"
differs "13.3" 0 "$everyone" "" "$v13" "$v13"
build/faulty/poke-rom "$v13" "$tmp/b.rom" 0xaa0:e8 0xaa5:b200c3 || exit 2
run diff "$v13" "$tmp/b.rom"
is "13.3: its client stops at any answer but call" "$status $(grep -m 1 ^because "$tmp/out" | cut -d: -f 1-3)" "3 because calls: - -> wrong-answer: GetRelocationInfo(4 Init)"
build/faulty/poke-rom "$v13" "$tmp/b.rom" 0x80:b8f8ffffffc3 || exit 2
run diff "$v13" "$tmp/b.rom"
is "13.3: Init refuses" "$status $(grep '^refused *Init ' "$tmp/out" | tr -s ' ')" "3 refused Init at level 0 0 -> -8"

# the list of calls
vmirom=$sanitized
run diff "$xen" "$native_call"
is "all there is, with sanitizers" "$status $(cat "$tmp/err")" "3 "
"$vmirom" sites build/examples/smallest.elf >"$tmp/list"
answering "$native_call" "$tmp/b.rom" "$(number CLTS)" $none
for guest in build/examples/smallest.elf "$tmp/list"; do
	differs "--guest ${guest##*/}: does not use it" 0 "$everyone" "" --guest "$guest" "$native_call" "$tmp/b.rom"
done
differs "--guest: does use it" 1 "$unless" "in-place CLTS 0" "--guest=$(kernel guest)" "$native_call" "$tmp/b.rom"
"$vmirom" sites "$(kernel guest)" | "$vmirom" diff --guest - "$native_call" "$tmp/b.rom" >"$tmp/out"
is "--guest -" "$? $(tail -n 1 "$tmp/out")" "1 verdict: $unless"
complains "--guest: a kernel of another profile" 2 \
	"build/examples/smallest.elf: its loader takes no ROM of that profile, whose calls have other numbers" \
	diff --guest build/examples/smallest.elf "$v13" "$v13"
differs "--guest: calls of 13.3" 0 "$everyone" "" --guest INVD,Init "$v13" "$v13"
printf '# by hand\n\n%s\nCPUID # a name\n99 -\n' "$(number CLTS)" >"$tmp/list"
differs "--guest: a list by hand" 1 "$unless" "in-place CLTS 0" --guest "$tmp/list" "$native_call" "$tmp/b.rom"
differs "--guest: each call by its name" 1 "$unless" "in-place CLTS 0" --guest "$(build/spec/list calls i386-3 | awk '{ print $2 }' | paste -sd, -)" "$native_call" "$tmp/b.rom"
complains "--guest without a list" 2 "--guest: takes a value; see vmirom diff --help" diff "$native" "$native" --guest
complains "--guest: no file and no call" 2 "nowhere: no file of that name, and no list of calls: nowhere is none of 3.x" diff --guest nowhere "$native" "$native"
complains "--guest: a call of another profile" 2 "INVD: no file of that name, and no list of calls: INVD is none of 3.x" diff --guest INVD "$native" "$native"
for line in "Frob" "160" "5 CPUID" "x CPUID"; do
	echo "$line" >"$tmp/list"
	complains "--guest: a line of $line" 2 "$tmp/list: line 1: $(echo "$line" | sed "s/^5 //; s/ .*//"): no call of 3.x, or not the one of that number" diff --guest "$tmp/list" "$native" "$native"
done
echo '# none' >"$tmp/list"
complains "--guest: an empty list" 2 "$tmp/list: names no call" diff --guest "$tmp/list" "$native" "$native"
complains "--guest: a directory" 2 "$tmp: Is a directory" diff --guest "$tmp" "$native" "$native"
complains "--guest: a program" 2 "$vmirom: has no section .vmi_sites, where the macros of <vmi/site.h> leave a record of each site" \
	diff --guest "$vmirom" "$native" "$native"

# what is no ROM, or none that could be replaced
complains "a directory" 2 "$tmp: Is a directory" diff "$native" "$tmp"
complains "no such file" 2 "$tmp/none: No such file or directory" diff "$tmp/none" "$native"
complains "one argument" 2 "diff: an argument is missing; see vmirom diff --help" diff "$native"
complains "not a ROM" 4 "build/corpus/not-a-rom.rom: not an option ROM: does not begin with 55 AA" diff "$native" build/corpus/not-a-rom.rom
complains "not of VMI" 4 "build/corpus/not-vmi.rom: not a VMI ROM: does not say cVmi at offset 8" diff build/corpus/not-vmi.rom "$native"
head -c 4096 "$native" >"$tmp/half.rom"
complains "truncated" 4 "$tmp/half.rom: truncated: the file ends before the image does" diff "$native" "$tmp/half.rom"
complains "empty" 4 "/dev/null: truncated: the file ends before its header does" diff /dev/null "$native"
complains "no such image" 2 "$native: has no image 2, but 1 in all" diff --image 2 "$native" "$native"
build/faulty/poke-rom "$native" "$tmp/hang.rom" 0x88:ebfe || exit 2
complains "A does not answer" 4 "$tmp/hang.rom: serves no guest that another ROM could: hang" diff "$tmp/hang.rom" "$native"
run diff "$native" "$tmp/hang.rom"
is "B does not answer" "$status $(grep -c '^refused *GetRelocationInfo at level 0' "$tmp/out") $(tail -n 1 "$tmp/out")" "3 1 verdict: $never"
"$vmirom" diff "$native" "$native_call" >/dev/full 2>"$tmp/err"
is "full disk" "$? $(cat "$tmp/err")" "2 vmirom: standard output: could not be written"
# nobody vouches for either file
bad=
for what in answer-255 answer-changes answer-far cut-143 cut-512 good-pci-3 identity-beyond init-esp init-jmp-far length-zero minor-77 \
	pci-none pnp-none product-endless profile-endless reloc-jmp-far reloc-writes-image; do
	for pair in "$good build/corpus/$what.rom" "build/corpus/$what.rom $good"; do
		# shellcheck disable=SC2086 # two
		run diff --json $pair
		grep -q Sanitizer "$tmp/err" && bad="$bad $what:sanitizer"
		case $status in
		0 | 1 | 3) json "$tmp/out" '$d->{verdict}' >/dev/null && [ ! -s "$tmp/err" ] || bad="$bad $what:$status" ;;
		4) [ ! -s "$tmp/out" ] && [ "$(wc -l <"$tmp/err")" = 1 ] || bad="$bad $what:$status" ;;
		*) bad="$bad $what:$status" ;;
		esac
	done
done
is "a verdict, or a message" "$bad" ""
finish
