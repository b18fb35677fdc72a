#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The conformance kernel as PV dom0, the same file that boots on bare hardware: machines,
# processor models, memory sizes; and what is refused, with one line, and in time.
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/lib/rows_test.sh
. tests/lib/rows_test.sh

if ! why=$(tests/xen/get-pv32 2>&1); then
	echo "1..0 # SKIP $(printf '%s\n' "$why" | tail -n 1)"
	exit 0
fi
each_row test_row -v group=xen
guest=$(kernel guest-pae)
rom=$(rom xen-i386)

# ends WORD LINE: the call ends the domain, and Xen says so.
ends() {
	output=$(tests/xen/boot --timeout 60 --smp 2 --rom "$rom" --cmdline "only=boot end=$1" "$guest" 2>&1 </dev/null)
	status=$?
	wrong="exit status $status, expected 5
$output"
	[ $status = 5 ] && printf '%s\n' "$output" | grep -q "(XEN) Hardware Dom0 $2" &&
		! printf '%s\n' "$output" | grep -q 'still here' && wrong=''
	result "$wrong" "$1: Dom0 $2"
}
ends reboot shutdown
ends shutdown halted

# refused NAME WHY ARGUMENTS...: exit status 3, and the guest says this line and no other.
refused() {
	name=$1 why=$2
	shift 2
	output=$(tests/xen/boot --timeout 20 "$@" "$guest" 2>&1 </dev/null)
	status=$?
	wrong="exit status $status, expected 3 and: $why
$output"
	[ $status = 3 ] && [ "$output" = "Bail out! nothing runs here without a blob: $why" ] && wrong=''
	result "$wrong" "refused: $name"
}
refused "no ROM" "no VMI ROM was found"
refused "a ROM for bare hardware" "the ROM's Init refused" --rom "$(rom native-i386)"
refused "vmi=off" "turned off on the command line" --rom "$rom" --cmdline vmi=off
for mask in -mmu -irq -SetCR3; do
	refused "vmi=$mask" "the command line keeps a call native that this platform can't do without" \
		--rom "$rom" --cmdline vmi=$mask
done
refused "vmi=-frob" "the command line has a vmi= word that names no call and no family" --rom "$rom" --cmdline vmi=-frob
finish
