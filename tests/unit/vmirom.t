#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# vmirom's own manners: options, messages, exit statuses, JSON, files that are
# no ROM at all, and set-pci.
# shellcheck disable=SC2016 # $d is Perl's
set -u
cd "$(dirname "$0")/../.." || exit 2
vmirom=$PWD/build/rom/san/vmirom
good=$PWD/build/corpus/good.rom
n=0
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT

# is NAME FOUND EXPECTED
is() {
	n=$((n + 1))
	if [ "$2" = "$3" ]; then echo "ok $n - $1"; else
		echo "not ok $n - $1"
		printf '%s\n' "$2" | sed 's/^/# found    /'
		printf '%s\n' "$3" | sed 's/^/# expected /'
	fi
}

# run ARGUMENT...: output in $tmp/out and $tmp/err, exit status in $status.
run() {
	"$vmirom" "$@" >"$tmp/out" 2>"$tmp/err"
	status=$?
}

# complains NAME STATUS MESSAGE ARGUMENT...: one line on stderr, nothing on stdout.
complains() {
	name=$1 wanted=$2 message=$3
	shift 3
	run "$@"
	is "$name" "$status $(cat "$tmp/err")|$(cat "$tmp/out")" "$wanted vmirom: $message|"
}

# poke FILE OFFSET BYTES: BYTES as printf takes them.
poke() {
	# shellcheck disable=SC2059
	printf "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

# u16 FILE OFFSET
u16() { od -An -tu2 -j "$2" -N 2 "$1" | tr -d ' '; }

# json FILE EXPRESSION: a value in a JSON file; fails if that is not JSON.
json() {
	perl -MJSON::PP -e 'local $/; open my $f, "<", $ARGV[0] or die;
		my $d = JSON::PP->new->decode(<$f>); my $v = eval $ARGV[1]; die $@ if $@;
		binmode STDOUT, ":utf8"; print ref $v ? JSON::PP->new->encode($v) : $v // "null"' "$1" "$2" 2>&1
}

# options
complains "no command" 2 "no command; see vmirom --help"
complains "unknown command" 2 "frob: unknown command; see vmirom --help" frob
complains "unknown option" 2 "--frob: unknown option; see vmirom --help" --frob
complains "unknown option of a command" 2 "--frob: unknown option; see vmirom info --help" info --frob "$good"
complains "set-pci has no --json" 2 "--json: unknown option; see vmirom set-pci --help" set-pci --json
complains "argument missing" 2 "check: an argument is missing; see vmirom check --help" check
complains "one argument too many" 2 "b: one argument too many; see vmirom calls --help" calls a b
for command in info check calls set-pci; do
	run "$command" --help
	is "$command --help" "$status $(head -c 21 "$tmp/out" | cut -c 1-14)$(cat "$tmp/err")" "0 usage: vmirom "
done
run --help
is "--help names every command" "$status $(grep -cE '^  (info|check|calls|set-pci) ' "$tmp/out")" "0 4"
run --version
is "--version" "$status $(cat "$tmp/out")" "0 vmirom 1.0, VMI 3.1"
cp "$good" "$tmp/-odd"
(cd "$tmp" && "$vmirom" check -- -odd >out 2>&1)
is "a file name after --" "$?" 0

# what can't be read, and what is no ROM
complains "no such file" 2 "$tmp/none: No such file or directory" check "$tmp/none"
complains "a directory" 2 "$tmp: Is a directory" info "$tmp"
truncate -s 100M "$tmp/large"
complains "100 MB" 2 "$tmp/large: larger than 16 MiB, which no option ROM is" calls "$tmp/large"
rm "$tmp/large"
cp "$good" "$tmp/secret"
chmod 000 "$tmp/secret"
if [ -r "$tmp/secret" ]; then
	n=$((n + 1))
	echo "ok $n - an unreadable file # SKIP this user reads everything"
else
	complains "an unreadable file" 2 "$tmp/secret: Permission denied" check "$tmp/secret"
fi
run check /dev/null
is "an empty file" "$status $(grep -c '^fault ' "$tmp/out")" "1 1"
head -c 300000 /dev/zero >"$tmp/zeros"
for command in info check calls; do
	run "$command" "$tmp/zeros"
	is "$command: zeros" "$status" 1
done
(printf '\125\252\377'; head -c 300000 /dev/zero) >"$tmp/full"
for command in info check calls; do
	run "$command" "$tmp/full"
	is "$command: a header of the largest size and nothing else" "$([ "$status" -le 1 ] && grep -c Sanitizer "$tmp/err")" 0
done
for command in info check calls; do
	run "$command" "$vmirom"
	is "$command: a program" "$([ "$status" -ge 1 ] && grep -c Sanitizer "$tmp/err")" 0
done
for size in 3 24 27 28 100 128 143 144 145 192 200 255 256 511 2048 8191; do
	head -c "$size" "$good" >"$tmp/part"
	bad=
	for command in info check calls; do
		run "$command" "$tmp/part"
		[ "$status" -le 1 ] || bad="$bad $command:$status"
		grep -q Sanitizer "$tmp/err" && bad="$bad $command:sanitizer"
		run "$command" --json "$tmp/part"
		json "$tmp/out" '$d->{file}' >/dev/null || bad="$bad $command:json"
	done
	is "the first $size bytes" "$bad" ""
done
"$vmirom" info "$good" >/dev/full 2>"$tmp/err"
is "full disk" "$? $(cat "$tmp/err")" "2 vmirom: standard output: could not be written"

# info, check and calls for machines
run info --json "$good"
is "info: length" "$(json "$tmp/out" '$d->{header}{length}')" 16
is "info: licence" "$(json "$tmp/out" '$d->{header}{licence}')" "GPL v2"
is "info: PCI device" "$(json "$tmp/out" '$d->{pci}{device}')" 2049
is "info: profile" "$(json "$tmp/out" '$d->{identity}{profile}')" "i386 3.0"
is "info: build id" "$(json "$tmp/out" '$d->{identity}{build_id} =~ /^[0-9a-f]{40}$/')" 1
is "info: PnP sum" "$(json "$tmp/out" '$d->{pnp}{sum}')" 0
run check --json build/corpus/pci-length.rom
is "check: code" "$(json "$tmp/out" '$d->{findings}[0]{code}')" pci-length
is "check: offset" "$(json "$tmp/out" '$d->{findings}[0]{offset}')" 48
is "check: found and expected" "$(json "$tmp/out" '"$d->{findings}[0]{found} $d->{findings}[0]{expected}"')" "3 16"
is "check: loader" "$(json "$tmp/out" '$d->{loader}')" BAD_PCI_LENGTH
run calls --json "$good"
is "calls: one for each call of the table" "$(json "$tmp/out" 'scalar @{$d->{calls}}')" "$(grep -c '^VMI_CALL(' spec/calls.def)"
is "calls: IRET" "$(json "$tmp/out" '(grep { $_->{name} eq "IRET" } @{$d->{calls}})[0]{answer}')" call
is "calls: CLTS has no offset" "$(json "$tmp/out" '(grep { $_->{name} eq "CLTS" } @{$d->{calls}})[0]{offset}')" null

# a ROM that takes clients of 3.1 only: refusing others is no fault
xen=build/rom/vmi-xen-i386.rom
run check "$xen"
is "check: the Xen ROM" "$status $(tail -n 1 "$tmp/out")" "0 0 faults, 0 warnings"
run calls "$xen"
is "calls: the Xen ROM" "$status $(grep '^loader' "$tmp/out")" "0 loader: binds it, if Start succeeds"
run calls --json "$xen"
is "calls: the Xen ROM's Init" "$(json "$tmp/out" '$d->{init_result}')" 2

for what in not-a-rom not-vmi cut-143:truncated cut-11:truncated cut-1:truncated empty:truncated; do
	run calls --json "build/corpus/${what%:*}.rom"
	is "calls: ${what%:*} is not asked" "$status $(json "$tmp/out" '"$d->{findings}[0]{code} $d->{faults} @{$d->{calls}}"')$(cat "$tmp/err")" \
		"1 ${what#*:} 1 "
done
run calls --json build/corpus/not-vmi.rom
is "calls: what the loader says of no VMI ROM" "$(json "$tmp/out" '$d->{loader}')" NOT_VMI
# libunicorn aborts on these
for what in check:entry-jmp-far check:entry-call-far calls:init-jmp-far calls:reloc-jmp-far; do
	run "${what%:*}" --json "build/corpus/${what#*:}.rom"
	is "${what%:*}: ${what#*:}" "$status $(json "$tmp/out" 'join " ", map $_->{code}, @{$d->{findings}}')$(cat "$tmp/err")" "1 emulator"
done
run calls --json build/corpus/reloc-jmp-far.rom
is "calls: answers from before the emulator gave up are kept" \
	"$(json "$tmp/out" 'join " ", map "$_->{name} $_->{answer}", grep { $_->{number} >= 33 && $_->{number} <= 36 } @{$d->{calls}}')" \
	"IRET call SYSEXIT jump Halt emulator Reboot not asked"
is "calls: what the loader would do is not known then" "$(json "$tmp/out" '$d->{loader}')" null
run info "$good"
is "info: licence for people" "$(awk '$1 == "licence" { print $4, $5 }' "$tmp/out")" '"GPL v2"'

# hostile strings: quotes, backslash, control and high bytes, in the ROM and in its name
product=$(u16 "$good" $(($(u16 "$good" 26) + 16)))
cp "$good" "$tmp/a\"b\\
c.rom"
poke "$tmp/a\"b\\
c.rom" "$product" '"\\\n\033\377x\0'
run info --json "$tmp/a\"b\\
c.rom"
is "a hostile product survives JSON" "$(json "$tmp/out" 'join " ", map ord, split //, $d->{pnp}{product}')" "34 92 10 27 255 120"
is "a hostile file name survives JSON" "$(json "$tmp/out" '$d->{file}')" "$tmp/a\"b\\
c.rom"
run info "$tmp/a\"b\\
c.rom"
is "a hostile product does not reach the terminal" "$(LC_ALL=C grep -c "$(printf '[\033\377]')" "$tmp/out")" 0

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
complains "set-pci: not a ROM" 1 "$tmp/zeros: not an option ROM: does not begin with 55 AA" \
	set-pci 8086:100e "$tmp/zeros" "$tmp/new.rom"
complains "set-pci: no such folder" 2 "$tmp/no/new.rom: No such file or directory" \
	set-pci 8086:100e "$good" "$tmp/no/new.rom"
is "set-pci: no file came of an error" "$(ls "$tmp"/new* 2>/dev/null)" ""
echo old >"$tmp/old"
run set-pci 8086:100e build/corpus/checksum.rom "$tmp/old"
is "set-pci: an error leaves OUT as it was" "$status $(cat "$tmp/old")" "1 old"
is "no temporary file is left" "$(find "$tmp" -name '*.rom.??????')" ""

echo "1..$n"
