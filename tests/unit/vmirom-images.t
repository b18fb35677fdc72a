#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# vmirom on files of several images and on dumps of memory: which one is looked at, and by which rules; and what
# one image may cost in time and memory, whatever is in it.
# shellcheck disable=SC2016,SC2154,SC1091 # $d is Perl's; the rest is read in
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh
. tests/unit/vmirom.sh
corpus=build/corpus

# each command finds ours, wherever it stands
for what in vmi-efi efi-vmi pcat-vmi all large-efi large-efi-first; do
	file=$corpus/images-$what.rom
	run info --json "$file"
	is "info: $what" "$status $(json "$tmp/out" '"$d->{images}[$d->{shown} - 1]{kind} $d->{layout} $d->{loader} $d->{identity}{profile}"')" \
		"0 VMI 3.x OK i386 3.0"
	run check --json "$file"
	is "check: $what" "$status $(json "$tmp/out" '"$d->{faults} $d->{warnings} $d->{loader}"')" "0 0 0 OK"
	run calls "$file"
	is "calls: $what" "$status $(grep ^loader "$tmp/out")" "0 loader: binds it"
done
run info --json --image=1 $corpus/images-all.rom
is "info --image: a BIOS's" "$(json "$tmp/out" '"$d->{shown} $d->{loader} " . ($d->{header}{api_major} // "none")')" "1 NOT_VMI none"
run info --json --image 2 $corpus/images-all.rom
is "info --image: EFI's" "$(json "$tmp/out" '"$d->{shown} $d->{header}{length} $d->{header}{efi_signature} $d->{pci}{code_type}"')" "2 4 3825 3"
run check --image 3 $corpus/images-all.rom
is "check --image" "$status $(tail -n 1 "$tmp/out")" "0 0 faults, 0 warnings"
run check --json --image 2 $corpus/images-pcat-sum.rom
is "check --image: the faults of that one only" "$status $(json "$tmp/out" 'join " ", map { "$_->{image}:$_->{code}" } @{$d->{findings}}')" "1 2:checksum 2:not-vmi"
run check --json --image 1 $corpus/images-pcat-sum.rom
is "check --image: and of the other none" "$status" 0
# of a file that is sound as a whole, the images that are none of ours; one has the older layout's number where we have the version
cp $corpus/images-all.rom "$tmp/thirteen.rom"
poke "$tmp/thirteen.rom" 6 '\0\0\0\0\0\0\0\015'
poke "$tmp/thirteen.rom" 6 "\\$(perl -e 'local $/; open my $f, "<:raw", $ARGV[0] or die; read $f, my $b, 1024; printf "%03o", -unpack("%8C*", $b) & 255' "$tmp/thirteen.rom")"
run check "$tmp/thirteen.rom"
is "check: a BIOS's image with a 13 at offset 13 is no fault" "$status $(words fault)" "0 good"
for what in "1 $corpus/images-all.rom PC-AT" "2 $corpus/images-all.rom EFI" "1 $tmp/thirteen.rom PC-AT"; do
	# shellcheck disable=SC2086 # three words
	set -- $what
	run check --image "$1" "$2"
	is "check --image $1 of ${2##*/}: the loader refuses it, and it doesn't pass" "$status $(grep -v '^  image' "$tmp/out")" "1 fault    not-vmi          0x0008  kind of the image that is asked for: found $3, expected VMI
loader: refuses it: NOT_VMI: the ROM does not say cVmi at offset 8
1 fault, 0 warnings"
	run check --json --image "$1" "$2"
	is "and --json" "$status $(json "$tmp/out" '"$d->{findings}[0]{image} $d->{findings}[0]{code} $d->{faults} $d->{loader}"')" "1 $1 not-vmi 1 NOT_VMI"
done
run check --json $corpus/images-hidden.rom
is "check: a warning of an image that no BIOS gets to" "$status $(json "$tmp/out" 'join " ", map { "$_->{image}:$_->{severity}:$_->{code}" } @{$d->{findings}}')" "0 2:warning:hidden"
complains "calls --image of EFI's" 1 "$corpus/images-all.rom: not a VMI ROM: does not say cVmi at offset 8" calls --image 2 $corpus/images-all.rom
run calls --json $corpus/images-all.rom
is "calls: which image" "$(json "$tmp/out" '"$d->{shown} $d->{loader}"')" "3 OK"
for command in info check calls; do
	complains "$command: no such image" 2 "$corpus/images-all.rom: has no image 4, but 3 in all" $command --image 4 $corpus/images-all.rom
done

# PCI 3.0
run info --json $corpus/good-pci-3.rom
is "info: revision 3" "$(json "$tmp/out" '"$d->{pci}{revision} $d->{pci}{devices} @{$d->{pci}{device_list}} $d->{pci}{run_time} " . ($d->{pci}{vpd} // "none")')" \
	"3 28 4111 4112 16 none"
run info $corpus/good-pci-3.rom
is "info: revision 3 for people" "$(awk '$1 == "further" { print $4 }' "$tmp/out" | paste -sd' ' -)" "100f 1010"

# the window as a BIOS leaves it: its own ROM, changed since, ours, and what SeaBIOS puts behind the last
head -c 65536 /dev/zero >"$tmp/window"
poke "$tmp/window" 0 '\125\252\004\313'
cat "$good" >"$tmp/rom"
dd if="$good" of="$tmp/window" bs=2048 seek=5 conv=notrunc status=none
dd if=$corpus/dummy.rom of="$tmp/window" bs=2048 seek=9 conv=notrunc status=none
run info --scan --json "$tmp/window"
is "info --scan" "$status $(json "$tmp/out" 'join " ", $d->{shown}, map { "$_->{kind}:$_->{offset}:$_->{size}" } @{$d->{images}}')" \
	"0 2 PC-AT:0:2048 VMI:10240:8192 PC-AT:18432:2048"
run check --scan "$tmp/window"
is "check --scan: ours is checked" "$status $(tail -n 1 "$tmp/out")" "0 0 faults, 0 warnings"
run calls --scan "$tmp/window"
is "calls --scan" "$status $(grep ^loader "$tmp/out")" "0 loader: binds it"
run extract --scan "$tmp/window" "$tmp/seen.rom"
is "extract --scan" "$status$(cmp "$tmp/seen.rom" "$good")" 0
run check "$tmp/window"
is "without --scan it is one ROM, and not ours" "$status $(words fault)" "1 checksum,not-vmi,trailing"
poke "$tmp/window" 12000 X
run check --scan "$tmp/window"
is "check --scan: ours was changed" "$status $(words fault)" "1 checksum"
head -c 65536 /dev/zero >"$tmp/nothing"
run info --scan "$tmp/nothing"
is "info --scan: nothing" "$status $(cat "$tmp/out")" "1 $tmp/nothing: no option ROM: 55 AA is at no multiple of 2 KiB"
run check --scan "$tmp/nothing"
is "check --scan: nothing" "$status $(words fault)" "1 not-a-rom"
# two lengths that lead nowhere, and 16 MiB of them
perl -e 'print "\125\252\0" . "\0" x 2045 for 1 .. 8192' >"$tmp/many"
run info --scan --json "$tmp/many"
is "info --scan: 8192 images" "$status $(json "$tmp/out" 'scalar @{$d->{images}}')" "0 8192"
perl -e 'print "\125\252\1" . "\0" x 21 . "\x1c\0\0\0PCIR" . "\0" x 12 . "\1\0" . "\0" x 466 for 1 .. 32768' >"$tmp/many"
run info --json "$tmp/many"
is "info: 32768 images, and no last one" "$status $(json "$tmp/out" 'scalar @{$d->{images}}')" "0 32768"

# ours can be told apart in a list, by the version that each speaks
head -c 65536 /dev/zero >"$tmp/window"
dd if="$good" of="$tmp/window" bs=2048 seek=1 conv=notrunc status=none
dd if="$(rom xen-i386)" of="$tmp/window" bs=2048 seek=8 conv=notrunc status=none
dd if="$(rom native-i386-v13)" of="$tmp/window" bs=2048 seek=24 conv=notrunc status=none
dd if=$corpus/dummy.rom of="$tmp/window" bs=2048 seek=31 conv=notrunc status=none
for command in info check; do
	run $command --scan "$tmp/window"
	is "$command --scan: versions" "$(sed -n 's/^  image .* bytes  //p' "$tmp/out" | tr -s ' ' | paste -sd, -)" \
		"VMI 3.0 15ad:0801,VMI 3.1 15ad:0801,VMI 13.3 15ad:0801,PC-AT"
	run $command --scan --json "$tmp/window"
	is "$command --scan --json: versions" "$(json "$tmp/out" 'join " ", map { defined $_->{api_major} ? "$_->{api_major}.$_->{api_minor}" : "none" } @{$d->{images}}')" \
		"3.0 3.1 13.3 none"
done
# the last one ends before its version
head -c 3084 $corpus/images-all.rom | tail -c 2060 >"$tmp/short.rom"
run info --image 1 "$tmp/short.rom"
is "info: the version is not there" "$(sed -n 's/^  image 2 .* bytes  //p' "$tmp/out")" VMI

# what one may cost: processor seconds and kilobytes of all children of a program
cost() {
	python3 - "$@" <<'END' >"$tmp/cost"
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=False)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(int(used.ru_utime + used.ru_stime), used.ru_maxrss // 1024)
END
}
cost build/tools/vmirom calls $corpus/init-breakpoint.rom
read -r _ megabytes <"$tmp/cost"
is "an instruction that the emulator translates without end: less than 200 MB" "$megabytes $((megabytes < 200))" "$megabytes 1"
vmirom=build/tools/vmirom
run calls --json $corpus/reloc-slow.rom
is "slow questions: told by instructions" "$(json "$tmp/out" '"$d->{findings}[0]{code} $d->{findings}[0]{found}"')" "hang more than 4000000 instructions"
is "slow questions: the first are answered" "$(json "$tmp/out" 'join " ", map "$_->{name} $_->{answer}", @{$d->{calls}}[0, -1]')" "CPUID none Suspend not asked"
echo "1..$n"
