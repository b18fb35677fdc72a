#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# vmirom's own manners: options, messages, exit statuses, JSON, and files that are no ROM at all.
# shellcheck disable=SC2016,SC2154,SC1091 # $d is Perl's; the rest is read in
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh
. tests/unit/vmirom.sh

# options
complains "no command" 2 "no command; see vmirom --help"
complains "unknown command" 2 "frob: unknown command; see vmirom --help" frob
complains "unknown option" 2 "--frob: unknown option; see vmirom --help" --frob
complains "unknown option of a command" 2 "--frob: unknown option; see vmirom info --help" info --frob "$good"
complains "set-pci has no --json" 2 "--json: unknown option; see vmirom set-pci --help" set-pci --json
complains "argument missing" 2 "check: an argument is missing; see vmirom check --help" check
complains "one argument too many" 2 "c: one argument too many; see vmirom extract --help" extract a b c
for word in 0 -1 x 1x 100000 ""; do
	complains "--image $word" 2 "--image: takes a number from 1 up; see vmirom info --help" info --image "$word" "$good"
done
complains "--image=0" 2 "--image=0: takes a number from 1 up; see vmirom check --help" check --image=0 "$good"
complains "--image without a number" 2 "--image: takes a number from 1 up; see vmirom check --help" check "$good" --image
complains "--image of set-pci" 2 "--image: unknown option; see vmirom set-pci --help" set-pci --image 1 8086:100e a b
for command in info check calls diff sites verify manifest bundle extract set-pci; do
	for help in -h --help; do
		run "$command" $help
		is "$command $help" "$status $(head -c 21 "$tmp/out" | cut -c 1-14)$(cat "$tmp/err")" "0 usage: vmirom "
	done
	is "$command --help names every option of the manual's" "$(grep -oE '^  --[a-z]+' "$tmp/out" | tr -d '\n')" \
		"$(sed '/^.Sh DESCRIPTION/,$d' docs/man/vmirom.1 | sed -n "/^\.Cm $command\$/,/^\.Nm/p" | awk '$2 == "Fl" { print "  --" $4 }' | tr -d '\n')"
done
for help in -h --help; do
	run $help
	is "$help names every command" "$status $(grep -cE '^  (info|check|calls|diff|sites|verify|manifest|bundle|extract|set-pci) ' "$tmp/out")" "0 10"
done
run --version
is "--version" "$status $(cat "$tmp/out")" "0 vmirom $(make -s rom-version), VMI 3.1"
for command in '' diff verify; do
	run $command --help
	is "${command:-vmirom} --help: exit statuses, once" "$status $(grep -c 'Exit status' "$tmp/out") $(grep -c 'see their --help\|9 of an expired\|5 they are of' "$tmp/out")" "0 1 1"
done
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
	skip "an unreadable file" "this user reads everything"
else
	complains "an unreadable file" 2 "$tmp/secret: Permission denied" check "$tmp/secret"
fi
run check /dev/null
is "an empty file" "$status $(grep -c '^fault ' "$tmp/out")" "1 1"
for what in empty cut-1 cut-2 cut-11 cut-143 cut-144 cut-512 cut-unit cut-byte; do
	run info "build/corpus/$what.rom"
	was=$status
	run check "build/corpus/$what.rom"
	is "info: $what has the status that check gives it" "$was" "$status"
done
# one word for one cause: too short for a signature, or for more than that
for what in empty cut-1 cut-2; do
	file=build/corpus/$what.rom
	short="truncated: the file ends before its header does"
	for option in "" --scan; do
		# shellcheck disable=SC2086 # none or one
		run check $option "$file"
		is "check $option: $what" "$status $(words fault)" "1 truncated"
		# shellcheck disable=SC2086 # none or one
		run info $option "$file"
		is "info $option: $what" "$status $(cat "$tmp/out" "$tmp/err")" "1 $file: $short"
		# shellcheck disable=SC2086 # none or one
		complains "calls $option: $what" 1 "$file: $short" calls $option "$file"
		# shellcheck disable=SC2086 # none or one
		complains "extract $option: $what" 1 "$file: $short" extract $option "$file" "$tmp/none"
	done
	complains "set-pci: $what" 1 "$file: $short" set-pci 8086:100e "$file" "$tmp/none"
done
head -c 300000 /dev/zero >"$tmp/zeros"
# and nothing that begins with 55 AA
none="no option ROM: 55 AA is at no multiple of 2 KiB"
run info --scan "$tmp/zeros"
is "info --scan: zeros" "$status $(cat "$tmp/out")" "1 $tmp/zeros: $none"
complains "calls --scan: zeros" 1 "$tmp/zeros: $none" calls --scan "$tmp/zeros"
complains "extract --scan: zeros" 1 "$tmp/zeros: $none" extract --scan "$tmp/zeros" "$tmp/none"
# the word of what has a beginning, but not all of its header
complains "calls: cut-143" 1 "build/corpus/cut-143.rom: truncated: the image ends before its header does" calls build/corpus/cut-143.rom
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
is "info: version of the format" "$(json "$tmp/out" '$d->{format}')" 2
is "info: class, base first" "$(json "$tmp/out" 'sprintf "%06x", $d->{pci}{class}')" ff0000
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
is "calls: one for each call of the table" "$(json "$tmp/out" 'scalar @{$d->{calls}}')" "$(build/spec/list calls i386-3 | wc -l)"
is "calls: IRET" "$(json "$tmp/out" '(grep { $_->{name} eq "IRET" } @{$d->{calls}})[0]{answer}')" call
is "calls: CLTS has no offset" "$(json "$tmp/out" '(grep { $_->{name} eq "CLTS" } @{$d->{calls}})[0]{offset}')" null

# a ROM for a hypervisor, which the emulator is not: refusing it is no fault
xen=$(rom xen-i386)
run check "$xen"
is "check: the Xen ROM" "$status $(tail -n 1 "$tmp/out")" "0 0 faults, 0 warnings"
run calls "$xen"
is "calls: the Xen ROM" "$status $(grep '^loader' "$tmp/out")" "0 loader: binds it on the platform that it is for; here Init refuses"
is "calls: the Xen ROM, at two levels" "$(grep -c '^at privilege level' "$tmp/out") $(grep -c '^ 17  SetCR3  *none' "$tmp/out")" "3 1"
run calls --json "$xen"
is "calls: the Xen ROM's Init" "$(json "$tmp/out" '$d->{init_result}')" 3

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

# names
for name in "$(printf 'a\033[31mb\nc')" "$(printf 'a\xffb')" "it's" "$(printf 'x\xe2\x80\xaey')"; do
	run check "$tmp/$name"
	is "a name that could be misread is in quotes" "$status $(wc -l <"$tmp/err") $(LC_ALL=C grep -c "$(printf '[\033\377]')" "$tmp/err") $(grep -c "^vmirom: '.*\\\\x[0-9a-f][0-9a-f].*': No such file or directory\$" "$tmp/err")" "2 1 0 1"
done
complains "one that could not be is not" 2 "$(printf '%s/gr\303\274n b.rom' "$tmp"): No such file or directory" info "$(printf '%s/gr\303\274n b.rom' "$tmp")"
complains "an option" 2 "'--a\\x1bb': unknown option; see vmirom info --help" info "$(printf -- '--a\033b')"
cp "$good" "$(printf '%s/gr\303\274n.rom' "$tmp")"
run info --json "$(printf '%s/gr\303\274n.rom' "$tmp")"
is "JSON: a name in UTF-8 is one" "$(json "$tmp/out" 'join " ", map ord, split //, substr $d->{file}, -8')" "103 114 252 110 46 114 111 109"
cp "$good" "$(printf '%s/\342\202\254.rom' "$tmp")"
run check --json "$(printf '%s/\342\202\254.rom' "$tmp")"
is "JSON: likewise of three bytes" "$(json "$tmp/out" 'ord substr $d->{file}, -5')" 8364

# several files
run check "$good" build/corpus/pci-length.rom "$tmp/none"
is "several files: the worst status, each with its name" "$status $(grep -c ':$' "$tmp/out") $(grep -c '^loader' "$tmp/out") $(wc -l <"$tmp/err")" "2 3 2 1"
run check build/corpus/pci-length.rom "$good"
is "several files: a fault in the first" "$status" 1
run info "$good" "$good"
is "info of several files" "$status $(grep -c 'VMI option ROM$' "$tmp/out")" "0 2"
for command in info check calls; do
	run $command --json "$good" build/corpus/not-vmi.rom
	is "$command --json of several files" "$status $(json "$tmp/out" 'join " ", map { $_->{file} . $_->{format} } @$d')" "$([ $command = info ]; echo $?) ${good}2 build/corpus/not-vmi.rom2"
done
for command in info check calls; do
	"$vmirom" $command - <"$good" >"$tmp/out" 2>"$tmp/err"
	is "$command of the standard input" "$?$(cat "$tmp/err")" 0
done

finish
