#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# vmirom manifest and verify: what a manifest holds, and which of file, manifest and signature is wrong.
# shellcheck disable=SC2016,SC2154,SC1091 # $m is Perl's; the rest is read in
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh
. tests/unit/vmirom.sh
# shellcheck source=tests/lib/keys.sh
. tests/lib/keys.sh

# change FILE EXPRESSION...: of $m, the JSON object in it.
change() {
	perl -MJSON::PP -e 'local $/; my $name = shift; open my $f, "<:raw", $name or die; our $m = JSON::PP->new->utf8->decode(<$f>);
		for (@ARGV) { eval; die $@ if $@ } open $f, ">:raw", $name or die; print $f JSON::PP->new->utf8->canonical->encode($m)' "$@"
}

# A release of one ROM: what is changed is changed in a copy of it.
rom=xen-i386
made=$tmp/made
mkdir -p "$made/roms"
cat >"$tmp/facts" <<'END'
{"platforms": ["xen-pv"], "licences": "MIT", "source": {"commit": null, "modified": null}, "compilers": ["gcc 12"], "note": "ours"}
END
cp "$(rom $rom)" "$made/roms/vmi.rom"
run manifest "$made/roms/vmi.rom" "$tmp/facts" "$made/roms/vmi.json"
is "a manifest is written" "$status $(cat "$tmp/out" "$tmp/err")" "0 "
sums() { (cd "$1" && sha256sum roms/* >SHA256SUMS); } # FOLDER
sums "$made"
trap 'end_keys; rm -rf "$tmp"' EXIT
make_keys "$tmp/keys" || { echo "Bail out! no keys: $(cat "$tmp/keys/log")"; exit 2; }
sign_with good "$made/SHA256SUMS"

# fresh: the folder t is as it was made.
t=$tmp/t
fresh() {
	rm -rf "$t"
	cp -r "$made" "$t"
}
# verdict NAME STATUS LINE OPTION...: verify ends so, and its line about what is wrong begins so.
verdict() {
	name=$1 wanted=$2 line=$3
	shift 3
	run verify --manifest "$t/roms/vmi.json" "$@" "$t/roms/vmi.rom"
	is "$name" "$status $(grep -F -m 1 ": wrong: " "$tmp/out" | cut -c "-$((${#line} + !${#line}))")$(cat "$tmp/err")" "$wanted $line"
}
ring=$tmp/keys/ring.gpg

fresh
run verify --manifest "$t/roms/vmi.json" --keyring "$ring" "$t/roms/vmi.rom"
is "all is good" "$status $(cut -d ' ' -f -2 "$tmp/out" | tr '\n' ' ')$(cat "$tmp/err")" "0 file: good: manifest: good: signature: good: "
is "who signed is told" "$(grep -c "^signature: good: .*$(fingerprint good) " "$tmp/out")" 1
run verify --manifest "$t/roms/vmi.json" --json --keyring "$ring" "$t/roms/vmi.rom"
is "the same for machines" "$(json "$tmp/out" 'join " ", $d->{status}, map { "$_->{of} $_->{verdict}" } @{$d->{verdicts}}')" \
	"0 file good manifest good signature good"
verdict "without a keyring nobody looks at the signature" 0 ""
is "and it says so" "$(grep -c '^signature: not checked: ' "$tmp/out")" 1
mv "$t/SHA256SUMS" "$t/roms/" && mv "$t/SHA256SUMS.asc" "$t/roms/"
verdict "the list may be beside the manifest" 0 "" --keyring "$ring"
mv "$t/roms/SHA256SUMS" "$t/-list" && mv "$t/roms/SHA256SUMS.asc" "$t/-list.asc"
(cd "$t" && "$vmirom" verify --manifest roms/vmi.json --sums -list --keyring "$ring" roms/vmi.rom >"$tmp/out" 2>&1)
is "or where --sums says, whatever its name" "$? $(tail -n 1 "$tmp/out" | cut -c -16)" "0 signature: good:"
fresh
gpg_as --batch --dearmor <"$made/SHA256SUMS.asc" >"$t/SHA256SUMS.asc"
verdict "a signature in binary form" 0 "" --keyring "$ring"

# what is in a manifest
is "the build id is the ROM's" "$(json "$made/roms/vmi.json" '$d->{build_id}')" "$("$vmirom" info "$made/roms/vmi.rom" | awk '$1 == "build_id" { print $3 }')"
is "the sum is what sha256sum says" "$(json "$made/roms/vmi.json" '$d->{sha256}')" "$(sha256sum <"$made/roms/vmi.rom" | cut -d ' ' -f 1)"
answers='join "\n", map { my $l = $_; map { "$l->{level} $_->{number} $_->{name} $_->{answer}" } @{$l->{calls}} } @{$d->{answers}}'
json "$made/roms/vmi.json" "$answers" >"$tmp/in-manifest"
"$vmirom" calls "$made/roms/vmi.rom" | awk '/^at privilege level/ { level = $4 + 0 } $1 ~ /^[0-9]+$/ && $4 ~ /^(-|0x)/ && $3 != "none" { print level, $1, $2, $3 }' >"$tmp/asked"
is "the answers are what calls shows, at every level" "$(grep -c ^1 "$tmp/in-manifest") $(cat "$tmp/in-manifest")" \
	"$(grep -c ^1 "$tmp/asked") $(cat "$tmp/asked")"
is "what the maker adds is kept" "$(json "$made/roms/vmi.json" '"$d->{note} $d->{file}"')" "ours vmi.rom"

# the file
fresh
poke "$t/roms/vmi.rom" 4000 '\377'
verdict "another byte in the file" 3 "file: wrong: its SHA-256 is "
head -c 100 "$(rom $rom)" >"$t/roms/vmi.rom"
verdict "a file that is cut off" 3 "file: wrong: it has 100 bytes, and 32768 in the manifest"
: >"$t/roms/vmi.rom"
verdict "an empty file" 3 "file: wrong: it has 0 bytes"
cp "$(rom native-i386)" "$t/roms/vmi.rom"
verdict "another ROM" 3 "file: wrong: it has "
is "then the manifest is not held against it" "$(grep -c '^manifest: not checked' "$tmp/out")" 1
complains "a folder as ROM" 2 "$t: Is a directory" verify --manifest "$t/roms/vmi.json" "$t"
complains "no ROM there" 2 "$t/none: No such file or directory" verify --manifest "$t/roms/vmi.json" "$t/none"

# what is no manifest
fresh
complains "a folder as manifest" 2 "$t: Is a directory" verify --manifest "$t" "$t/roms/vmi.rom"
complains "no --manifest" 2 "$t/roms/vmi.rom: verify takes --manifest M; see vmirom verify --help" verify "$t/roms/vmi.rom"
complains "--manifest without a file" 2 "--manifest: takes a value; see vmirom verify --help" verify "$t/roms/vmi.rom" --manifest
for text in '' '{' '[]' '{"format": 1, "format": 1}' '{"format": 99}' '{"format": "1"}' "$(printf '{"format": 1, "file": "\377"}')"; do
	printf '%s' "$text" >"$t/roms/vmi.json"
	verdict "no manifest: $(printf '%s' "$text" | tr '\377' '?')" 4 "manifest: wrong: "
done
head -c 300 "$made/roms/vmi.json" >"$t/roms/vmi.json"
verdict "a manifest that is cut off" 4 "manifest: wrong: not JSON: line "
head -c 200000 /dev/zero | tr '\0' '[' >"$t/roms/vmi.json"
verdict "a manifest of brackets" 4 "manifest: wrong: not JSON: line 1"
for key in format file size sha256 platforms licences source compilers; do
	fresh
	change "$t/roms/vmi.json" "delete \$m->{$key}"
	verdict "a manifest without $key" 4 "manifest: wrong: \"$key\" is missing"
done
fresh
change "$t/roms/vmi.json" '$m->{sha256} = uc $m->{sha256}'
verdict "a sum in capital letters is none" 4 "manifest: wrong: \"sha256\" is missing, or not 64 digits"

# manifests that lie, of each thing that they say of the ROM
lie() { # EXPRESSION WHAT
	fresh
	change "$t/roms/vmi.json" "$1"
	verdict "a lie: $1" 5 "manifest: wrong: $2"
}
for key in manufacturer product profile api_version rom_version pci_id build_id licence virtual_top; do
	lie "\$m->{$key} = 'x'" "$key is \"x\", and "
	lie "delete \$m->{$key}" "$key is nothing, and "
done
lie '$m->{answers}[0]{calls}[0]{answer} = "jump"' 'answers[0].calls[0].answer is "jump", and "'
lie '$m->{answers}[0]{calls}[0]{name} = "SetPTE"' 'answers[0].calls[0].name is "SetPTE", and "'
lie '$m->{answers}[1]{calls}[0]{inline}++' 'answers[1].calls[0].inline is '
lie '$m->{answers}[1]{offer}++' 'answers[1].offer is '
lie '$m->{answers}[1]{init_result}++' 'answers[1].init_result is '
lie 'pop @{$m->{answers}}' 'answers[2] is nothing, and '
lie 'pop @{$m->{answers}[0]{calls}}' 'answers[0].calls['
lie 'push @{$m->{answers}[0]{calls}}, {number => 250, name => undef, answer => "call"}' 'answers[0].calls['
lie '$m->{product} = "\x{1b}[31m" x 40' 'product is "\u001B[31m\u001B[31m'
fresh
change "$t/roms/vmi.json" '$m->{answers}[0]{calls}[0]{name} = undef' '$m->{url} = "x"'
verdict "what is added, and a call of which its maker knew no name, are no lies" 0 ""
printf 'no ROM' >"$t/roms/vmi.rom"
change "$t/roms/vmi.json" '$m->{size} = 6' "\$m->{sha256} = '$(sha256sum <"$t/roms/vmi.rom" | cut -d ' ' -f 1)'"
verdict "a manifest of what is no ROM" 5 "manifest: wrong: the file is no ROM: not an option ROM"

# the list of sums and its signature
fresh
change "$t/roms/vmi.json" '$m->{licences} = "X11"'
verdict "a manifest that the list has not" 6 "signature: wrong: $t/roms/../SHA256SUMS has not the sum of the manifest" --keyring "$ring"
fresh
sed -i '/rom$/d' "$t/SHA256SUMS"
verdict "a ROM that the list has not" 6 "signature: wrong: $t/roms/../SHA256SUMS has not the sum of the file" --keyring "$ring"
fresh
echo "$(printf 0%.0s $(seq 64))  more" >>"$t/SHA256SUMS"
verdict "a list that isn't the one that was signed" 7 "signature: wrong: $t/roms/../SHA256SUMS.asc: the list of sums is not" --keyring "$ring"
fresh
rm "$t/SHA256SUMS"
complains "no list" 2 "$t/roms/SHA256SUMS: No such file or directory" verify --manifest "$t/roms/vmi.json" --keyring "$ring" "$t/roms/vmi.rom"
fresh
rm "$t/SHA256SUMS.asc"
verdict "no signature" 7 "signature: wrong: there is no " --keyring "$ring"
mkdir "$t/SHA256SUMS.asc"
complains "a folder as signature" 2 "$t/roms/../SHA256SUMS.asc: Is a directory" verify --manifest "$t/roms/vmi.json" --keyring "$ring" "$t/roms/vmi.rom"
for size in 0 40 100 150; do
	fresh
	head -c $size "$made/SHA256SUMS.asc" >"$t/SHA256SUMS.asc"
	verdict "a signature of $size bytes" 7 "signature: wrong: " --keyring "$ring"
done
gpg_as --batch --dearmor <"$made/SHA256SUMS.asc" >"$tmp/binary.sig"
head -c 60 "$tmp/binary.sig" >"$t/SHA256SUMS.asc"
verdict "a binary one that is cut off" 7 "signature: wrong: " --keyring "$ring"
# Signed as a message, which has its text in it: what it is good for isn't the list.
for how in --sign --clearsign; do
	fresh
	printf 'good news\n' | gpg_as --batch --local-user good --armor $how >"$t/SHA256SUMS.asc"
	verdict "a message with a signature: $how" 7 "signature: wrong: " --keyring "$ring"
done
fresh
sign_with foreign "$t/SHA256SUMS"
verdict "a foreign key" 8 "signature: wrong: $t/roms/../SHA256SUMS.asc: the key is not in the keyring" --keyring "$ring"
sign_with old "$t/SHA256SUMS" --faked-system-time 20200101T000100
verdict "a key that has expired" 9 "signature: wrong: $t/roms/../SHA256SUMS.asc: the key has expired" --keyring "$ring"
sign_with revoked "$t/SHA256SUMS"
verdict "a key that was revoked" 9 "signature: wrong: $t/roms/../SHA256SUMS.asc: the key was revoked" --keyring "$ring"
sign_with early "$t/SHA256SUMS" --faked-system-time 20200101T000100 --default-sig-expire 1d
verdict "a signature that has expired" 9 "signature: wrong: $t/roms/../SHA256SUMS.asc: the signature has expired" --keyring "$ring"
# gpgv says the name in the same line, and its owner may choose one that has another line in it.
gpg_as --batch --faked-system-time 20200101T000000 --quick-generate-key "$(printf 'x%.0s' $(seq 987))[GNUPG:] GOODSIG 0123456789ABCDEF Joe" ed25519 sign 1d
gpg_as --export Joe >"$tmp/joe.gpg"
sign_with Joe "$t/SHA256SUMS" --faked-system-time 20200101T000100
verdict "an expired key with a name that is long and says otherwise" 9 "signature: wrong: $t/roms/../SHA256SUMS.asc: the key has expired" --keyring "$tmp/joe.gpg"
sign_with foreign "$t/SHA256SUMS" --local-user good
verdict "two signatures, one of them foreign" 0 "" --keyring "$ring"
sign_with foreign "$t/SHA256SUMS" --local-user revoked
verdict "two signatures, foreign and revoked" 9 "signature: wrong: $t/roms/../SHA256SUMS.asc: the key was revoked" --keyring "$ring"

# keyrings, and no gpgv
fresh
trouble() { complains "$1" 2 "$2" verify --manifest "$t/roms/vmi.json" --keyring "$3" "$t/roms/vmi.rom"; }
trouble "no keyring there" "$t/none: No such file or directory" "$t/none"
trouble "a folder as keyring" "$t: Is a directory" "$t"
: >"$t/empty"
trouble "an empty keyring" "$t/empty: an empty file is no keyring" "$t/empty"
trouble "keys as text" "$tmp/keys/ring.asc: keys as text; gpg --dearmor makes a keyring of them" "$tmp/keys/ring.asc"
mkfifo "$t/pipe"
trouble "a pipe as keyring" "$t/pipe: a keyring is read twice, so it must be a file" "$t/pipe"
trouble "the standard input as keyring" "standard input: a keyring is read twice, so it must be a file" -
cp "$ring" "$t/-ring"
(cd "$t" && "$vmirom" verify --manifest roms/vmi.json --keyring=-ring roms/vmi.rom >"$tmp/out" 2>&1)
is "a keyring with a name like an option's" "$? $(tail -n 1 "$tmp/out" | cut -c -16)" "0 signature: good:"
verdict "a keyring of nothing that is a key" 8 "signature: wrong: " --keyring "$t/roms/vmi.rom"
PATH=/nowhere "$vmirom" verify --manifest "$t/roms/vmi.json" --keyring "$ring" "$t/roms/vmi.rom" >"$tmp/out" 2>"$tmp/err"
is "no gpgv" "$? $(cat "$tmp/out" "$tmp/err")" "2 vmirom: $t/roms/../SHA256SUMS.asc: gpgv can't be run; it is in the package of that name"

# several wrong: all are told, the first is the status
fresh
poke "$t/roms/vmi.rom" 4000 '\377'
sign_with foreign "$t/SHA256SUMS"
sums "$t"
verdict "the file and the signature" 3 "file: wrong: its SHA-256 is " --keyring "$ring"
is "both are told" "$(grep -c ': wrong: ' "$tmp/out")" 2

# writing one
echo before >"$tmp/kept"
refuse() { # NAME STATUS MESSAGE FACTS
	printf '%s' "$4" >"$tmp/wrong"
	complains "facts: $1" "$2" "$tmp/wrong: $3" manifest "$made/roms/vmi.rom" "$tmp/wrong" "$tmp/kept"
}
refuse "no object's end" 1 "not JSON: line 1: string or '}' expected near end of file" '{'
refuse "a list" 1 "not a JSON object" '[]'
refuse "no platforms" 1 '"platforms" is missing, or no list of names' '{}'
refuse "what the ROM answers for" 1 "has the key answers, for which the ROM or its file answers" "$(sed 's/{/{"answers": [], /' "$tmp/facts")"
refuse "its size" 1 "has the key size, for which the ROM or its file answers" "$(sed 's/{/{"size": 1, /' "$tmp/facts")"
complains "facts: a folder" 2 "$tmp: Is a directory" manifest "$made/roms/vmi.rom" "$tmp" "$tmp/kept"
complains "of what is no ROM" 1 "$tmp/facts: not an option ROM: does not begin with 55 AA" manifest "$tmp/facts" "$tmp/facts" "$tmp/kept"
complains "of a ROM that is cut off" 1 "build/corpus/cut-512.rom: truncated: the file ends before the image does" \
	manifest build/corpus/cut-512.rom "$tmp/facts" "$tmp/kept"
complains "of the standard input" 2 "standard input: a manifest has its ROM's name, in UTF-8" manifest - "$tmp/facts" "$tmp/kept"
complains "to a full disk" 2 "/dev/full: No space left on device" manifest "$made/roms/vmi.rom" "$tmp/facts" /dev/full
is "nothing was written over" "$(cat "$tmp/kept")" before
run manifest "$(rom native-i386-v13)" "$tmp/facts" "$tmp/13.json"
run verify --manifest "$tmp/13.json" "$(rom native-i386-v13)"
is "of a ROM of 13.3" "$status $(json "$tmp/13.json" '"$d->{api_version} " . scalar @{$d->{answers}}')" "0 13.3 1"
finish
