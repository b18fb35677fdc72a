#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The conformance kernel as PV dom0, the same file that boots on bare hardware: machines,
# processor models, memory sizes; and what is refused, with one line, and in time.
set -u
cd "$(dirname "$0")/../.." || exit 2
guest=build/guest/vmi-guest-pae.elf
rom=build/rom/vmi-xen-i386.rom
n=0

if ! why=$(tests/xen/get-pv32 2>&1); then
	echo "1..0 # SKIP $(printf '%s\n' "$why" | tail -n 1)"
	exit 0
fi

result() { # OK NAME OUTPUT
	n=$((n + 1))
	[ "$1" = 0 ] && echo "ok $n - $2" && return
	echo "not ok $n - $2"
	printf '%s\n' "$3" | grep -v '^ok \|^# answer ' | tail -n 40 | sed 's/^/# /'
}

# passes NAME WHERE ARGUMENTS-OF-tests/xen/boot...: every test of the guest passes, none is missing, and no more are skipped
# than PV has nothing for; most of those that are on one processor need another.
most_skipped=95
passes() {
	name=$1 where=$2
	shift 2
	output=$(tests/xen/boot --timeout 900 --rom $rom "$@" $guest 2>&1 </dev/null)
	status=$?
	plan=$(printf '%s\n' "$output" | sed -n 's/^1\.\.\([0-9]*\)$/\1/p')
	good=$(printf '%s\n' "$output" | grep -c '^ok')
	skipped=$(printf '%s\n' "$output" | grep -c '^ok .*# SKIP')
	[ $status = 0 ] && [ "$good" = "$plan" ] && [ "$good" -ge 900 ] && [ "$skipped" -le "$most_skipped" ] && printf '%s\n' "$output" |
		grep -q "^# vmi-report: status=OK where=$where .* api=3\.1 "
	result $? "$name" "exit status $status, ${plan:-no} tests planned, $good good, $skipped of them skipped
$output"
}

# refused NAME WHY ARGUMENTS...: exit status 3, and the guest says this line and no other.
refused() {
	name=$1 why=$2
	shift 2
	output=$(tests/xen/boot --timeout 20 "$@" $guest 2>&1 </dev/null)
	status=$?
	[ $status = 3 ] && [ "$output" = "Bail out! nothing runs here without a blob: $why" ]
	result $? "refused: $name" "exit status $status, expected 3 and: $why
$output"
}

for machine in pc q35; do
	passes "$machine, module" module --machine $machine
	passes "$machine, from the BIOS window" window --via option-rom --machine $machine
done
# With MONITOR, Xen idles by MWAIT, of which QEMU dies on this model now and then.
for cpu in core2duo Skylake-Server-v4 EPYC,-monitor; do
	passes "-cpu $cpu" module --cpu $cpu
done
for vcpus in 2 4; do
	most_skipped=25 passes "$vcpus virtual CPUs" module --smp $vcpus
	printf '%s\n' "$output" | grep -q "^# $vcpus processors"
	result $? "and it has started them" "$output"
done
# Two virtual CPUs on one: Xen takes one of them away wherever it is, and the other comes between.
for group in segments time smp; do
	output=$(tests/xen/boot --timeout 600 --vcpus 2 --rom $rom --cmdline "only=$group" $guest 2>&1 </dev/null) &&
		printf '%s\n' "$output" | grep -q '^# 2 processors'
	result $? "2 virtual CPUs on one processor: group $group" "$output"
done
# 100,000 gates, each changed while the other processor loads its table.
output=$(tests/xen/boot --timeout 900 --smp 2 --rom $rom --cmdline "only=races rounds=400" $guest 2>&1 </dev/null) &&
	printf '%s\n' "$output" | grep -q '^ok .* loads its table, 100000 times'
result $? "2 virtual CPUs: 100,000 gates changed while a table is loaded" "$output"
passes "64 MiB of 256" module --mem 256 --dom0-mem 64
passes "3000 MiB of 4096" module --mem 4096 --dom0-mem 3000
passes "20 MiB of 96, q35" module --mem 96 --dom0-mem 20 --machine q35

output=$(tests/xen/boot --timeout 600 --rom $rom --cmdline "only=cow rounds=500" $guest 2>&1 </dev/null) &&
	printf '%s\n' "$output" | grep -q '^ok .* 10000 forks .* leave no frame behind'
result $? "10000 forks leave no frame behind and no page pinned" "$output"

# ends WORD LINE: the call ends the domain, and Xen says so.
ends() {
	output=$(tests/xen/boot --timeout 60 --smp 2 --rom $rom --cmdline "only=boot end=$1" $guest 2>&1 </dev/null)
	[ $? = 5 ] && printf '%s\n' "$output" | grep -q "(XEN) Hardware Dom0 $2" &&
		! printf '%s\n' "$output" | grep -q 'still here'
	result $? "$1: Dom0 $2" "$output"
}
ends reboot shutdown
ends shutdown halted

refused "no ROM" "no VMI ROM was found"
refused "a ROM for bare hardware" "the ROM's Init refused" --rom build/rom/vmi-native-i386.rom
refused "vmi=off" "turned off on the command line" --rom $rom --cmdline vmi=off
for mask in -mmu -irq -SetCR3; do
	refused "vmi=$mask" "the command line keeps a call native that this platform can't do without" \
		--rom $rom --cmdline vmi=$mask
done
refused "vmi=-frob" "the command line has a vmi= word that names no call and no family" --rom $rom --cmdline vmi=-frob
echo "1..$n"
