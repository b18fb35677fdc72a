#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# The stand-in for a 13.3 client, on machines of several kinds, with the ROM for it, without, with others,
# and with ROMs that have one fault each. The client does what the facts say, and its tests see the fault.
set -u
cd "$(dirname "$0")/../../.." || exit 2
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh
client=$(kernel client13)
good=$(rom native-i386-v13)
least=1300 # tests of the client on a processor that has everything
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
evidence() { grep -v '^ok' "$out" | tail -n 12; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
out=$work/out

# boot ARGUMENTS-OF-tests/boot...: the exit status is in $status.
boot() {
	tests/boot --timeout 60 "$@" "$client" 2>&1 | tr -d '\r' >"$out"
	status=${PIPESTATUS[0]}
}

said() { grep -qxF -- "$1" "$out"; }

# whole NAME ARGUMENTS...: all its tests pass, with the ROM in use.
whole() {
	local name=$1
	shift
	boot --rom "$good" --cmdline "ours early pae noid hostile state" "$@"
	[ "$status" = 0 ] && said "mach: now in VMI mode" && [ "$(grep -c '^ok ' "$out")" -ge $least ]
	result $? "all tests: $name"
}
whole "pc"
whole "q35, pentium3, 64 MiB" --machine q35 --cpu pentium3 --mem 64
whole "pc, core2duo, 2 processors" --cpu core2duo --smp 2
whole "q35, max, 3 GiB" --machine q35 --cpu max --mem 3072
whole "pc, a 486" --cpu 486
whole "pc, a Pentium without 4 MiB pages, 16 MiB" --cpu pentium,-pse --mem 16
whole "q35, a Pentium, 4 processors" --machine q35 --cpu pentium --smp 4 --mem 256
# An option ROM of 2 KiB before it: then ours is at an odd multiple of that, and reaches into three pages.
printf '\125\252\004\313' >"$work/small.rom"
head -c 2043 /dev/zero >>"$work/small.rom"
printf '\062' >>"$work/small.rom"
whole "pc, the ROM in three pages" --also "$work/small.rom"
[ "$(grep -c ' - Init: 0x[0-9a-f]* is in the TLB$' "$out")" = 3 ]
result $? "it was in three pages"
whole "pc, CR3 with flags" --cmdline "ours flagged"
whole "pc, 1 us for an instruction" --icount-shift 10 --cmdline "ours slow"
whole "pc, the ROM behind one of 3.0" --also "$(rom native-i386)"
said "mach: VMWare VMI ROM version 3.0 detected"
result $? "a ROM of 3.0 is told of and passed over"
for line in "mach: VMWare VMI ROM version 13.3 detected" "mach: entering VMI paravirt mode" \
	"vmi: VMI_CALL_Init retuned 0" "mach: now in VMI mode" "vmi: kernel ring 0"; do
	said "$line"
	result $? "$line"
done

whole "pc, the ROM before one of 3.0" --rom "$(rom native-i386)" --also "$good"
! grep -q 'version 3.0' "$out"
result $? "the search ends at the first of 13"

# A client of 3.0 has them both too, in either order, and takes its own.
both() { # NAME LINES ARGUMENTS-OF-tests/boot...: LINES say that a ROM isn't its own
	tests/boot "${@:3}" "$(kernel client30)" 2>&1 | tr -d '\r' >"$out"
	[ "${PIPESTATUS[0]}" = 0 ] && [ "$(grep -c '^# VMI: Found mismatched rom version 13.3$' "$out")" = "$2" ] && grep -q '^1\.\.[0-9]*$' "$out"
	result $? "a client of 3.0: $1"
}
both "its ROM first" 0 --rom "$good" --also "$(rom native-i386)"
both "its ROM second" 1 --rom "$(rom native-i386)" --also "$good"

# native NAME LINE ARGUMENTS...: it goes on without the ROM, having said LINE (- for nothing at all).
native() {
	local name=$1 line=$2
	shift 2
	boot "$@"
	[ "$status" = 0 ] && grep -q '^ok .* - boots natively$' "$out" && ! said "mach: now in VMI mode" &&
		if [ "$line" = - ]; then ! grep -q '^mach:\|^vmi:' "$out"; else said "$line"; fi
	result $? "boots natively: $name"
}
refused() { native "$1" "vmi: VMI_CALL_Init retuned $2" --rom "$good" --cmdline "ours ${3:-}" "${@:4}"; }
native "no ROM" -
native "a ROM of 3.0" "mach: VMWare VMI ROM version 3.0 detected" --rom "$(rom native-i386)"
refused "the page directory is elsewhere" -4 elsewhere
refused "a copy of the page directory is in its place" -4 twin
refused "the ROM is elsewhere" -4 copied
refused "the page directory is beyond 4 MiB" -4 high
refused "the page table is beyond 4 MiB" -4 far
refused "the window is in use" -5 busy
refused "the window's page table is beyond 4 MiB" -8 aloft
refused "a copy of the window's page table is in its place" -9 shifted

# changed NR BYTES [AT BYTES]: bad.rom is the ROM with other bytes at the front of slot NR, and AT bytes into it, and a good sum.
changed() {
	build/faulty/poke-rom "$good" "$work/bad.rom" $((32 * $1)):"${2// /}" ${4:+$((32 * $1 + $3)):"${4// /}"} || exit 2
}

# Slot 85 is a jump: as a call, what is answered can be changed behind it.
for type in 0 2; do
	changed 85 e8 5 "b2 0$type c3"
	boot --rom "$work/bad.rom"
	[ "$status" = 3 ] && said "panic: vmi: unsupported reloc type"
	result $? "answer $type: the client panics"
done
changed 4 "b8 9c ff ff ff c3"
native "Init says -100" "vmi: VMI_CALL_Init retuned -100" --rom "$work/bad.rom"
changed 85 e8 5 "25 ff ff 0f 00 c3" # and $0xfffff, %eax
boot --rom "$work/bad.rom"
[ "$status" = 5 ] && grep -q '^not ok .* - GetRelocationInfo: 84 addresses are out' "$out"
result $? "low addresses: a test says so, and the client resets when the ROM is unmapped"

# caught NAME NR BYTES ROW [OPTION...]: the client's test that fails first is ROW; or it panics, for "panic".
caught() {
	local first
	changed "$2" "$3"
	boot --rom "$work/bad.rom" --cmdline ours "${@:5}"
	first=$(grep -m 1 '^not ok ' "$out" | sed 's/^not ok [0-9]* - //')
	case $4 in
	panic) [ "$status" = 3 ] && grep -q '^panic: exception' "$out" ;;
	*) [ "$status" != 0 ] && [[ $first == "$4"* ]] ;;
	esac
	result $? "caught: $1${first:+ ($first)}"
}
# to_init AT: the four bytes that make of a call or jump, up to AT in slot 4, one to where slot 4 jumps.
to_init() {
	local to
	to=$(od -An -td4 -j $((4 * 32 + 1)) -N 4 "$good")
	printf '%08x' $(((to + 5 - $1) & 0xffffffff)) | sed 's/\(..\)\(..\)\(..\)\(..\)/\4 \3 \2 \1/'
}
open="Init: no user's pointer reaches a page of the kernel's"
pse="0f 20 e0 83 c8 10 0f 22 e0"
caught "Init sets a bit of CR4" 4 "0f 20 e0 83 c8 08 0f 22 e0 e9 $(to_init 14)" "Init: no control register changes"
caught "Init maps the low 4 MiB by a large page, too" 4 "$pse c7 05 fc 0f 10 00 83 00 00 00 e9 $(to_init 24)" "$open"
caught "Init lets users have the ROM" 4 "e8 $(to_init 5) e8 00 00 00 00 58 c1 e8 0c 83 0c 85 00 1c 24 90 04 31 c0 c3" "$open"
caught "Init lets the kernel write to the ROM" 4 "e8 $(to_init 5) e8 00 00 00 00 58 c1 e8 0c 83 0c 85 00 1c 24 90 02 31 c0 c3" \
	"Init: the window has entries"
caught "Init maps a page more" 4 "c7 05 00 1c 24 90 01 00 00 00 e9 $(to_init 15)" "Init: the window has entries"
caught "Init changes another entry" 4 "c7 05 00 19 24 90 01 00 00 00 e9 $(to_init 15)" "Init: page directory and tables"
caught "EnableInterrupts destroys EAX" 35 "31 c0 fb c3" "EnableInterrupts: what the caller needs is kept, but not EAX"
caught "DisableInterrupts destroys EBX" 36 "31 db fa c3" "DisableInterrupts: what the caller needs is kept, but not EBX"
caught "EnableInterrupts reads by DS" 35 "50 a1 00 10 40 90 58 fb c3" panic
caught "IRET keeps the return address" 39 "cf" panic
caught "SYSEXIT leaves interrupts off" 40 "8d 64 24 04 0f 35" "SYSEXIT, DS 0x23: interrupts are on"
caught "Halt does not wait" 42 "c3" "Halt, interrupts on: a tick finds it halted"
caught "Halt enables interrupts" 42 "fb f4 c3" "Halt, interrupts off: only an NMI"
caught "SetPxE loses software bits" 86 "80 e4 f9 89 02 c3" "SetPxE: software bits read back"
caught "SetPxE0 as SetPxE" 45 "89 02 c3" panic
caught "InvalPage does nothing" 55 "c3" "InvalPage: the new frame is seen"
caught "ReleasePage leaves the stack two words off" 54 "58 83 c4 08 50 c3" "ReleasePage: what the caller needs is kept, but not ESP"
caught "INB clears the rest of EAX" 60 "31 c0 ec c3" "INB: port 0x21: 0xfb"
caught "INW clears the rest of EAX" 61 "31 c0 66 ed c3" "INW: port 0x"
caught "IN has ports of 12 bits" 59 "52 81 e2 ff 0f 00 00 ed 5a c3" "IN: port 0xc"
caught "OUTSW counts by CL" 70 "0f b6 c9 56 f3 66 6f 5e c3" "OUTSW: the last of 300"
caught "INS destroys EDX" 62 "57 f3 6d 5f 31 d2 c3" "INS: what the caller needs is kept, but not EDX"
caught "INSW moves EDI" 64 "66 f3 6d c3" "INSW: what the caller needs is kept, but not EDI"
caught "INB leaves interrupts off" 60 "fa ec c3" "INB: what the caller needs is kept, but not the interrupt flag (interrupts on)"
caught "SetPxE destroys GS" 86 "6a 00 0f a9 89 02 c3" "SetPxE: what the caller needs is kept, but not GS"
caught "IRET destroys FS" 39 "16 0f a1 8d 64 24 04 cf" "IRET to the kernel: what the caller needs is kept, but not FS"
caught "DisableInterrupts has flags of its own" 36 "6a 02 9d c3" \
	"DisableInterrupts: what the caller needs is kept, but not a flag of the system's (other flags set)"
caught "CPUID knows leaves of 8 bits" 5 "25 ff 00 00 00 0f a2 c3" "CPUID: leaf 0x80000000"
caught "RDTSC gives half" 33 "0f 31 31 d2 c3" "RDTSC: between" --icount-shift 10
caught "SetCR0 drops EM" 20 "83 e0 fb 0f 22 c0 c3" "SetCR0: CR0 has it"
caught "WRMSR writes half" 6 "31 d2 0f 30 c3" "WRMSR: 0x277 is set"
caught "WriteGDTEntry has 8 entries" 16 "83 e2 07 8d 04 d0 8b 54 24 04 89 08 89 50 04 c3" "WriteGDTEntry: entry 15"
caught "SetPxE loses PWT, PCD, G and bit 11" 86 "25 e7 f6 ff ff 89 02 c3" "SetPxE: the entry of level 1 reads back"
caught "UpdateKernelStack stores more" 19 "89 50 0c c3" "UpdateKernelStack: all of the TSS"
caught "SYSEXIT destroys GS" 40 "8d 64 24 04 6a 00 0f a9 fb 0f 35" "SYSEXIT, DS 0x23: segments"
caught "SYSEXIT loses flags" 40 "83 c4 04 fb 0f 35" "SYSEXIT, DS 0x23: flags"
caught "SYSEXIT reads by DS" 40 "50 a1 00 10 40 90 58 8d 64 24 04 fb 0f 35" panic
caught "UpdateKernelStack needs an aligned stack" 19 "f7 c4 0c 00 00 00 75 01 c3 0f 0b" panic
caught "WriteIDTEntry forgets the high word" 18 "89 0c d0 c3" "WriteIDTEntry: all gates read back"

# An end: without the option that makes of a reset an end.
ends() { # MACHINE WORDS
	timeout -k 5 20 "${QEMU:-qemu-system-i386}" -M "$1" -m 128 -kernel "$client" -append "$2" -option-rom "$good" -display none \
		-monitor none -serial stdio -net none -device isa-debug-exit,iobase=0xf4,iosize=4 \
		-d cpu_reset -D "$work/resets" </dev/null 2>&1 | tr -d '\r' >"$out"
	status=${PIPESTATUS[0]}
	said "# ${2##* }"
}
# Did a triple fault lead to a reset, in the ROM?  SeaBIOS has some of its own, to start over.
faulted() { awk '/^Triple fault/ { triple = 1 } triple && /^EIP=/ { print; triple = 0 }' "$work/resets" | grep -q '^EIP=907'; }
outs() { sed -n 's/^# out //p' "$out" | tr '\n' ';'; }

for machine in pc q35; do
	ends $machine poweroff && [ "$status" = 0 ] && ! faulted
	result $? "Shutdown turns off a $machine"
	ends $machine reboot && [ "$status" = 33 ] && said "ok 1 - booted again" && ! faulted
	result $? "Reboot resets a $machine, not by a triple fault"
done
ends pc "moved poweroff" && [ "$status" = 0 ]
result $? "Shutdown turns off a pc with its power management at 0x640"
ends pc,acpi=off "halts poweroff" && [ "$status" = 33 ] && grep -q '^ok .* halted, with interrupts off' "$out"
result $? "Shutdown halts a pc without power management, for good"
ends q35 "step poweroff" && [ "$(outs)" = "0x3c00 to 0x604, interrupts off;0x2000 to 0x604, interrupts off;" ]
result $? "Shutdown writes a q35's S5, and QEMU's: $(outs)"
ends pc "step reboot" && [ "$(outs)" = "0xfe to 0x64, interrupts off;" ]
result $? "Reboot asks the keyboard controller: $(outs)"
ends pc,i8042=off reboot && [ "$status" = 33 ] && said "ok 1 - booted again" && faulted
result $? "Reboot resets a pc that has none, by a triple fault"
finish
