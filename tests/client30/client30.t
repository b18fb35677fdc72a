#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The stand-in for kernels that speak VMI 3.0, without a ROM, with ours, and with ROMs that such a kernel dies of.
set -u
cd "$(dirname "$0")/../.." || exit 2
n=0
out=$(mktemp)
trap 'rm -f "$out"' EXIT

standard=build/rom/vmi-native-i386.rom
everything=build/rom/vmi-native-i386-call.rom
nopae=build/client30/client30.elf
pae=build/client30/client30-pae.elf

# result WHAT WRONG
result() {
	n=$((n + 1))
	wrong=$2
	if [ -z "$wrong" ]; then echo "ok $n - $1"; else
		echo "not ok $n - $1"
		printf '%s\n' "$wrong" | sed 's/^/# /'
		grep -v '^ok ' "$out" | tail -n 30 | sed 's/^/#   /'
	fi
}

boot() { tests/boot --timeout 60 "$@" >"$out" 2>&1; status=$?; tr -d '\r' <"$out" >"$out.lf"; mv "$out.lf" "$out"; }

# passes KERNEL ARGUMENTS-OF-tests/boot...
passes() {
	guest=$1
	shift
	boot "$@" "$guest"
	planned=$(sed -n 's/^1\.\.//p' "$out")
	ran=$(grep -c '^ok ' "$out")
	wrong=''
	if [ "$status" != 0 ]; then wrong="exit status $status"; fi
	if [ "$ran" -lt 200 ] || [ "$planned" != "$ran" ]; then wrong="$wrong; $ran tests passed, ${planned:-none} planned"; fi
	result "$(basename "$guest" .elf) $*: $ran tests" "$wrong"
}

passes $nopae --cmdline norom
passes $pae --cmdline norom
passes $nopae --rom $standard
passes $pae --rom $standard
passes $nopae --rom $everything --machine q35 --mem 3072 --cpu max
passes $pae --rom $everything --machine q35 --mem 3072 --cpu max
passes $nopae --rom $standard --mem 1536 --cpu pentium3
passes $pae --rom $standard --mem 1536 --cpu core2duo
passes $nopae --rom $everything --mem 64 --cpu pentium3
passes $pae --rom $everything --mem 64 --machine q35 --cpu n270
echo "1..$n"
