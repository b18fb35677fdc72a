#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# vmirom set-pci and extract: what they change, what they refuse, and what becomes of the file.
# shellcheck disable=SC2016,SC2154,SC1091 # $d is Perl's; the rest is read in
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh
. tests/unit/vmirom.sh

# set-pci
run set-pci 8086:100e "$good" "$tmp/card.rom"
is "set-pci" "$status$(cat "$tmp/out" "$tmp/err")" 0
is "set-pci changes vendor, device, checksum" \
	"$(cmp -l "$good" "$tmp/card.rom" | awk '{ print $1 - 1 }' | paste -sd' ' -)" "36 37 38 39 8191"
run check "$tmp/card.rom"
is "set-pci: the copy is good" "$status $(awk '$1 == "warning" { print $2 }' "$tmp/out")" "0 pci-id"
run set-pci 15AD:0801 "$tmp/card.rom" "$tmp/card.rom"
is "set-pci in place, and back" "$status$(cmp "$good" "$tmp/card.rom")" 0
run set-pci 8086:100e build/corpus/good-sign6.rom "$tmp/card6.rom"
"$vmirom" check "$tmp/card6.rom" >"$tmp/out"
is "set-pci of a ROM signed at offset 6" "$?" 0
cp "$good" "$tmp/long.rom"
printf 'tail' >>"$tmp/long.rom"
run set-pci 8086:100e "$tmp/long.rom" "$tmp/long.rom"
is "set-pci keeps what follows the image" "$status $(tail -c 4 "$tmp/long.rom")" "0 tail"
for bad in 8086 8086:100 8086-100e 8086:100g :8086100e 8086:100e0; do
	complains "set-pci: $bad" 2 "$bad: not VVVV:DDDD, four hexadecimal digits each" set-pci "$bad" "$good" "$tmp/new.rom"
done
complains "set-pci: checksum wrong already" 1 \
	"build/corpus/checksum.rom: the checksum is wrong already; mending it would hide what is broken" \
	set-pci 8086:100e build/corpus/checksum.rom "$tmp/new.rom"
complains "set-pci: no PCI data structure" 1 "build/corpus/pci-none.rom: has no PCI data structure" \
	set-pci 8086:100e build/corpus/pci-none.rom "$tmp/new.rom"
head -c 3000 /dev/zero >"$tmp/zeros"
complains "set-pci: not a ROM" 1 "$tmp/zeros: not an option ROM: does not begin with 55 AA" \
	set-pci 8086:100e "$tmp/zeros" "$tmp/new.rom"
complains "set-pci: no such folder" 2 "$tmp/no/new.rom: No such file or directory" \
	set-pci 8086:100e "$good" "$tmp/no/new.rom"
is "set-pci: no file came of an error" "$(ls "$tmp"/new* 2>/dev/null)" ""
echo old >"$tmp/old"
run set-pci 8086:100e build/corpus/checksum.rom "$tmp/old"
is "set-pci: an error leaves OUT as it was" "$status $(cat "$tmp/old")" "1 old"

# a file of several images: all of them, or none
identities() { "$vmirom" info --json "$1" >"$tmp/json" && json "$tmp/json" 'join " ", map { sprintf "%04x:%04x", $_->{vendor}, $_->{device} } @{$d->{images}}'; }
for what in vmi-efi efi-vmi pcat-vmi all large-efi large-efi-first two-of-ours; do
	run set-pci 10ec:8139 "build/corpus/images-$what.rom" "$tmp/card.rom"
	is "set-pci: images-$what, every image" "$status $(identities "$tmp/card.rom" | tr ' ' '\n' | sort -u)" "0 10ec:8139"
	run check "$tmp/card.rom"
	is "set-pci: images-$what is good" "$status" 0
done
for what in "no-last:image 2: says that another image follows, and there is none" \
	"pcat-sum:image 2: the checksum is wrong already; mending it would hide what is broken" \
	"pcat-length:image 2: the length byte does not fit the file"; do
	cp "build/corpus/images-${what%%:*}.rom" "$tmp/card.rom"
	complains "set-pci refuses images-${what%%:*}" 1 "$tmp/card.rom: ${what#*:}" set-pci 10ec:8139 "$tmp/card.rom" "$tmp/card.rom"
	is "and leaves it" "$(cmp "$tmp/card.rom" "build/corpus/images-${what%%:*}.rom")" ""
done
run set-pci 10ec:8139 build/corpus/good-pci-3.rom "$tmp/card.rom"
run info --json "$tmp/card.rom"
is "set-pci: the device list" "$(json "$tmp/out" 'sprintf "%04x: %s", $d->{pci}{vendor}, join " ", map { sprintf "%04x", $_ } @{$d->{pci}{device_list}}')" "10ec: 8139"
run check "$tmp/card.rom"
is "set-pci: and it is good" "$status" 0
complains "set-pci: a list without an end" 1 "build/corpus/pci-devices.rom: the device list is not in the image, or has no end" \
	set-pci 10ec:8139 build/corpus/pci-devices.rom "$tmp/new.rom"

# ROMs that were put one behind the other by cat: the first says that it is the last, so firmware never gets to the other
head -c 512 /dev/zero >"$tmp/gap"
head -c 65536 /dev/zero | tr '\0' '\377' >"$tmp/blank"
cat "$good" "$good" >"$tmp/two.rom"
cat build/corpus/images-all.rom "$good" >"$tmp/four.rom"
cat "$good" "$tmp/gap" "$good" >"$tmp/apart.rom"
cat "$good" "$tmp/blank" build/corpus/images-efi-vmi.rom >"$tmp/chip.rom"
behind="an image begins behind the last one, where firmware does not look; check says where"
for what in two: "four:image 3: " apart: chip:; do
	file=$tmp/${what%%:*}.rom
	cp "$file" "$tmp/was.rom"
	complains "set-pci refuses ${file##*/}" 1 "$file: ${what#*:}$behind" set-pci 10ec:8139 "$file" "$file"
	is "and leaves it" "$(cmp "$file" "$tmp/was.rom")" ""
done
run extract --scan --image 2 "$tmp/two.rom" "$tmp/second.rom"
is "extract --scan gets the second one" "$status$(cmp "$tmp/second.rom" "$good")" 0
cat "$good" "$tmp/blank" >"$tmp/large.rom"
run set-pci 8086:100e "$tmp/large.rom" "$tmp/large2.rom"
is "set-pci takes a ROM in a larger chip" "$status" 0
for what in "two:8192, and an image begins at 0x002000 of the file; see --scan" "four:8192, and an image begins at 0x002c00 of the file" \
	"apart:8704, and an image begins at 0x002200 of the file" "chip:75776, and an image begins at 0x012000 of the file; see --scan"; do
	run check "$tmp/${what%%:*}.rom"
	is "check: what is behind ${what%%:*}.rom" "$status $(sed -n 's/^fault *trailing .*: found \(.*\), expected none$/\1/p' "$tmp/out")" "1 ${what#*:}"
done

# extract
for what in vmi-efi efi-vmi pcat-vmi all large-efi large-efi-first; do
	run extract "build/corpus/images-$what.rom" "$tmp/ours.rom"
	is "extract: images-$what has the ROM that it was made of" "$status$(cmp "$tmp/ours.rom" "$good")" 0
done
run extract --image 2 build/corpus/images-all.rom "$tmp/efi.rom"
run info --json "$tmp/efi.rom"
is "extract --image 2" "$status $(json "$tmp/out" '"$d->{images}[0]{kind} $d->{images}[0]{size} $d->{pci}{indicator}"')" "0 EFI 2048 128"
run extract --image 1 build/corpus/images-all.rom "$tmp/bios.rom"
run check "$tmp/bios.rom"
is "extract --image 1: its sum is still right" "$(words fault)" not-vmi
run extract --image 2 build/corpus/images-pcat-sum.rom "$tmp/bios.rom"
run check "$tmp/bios.rom"
is "extract does not hide a wrong sum" "$(words fault)" checksum,not-vmi
complains "extract: no such image" 2 "build/corpus/images-all.rom: has no image 4, but 3 in all" extract --image 4 build/corpus/images-all.rom "$tmp/new.rom"
complains "extract: no image at all" 1 "$tmp/zeros: not an option ROM: does not begin with 55 AA" extract "$tmp/zeros" "$tmp/new.rom"

# what is not all there is no copy of an image: cut in the only one, in the last one, or its length reaches into the next one
head -c 4096 "$good" >"$tmp/half.rom"
head -c 4096 "$(rom native-i386-v13)" >"$tmp/half13.rom"
head -c 9216 build/corpus/images-vmi-efi.rom >"$tmp/half-efi.rom"
(head -c 2048 /dev/zero; cat "$tmp/half.rom") >"$tmp/half-window"
build/faulty/poke-rom "$good" "$tmp/pci-beyond.rom" 48:11 || exit 2
truncated="truncated: the file ends before the image does"
echo old >"$tmp/old"
for what in "half.rom:$truncated" "half13.rom:$truncated" "half-efi.rom:image 2: $truncated:--image=2" "half-window:$truncated:--scan" \
	"pci-beyond.rom:$truncated" "build/corpus/images-pcat-beyond.rom:image 2: $truncated:--image=2" \
	"build/corpus/images-efi-beyond.rom:image 1: the length byte does not fit the file:--image=1"; do
	file=${what%%:*} option=$(echo "$what" | grep -o -- '--[a-z].*')
	says=${what#*:} says=${says%":$option"}
	[ -e "$file" ] || file=$tmp/$file
	# shellcheck disable=SC2086 # none or one
	complains "extract: ${file##*/} is not all there" 1 "$file: $says" extract $option "$file" "$tmp/old"
	is "and OUT is as it was" "$(cat "$tmp/old")" old
	# shellcheck disable=SC2086 # none or one
	run info $option "$file"
	is "info has the same status" "$status" 1
	[ "$option" = --scan ] || complains "and so has set-pci" 1 "$file: $says" set-pci 8086:100e "$file" "$tmp/old"
done
run extract --image 1 "$tmp/half-efi.rom" "$tmp/ours.rom"
is "extract: what is whole beside what is not" "$status$(cmp "$tmp/ours.rom" "$good")" 0
(printf '\125\252\0'; head -c 1021 /dev/zero) >"$tmp/no-length.rom"
complains "extract: no length at all" 1 "$tmp/no-length.rom: the length byte does not fit the file" extract "$tmp/no-length.rom" "$tmp/new.rom"
# bytes 2 and 3 of another code type's image are what its own firmware makes of them
cp build/corpus/images-efi-vmi.rom "$tmp/other.rom"
poke "$tmp/other.rom" 84 '\001'
poke "$tmp/other.rom" 2 '\377'
run info --image 1 "$tmp/other.rom"
is "info: an image of another code type is all there" "$status $(grep -c '^truncated' "$tmp/out") $(grep -c 'bytes  other' "$tmp/out")" "0 0 1"
run extract --image 1 "$tmp/other.rom" "$tmp/new1.rom"
is "extract: likewise" "$status $(stat -c %s "$tmp/new1.rom")" "0 2048"

# what becomes of the file
cp "$good" "$tmp/mode.rom"
chmod 640 "$tmp/mode.rom"
run set-pci 8086:100e "$tmp/mode.rom" "$tmp/mode.rom"
is "a file keeps its rights" "$status $(stat -c %a "$tmp/mode.rom")" "0 640"
(umask 027 && "$vmirom" set-pci 8086:100e "$good" "$tmp/mode2.rom")
is "a new file has those of any new one" "$(stat -c %a "$tmp/mode2.rom")" 640
mkdir "$tmp/far"
cp "$good" "$tmp/far/target.rom"
ln -s far/target.rom "$tmp/link.rom"
ln -s link.rom "$tmp/link2.rom"
run set-pci 8086:100e "$good" "$tmp/link2.rom"
is "a link stays one, and its target is written" \
	"$status $(readlink "$tmp/link.rom") $(readlink "$tmp/link2.rom") $(cmp "$tmp/far/target.rom" "$tmp/mode2.rom")" "0 far/target.rom link.rom "
ln -s far/none.rom "$tmp/dangling.rom"
run set-pci 8086:100e "$good" "$tmp/dangling.rom"
is "a link to nothing: likewise" "$status $(readlink "$tmp/dangling.rom") $(cmp "$tmp/far/none.rom" "$tmp/mode2.rom")" "0 far/none.rom "
ln -s loop.rom "$tmp/loop.rom"
complains "a link to itself" 2 "$tmp/loop.rom: Too many levels of symbolic links" set-pci 8086:100e "$good" "$tmp/loop.rom"
"$vmirom" set-pci 8086:100e - - <"$good" >"$tmp/piped.rom" 2>"$tmp/err"
is "from and to a pipe" "$?$(cat "$tmp/err")$(cmp "$tmp/piped.rom" "$tmp/mode2.rom")" 0
complains "a pipe that brings nothing" 1 "standard input: truncated: the file ends before its header does" set-pci 8086:100e - - </dev/null
"$vmirom" set-pci 8086:100e "$good" - >/dev/full 2>"$tmp/err"
is "a full disk" "$? $(cat "$tmp/err")" "2 vmirom: standard output: No space left on device"

# ended while it writes: with a limit on the file's size, by a signal that is the kernel's
cp "$good" "$tmp/ended.rom"
sh -c "ulimit -c 0; ulimit -f 4; build/tools/vmirom set-pci 8086:100e $tmp/ended.rom $tmp/ended.rom" 2>/dev/null
is "ended by a signal: it was one, and the file is the old one" "$(($? > 128))$(cmp "$tmp/ended.rom" "$good")" 1
if strace -qq -o "$tmp/trace" true 2>/dev/null; then
	strace -qq -o "$tmp/trace" -e inject=fsync:signal=TERM:when=1 build/tools/vmirom set-pci 8086:100e "$tmp/ended.rom" \
		"$tmp/ended.rom" 2>"$tmp/err"
	is "ended by TERM before the file has its name" "$?$(cmp "$tmp/ended.rom" "$good")" 143
	strace -qq -o "$tmp/trace" -e trace=fsync,rename build/tools/vmirom set-pci 8086:100e "$good" "$tmp/synced.rom"
	is "on the disk before it has its name" "$(sed 's/(.*//; 2q' "$tmp/trace" | paste -sd' ' -)" "fsync rename"
else
	skip "ended by TERM before the file has its name" "no strace here"
	skip "on the disk before it has its name" "no strace here"
fi
is "no temporary file is left" "$(find "$tmp" -name '*.rom.??????')" ""
finish
