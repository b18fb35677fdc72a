#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# rom/seal: sizes, sums, and what it refuses.
set -u
cd "$(dirname "$0")/../.." || exit 2
seal=build/rom/seal
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT

# sum FILE OFFSET LENGTH: modulo 256
sum() { od -An -v -tu1 -j "$2" -N "$3" "$1" | awk '{ for (i = 1; i <= NF; i++) s += $i } END { print s % 256 }'; }

# byte FILE OFFSET
byte() { od -An -tu1 -j "$2" -N 1 "$1" | tr -d ' '; }

# poke FILE OFFSET BYTES
poke() {
	# shellcheck disable=SC2059
	printf "$3" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}

# refuses NAME MESSAGE ARGUMENT...
refuses() {
	name=$1 message=$2
	shift 2
	output=$("$seal" "$@" 2>&1)
	is "$name" "$? $output $(ls "$tmp/out" 2>/dev/null)" "1 seal: $message "
}

# A blob of 200 bytes: PCIR at 32, $PnP at 64.
head -c 200 /dev/zero >"$tmp/blob"
poke "$tmp/blob" 0 '\125\252'
poke "$tmp/blob" 6 '\7'
poke "$tmp/blob" 24 '\040\0\100'
poke "$tmp/blob" 32 PCIR
# shellcheck disable=SC2016
poke "$tmp/blob" 64 '$PnP\1\2'

"$seal" 2048 "$tmp/blob" "$tmp/rom"
is "sealed" $? 0
is "size" "$(wc -c <"$tmp/rom")" 2048
is "length byte" "$(byte "$tmp/rom" 2)" 4
is "length in the PCI data structure" "$(byte "$tmp/rom" 48) $(byte "$tmp/rom" 49)" "4 0"
is "sum of the PnP header" "$(sum "$tmp/rom" 64 32)" 0
is "sum of the image" "$(sum "$tmp/rom" 0 2048)" 0
is "offset 6 is left free" "$(byte "$tmp/rom" 6)" 0
is "padding is ff" "$(od -An -v -tx1 -j 200 -N 1847 "$tmp/rom" | tr -d ' \n' | sed 's/f//g')" ""
cp "$tmp/rom" "$tmp/rom1"
"$seal" 2048 "$tmp/blob" "$tmp/rom"
is "the same again" "$(cmp "$tmp/rom" "$tmp/rom1")" ""
"$seal" 130560 "$tmp/blob" "$tmp/rom"
is "the largest size" "$(byte "$tmp/rom" 2) $(sum "$tmp/rom" 0 130560)" "255 0"

why="the size is not a multiple of 512 from 512 to 130560 (127.5 KiB)"
for size in 0 500 131072 -512 2048x ''; do
	refuses "size '$size'" "$size: $why" "$size" "$tmp/blob" "$tmp/out"
done
head -c 512 "$tmp/rom" >"$tmp/large"
refuses "no room for the checksum byte" "$tmp/large: 512 bytes are too many for a ROM of 512 with its checksum byte" \
	512 "$tmp/large" "$tmp/out"
refuses "no such file" "$tmp/none: No such file or directory" 512 "$tmp/none" "$tmp/out"
refuses "no such folder" "$tmp/no/out: No such file or directory" 512 "$tmp/blob" "$tmp/no/out"
cp "$tmp/blob" "$tmp/bad"
poke "$tmp/bad" 24 '\377\377'
refuses "no PCIR" "$tmp/bad: the PCI offset (0x18) does not lead to PCIR" 512 "$tmp/bad" "$tmp/out"
cp "$tmp/blob" "$tmp/bad"
poke "$tmp/bad" 64 X
refuses "no PnP" "$tmp/bad: the PnP offset (0x1A) does not lead to \$PnP" 512 "$tmp/bad" "$tmp/out"
cp "$tmp/blob" "$tmp/bad"
poke "$tmp/bad" 69 '\1'
refuses "PnP length" "$tmp/bad: the PnP header's length is wrong" 512 "$tmp/bad" "$tmp/out"
poke "$tmp/bad" 0 X
refuses "no signature" "$tmp/bad: does not begin with 55 AA" 512 "$tmp/bad" "$tmp/out"
"$seal" 512 "$tmp/blob" 2>/dev/null
is "usage" $? 2

finish
