#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# vmirom on ROMs for x86-64: what it shows, checks and asks, and each fault of the placement record and its lists by a word of its own.
# And bundles, which a kernel of 3.0 takes as it takes the ROM for i386.
# shellcheck disable=SC2016,SC2154,SC1091 # $d is Perl's; the rest is read in
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh
. tests/unit/vmirom.sh
native32=$(rom native-i386) native64=$(rom native-x86_64) xen64=$(rom xen-x86_64)

place=$(u16 "$xen64" 0x1e)
u32() { od -An -tu4 -j "$(($2))" -N 4 "$1" | tr -d ' '; }
fixups=$(u32 "$xen64" $((place + 16)))
returns=$(u32 "$xen64" $((place + 24)))
first_return=$(u32 "$xen64" "$returns")
first_fixup=$(u32 "$xen64" "$fixups")

# shown, and asked, at the levels that each serves
run info --json "$xen64"
is "info: the placement" "$status $(json "$tmp/out" 'my $p = $d->{placement}; join " ", $d->{layout}, $p->{flags}, $p->{percpu_size}, $p->{state_pages} > 0 ? "pages" : "none",
	$p->{fixups} > 100 ? "fixups" : "few", $p->{returns} > 100 ? "returns" : "few", $d->{identity}{profile}, $d->{loader} // "null"')" "0 4.x 1 128 pages fixups returns x86_64 4.0 null"
run info "$native64"
is "info says what it is for" "$status $(head -n 1 "$tmp/out")" "0 $native64: VMI option ROM for x86-64"
is "and that it is of a draft" "$(grep -c '^  flags .*0x0001: built by a draft of 4.0$' "$tmp/out")" 1
for rom in "$native64" "$xen64"; do
	run check "$rom"
	is "check: ${rom##*/}" "$status $(words fault) $(words warning)" "0 good draft"
	run calls --json "$rom"
	is "calls: ${rom##*/}" "$status $(json "$tmp/out" 'join " ", $d->{layout}, $d->{faults}, $d->{init_result} // "null", map { "$_->{name}:$_->{answer}" } grep { $_->{number} =~ /^(74|75|78)$/ } @{$d->{calls}}')" \
		"0 4.x 0 null Offer:call Start:call GetInline:call"
done
run diff --json "$native64" "$native64"
is "diff: with itself" "$status" 0
run diff "$native64" "$xen64"
is "diff: bare hardware's does not become Xen's" "$status" 3
complains "diff: of two architectures" 5 "$native32 is of profile 3.x and $native64 of 4.x: no client of the one can take the other" diff "$native32" "$native64"

# broken WORD NAME OFFSET BYTES...: of the ROM for Xen, with its sum mended
broken() {
	word=$1 what=$2
	shift 2
	cp "$xen64" "$tmp/broken.rom"
	while [ $# -gt 0 ]; do
		poke "$tmp/broken.rom" "$1" "$2"
		shift 2
	done
	perl -e 'local $/; open my $f, "+<:raw", $ARGV[0] or die; my $b = <$f>;
		substr($b, -1, 1) = chr((ord(substr $b, -1, 1) - unpack "%8C*", $b) & 255); seek $f, 0, 0; print $f $b' "$tmp/broken.rom"
	run check "$tmp/broken.rom"
	is "check: $what" "$status $(words fault)" "1 $word"
}
# The field of the first fixup of kind REL32.
relative() {
	perl -e 'local $/; open my $f, "<:raw", $ARGV[0] or die; my $b = <$f>;
		for (0 .. $ARGV[2] - 1) { my ($at, $kind) = unpack "Vv", substr $b, $ARGV[1] + 8 * $_; if ($kind == 2) { print $at; last } }' \
		"$xen64" "$fixups" "$(u16 "$xen64" $((place + 20)))"
}
broken place-record "no placement record" 0x1e '\0\0'
broken place-record "one without its signature" "$place" X
broken place-size "one that is too short" $((place + 4)) '\037'
broken place-flags "an unknown flag" $((place + 6)) '\003'
broken place-reserved "its reserved word" $((place + 30)) '\001'
broken place-percpu "too much per-processor memory" $((place + 22)) '\001\004'
broken state-align "a state area within a page" $((place + 8)) '\001'
broken state-overlap "a state area in the image" $((place + 8)) '\0\020\0'
broken state-reach "a state area beyond 2 GiB" $((place + 14)) '\010'
broken fixups-outside "fixups outside" $((place + 16)) '\377\377\377\377'
broken fixups-outside "more fixups than there is image" $((place + 20)) '\377\377'
broken returns-outside "returns outside" $((place + 24)) '\377\377\377\177'
broken fixup-kind "an unknown kind" $((fixups + 4)) '\003'
broken fixup-reserved "a fixup's reserved word" $((fixups + 6)) '\001'
broken fixup-outside "a fixup in the header" "$fixups" '\0\0\0\0'
broken fixup-overlap "two fixups of one field" $((fixups + 8)) "$(perl -e 'printf "\\%03o" x 4, unpack "C4", pack "V", $ARGV[0]' "$first_fixup")"
broken fixup-percpu "per-processor memory that is not there" "$first_fixup" '\200\0\0\0'
broken return-bytes "no return where the list has one" "$first_return" '\220'
broken return-bytes "room for a jump is missing" $((first_return + 4)) '\220'
broken return-order,return-overlap "a return twice" $((returns + 4)) "$(perl -e 'printf "\\%03o" x 4, unpack "C4", pack "V", $ARGV[0]' "$first_return")"
last_return=$((returns + 4 * ($(u16 "$xen64" $((place + 28))) - 1)))
broken return-outside "a return outside" "$last_return" '\377\377\377\377'
broken fixup-target "a relative field that leads out" "$(relative)" '\377\377\377\177'
broken no-endbr "GetRelocationInfo without ENDBR64" 0x80 '\220\220\220\220'
broken virtual-top "a virtual top" 0x12 '\360'
run calls "$tmp/broken.rom"
is "calls runs what can be placed" "$status" 0
broken place-flags "once more" $((place + 6)) '\003'
run calls "$tmp/broken.rom"
is "calls does not run what can't be placed" "$status $(words fault)" "1 place"

is "every fault that the manual has for check of 4.0 is tried" \
	"$(sed -n '/^\.Cm check :/,/^\.El/p' docs/man/vmirom.1 | awk '/^\.It Cm/ { word = $3; next } word && /^\(4\.0\)/ { print word } { word = "" }' | sort)" \
	"$(sed -n 's/^broken \([a-z,-]*\) .*/\1/p' tests/unit/vmirom-bundle.t | tr ',' '\n' | grep -vx virtual-top | sort -u)"

# what only shows when it runs: code in front of the jump to GetRelocationInfo
octal() { perl -e 'printf "\\%03o" x length(pack "H*", $ARGV[0]), unpack "C*", pack "H*", $ARGV[0]' "$1"; }
entry=$(($(u32 "$xen64" 0x85) + 0x89))
state=$(u32 "$xen64" $((place + 8)))
jump() { perl -e 'print "e9", unpack "H*", pack "V", $ARGV[0] & 0xffffffff' $((entry - ($1 + 5))); }
le32() { perl -e 'print unpack "H*", pack "V", $ARGV[0]' "$1"; }
is "the entry is a near jump" "$(od -An -tx1 -j 0x84 -N 1 "$xen64")" " e9"
offset=$("$vmirom" calls --json "$xen64" >"$tmp/calls"; json "$tmp/calls" '(grep { $_->{name} eq "Offer" } @{$d->{calls}})[0]{offset}')
# asks OFFSET BYTES: of the ROM for Xen with these, in hexadecimal digits
asks() {
	cp "$xen64" "$tmp/broken.rom"
	poke "$tmp/broken.rom" "$1" "$(octal "$2")"
	run calls "$tmp/broken.rom"
}
asks 0x84 ffe0
is "calls: an indirect branch" "$status $(words fault) $(grep -c 'an indirect branch' "$tmp/out")" "1 crash 3"
asks 0x84 c3
is "calls: a return that is in no list" "$status $(words fault) $(grep -c 'a return that is in no list' "$tmp/out")" "1 crash 3"
asks 0x84 "c605$(le32 $((state - 0x8b)))00$(jump 0x8b)"
is "calls: it writes to its state when it is asked" "$status $(words fault) $(grep -c "writes to 0x.*$(printf '%x' $((0xca000 + state)))" "$tmp/out")" "1 crash 3"
asks 0x84 "49ffc4$(jump 0x87)"
is "calls: it changes R12" "$status $(words fault) $(grep -c 'found changed R12, expected RBX RBP RSP R12 to R15 DF as before' "$tmp/out" | sed 's/[1-9][0-9]*/some/')" "1 registers some"
asks 0x84 "4889f8$(jump 0x87)"
is "calls: nothing wrong in front of it" "$status $(words fault)" "0 good"
asks "$offset" 90909090
is "calls: a body without ENDBR64" "$status $(words fault)" "1 no-endbr"

# bundles
run bundle "$native32" "$xen64" -o "$tmp/bundle.rom"
is "bundle" "$status$(cat "$tmp/out" "$tmp/err")" 0
run check --json "$tmp/bundle.rom"
is "check: both, where they are" "$status $(json "$tmp/out" 'join " ", $d->{faults}, $d->{loader}, map { "$_->{offset}:$_->{kind}:$_->{api_major}:" . ($_->{inner} ? "inner" : "outer") } @{$d->{images}}')" \
	"0 0 OK 0:VMI:3:outer $(stat -c %s "$native32"):VMI:4:inner"
run info --json "$tmp/bundle.rom"
is "info: both" "$status $(json "$tmp/out" '"$d->{shown} $d->{identity}{profile} $d->{inner}{shown} $d->{inner}{identity}{profile} $d->{header}{length} $d->{pci}{length}"')" \
	"0 1 i386 3.0 2 x86_64 4.0 $((($(stat -c %s "$tmp/bundle.rom")) / 512)) $((($(stat -c %s "$tmp/bundle.rom")) / 512))"
run calls --json "$tmp/bundle.rom"
is "calls: both" "$status $(json "$tmp/out" 'join " ", map { "$_->{shown}:$_->{layout}:$_->{faults}" } @{$d->{bundle}}')" "0 1:3.x:0 2:4.x:0"
run calls --image 2 "$tmp/bundle.rom"
is "calls --image: that one" "$status $(grep -c ^client "$tmp/out") $(grep -c ^loader "$tmp/out")" "0 1 0"
run extract "$tmp/bundle.rom" "$tmp/outer.rom"
is "extract has the ROM for i386 again" "$status$(cmp "$tmp/outer.rom" "$native32")" 0
run extract --image 2 "$tmp/bundle.rom" "$tmp/inner.rom"
is "and the other" "$status$(cmp "$tmp/inner.rom" "$xen64")" 0
run set-pci 1234:5678 "$tmp/bundle.rom" "$tmp/card.rom"
run check --json "$tmp/card.rom"
is "set-pci: both, and their sums" "$(json "$tmp/out" 'join " ", $d->{faults}, map { sprintf "%04x", $_->{vendor} } @{$d->{images}}')" "0 1234 1234"
run extract "$tmp/card.rom" "$tmp/outer.rom"
run check "$tmp/outer.rom"
is "and one that is taken out of it again is sound" "$(words fault)" good
# a wrong sum of the inner one
cp "$tmp/bundle.rom" "$tmp/sum.rom"
poke "$tmp/sum.rom" $(($(stat -c %s "$native32") + $(stat -c %s "$xen64") - 2)) '\001'
run check --json "$tmp/sum.rom"
is "check: a byte of the inner one is both's" "$status $(json "$tmp/out" 'join " ", map { "$_->{image}:$_->{code}" } grep { $_->{severity} eq "fault" } @{$d->{findings}}')" "1 1:checksum 2:checksum"
# in a dump of memory
perl -e 'print "\0" x 4096' >"$tmp/window"
cat "$tmp/bundle.rom" >>"$tmp/window"
run check --scan --json "$tmp/window"
is "check --scan: both" "$(json "$tmp/out" 'join " ", map { $_->{offset} } @{$d->{images}}')" "4096 $((4096 + $(stat -c %s "$native32")))"

# what makes none, and leaves nothing behind
refused() { # NAME STATUS MESSAGE I386 X86_64
	complains "bundle: $1" "$2" "$3" bundle "$4" "$5" -o "$tmp/none.rom"
	is "and nothing is written" "$(ls "$tmp/none.rom" 2>/dev/null)" ""
}
refused "the wrong order" 4 "$xen64: is for x86-64; the ROM for i386 comes first" "$xen64" "$native32"
refused "i386 twice" 5 "$good: is for the same architecture as the other: a bundle has one ROM for i386 and one for x86-64" "$native32" "$good"
refused "x86-64 twice" 5 "$native64: is for the same architecture as the other: a bundle has one ROM for i386 and one for x86-64" "$xen64" "$native64"
# one as large as they come, by its own length
cp "$native32" "$tmp/large.rom"
truncate -s 66560 "$tmp/large.rom"
build/faulty/poke-rom "$tmp/large.rom" "$tmp/large.rom" 0x2:82 || exit 2
cp "$native64" "$tmp/sum64.rom"
poke "$tmp/sum64.rom" 0x3000 '\111'
refused "too large" 6 "$xen64: the two are larger together than 127.5 KiB, the most that firmware takes" "$tmp/large.rom" "$xen64"
refused "a bundle" 7 "$tmp/bundle.rom: holds several images already" "$tmp/bundle.rom" "$native64"
refused "a wrong checksum" 8 "$tmp/sum64.rom: its checksum is wrong; a new one would hide what is broken" "$native32" "$tmp/sum64.rom"
refused "no ROM" 3 "/dev/null: not one whole VMI ROM" "$native32" /dev/null
refused "no such file" 2 "$tmp/nothing: No such file or directory" "$native32" "$tmp/nothing"
complains "bundle: no -o" 2 "$native32: bundle takes -o OUT; see vmirom bundle --help" bundle "$native32" "$xen64"
mkdir "$tmp/folder"
complains "bundle: to a folder" 2 "$tmp/folder: Is a directory" bundle "$native32" "$xen64" -o "$tmp/folder"
complains "bundle: to where no folder is" 2 "$tmp/no/where.rom: No such file or directory" bundle "$native32" "$xen64" -o "$tmp/no/where.rom"

# a kernel of 3.0 has it as it has the ROM for i386, and takes its virtual top
QEMU=${QEMU:-qemu-system-i386}
export QEMU
cp "$native32" "$tmp/top.rom"
build/faulty/poke-rom "$native32" "$tmp/top.rom" 0x10:000000f8 || exit 2
"$vmirom" bundle "$tmp/top.rom" "$xen64" -o "$tmp/bundle.rom" || exit 2
tests/boot --timeout 60 --rom "$tmp/bundle.rom" "$(kernel client30)" >"$tmp/boot" 2>&1 </dev/null
is "client30 passes with a bundle" "$?$(grep '^not ok' "$tmp/boot")" 0
is "and leaves what is above its virtual top" "$(tr -d '\r' <"$tmp/boot" | grep -c '^# Reserving virtual address space above 0xf8000000$')" 1

finish
