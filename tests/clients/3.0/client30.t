#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The stand-in for kernels that speak VMI 3.0, without a ROM, with ours, and with ROMs that such a kernel dies of.
set -u
cd "$(dirname "$0")/../../.." || exit 2
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
evidence() { grep -v '^ok \|^# answer ' "$out" | tail -n 30; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
out=$work/out

standard=$(rom native-i386)
everything=$(rom native-i386-call)
nopae=$(kernel client30)
pae=$(kernel client30-pae)

qemu=${QEMU:-qemu-system-i386}
boot() { QEMU=$qemu tests/boot --timeout 60 "$@" >"$out" 2>&1; status=$?; tr -d '\r' <"$out" >"$out.lf"; mv "$out.lf" "$out"; }

place() { printf '%d' "0x$(nm "$(rom_elf native-i386-call)" | sed -n "s/^\([0-9a-f]*\) . $1\$/\1/p")"; }
little() { printf '%02x%02x%02x%02x' $(($1 & 255)) $(($1 >> 8 & 255)) $(($1 >> 16 & 255)) $(($1 >> 24 & 255)); }
answers=$(place answers)
relocation=$(place get_relocation_info)
slot() { echo $((256 + 32 * $1)); }

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
	result "$wrong" "$(basename "$guest" .elf) $*: $ran tests"
}

passes "$nopae" --cmdline norom
passes "$pae" --cmdline norom
passes "$nopae" --rom "$standard"
passes "$pae" --rom "$standard"
result "$(grep -q '^# sites [0-9]*: none [1-9][0-9]*, call 2, jump 1, nop 0' "$out" || grep '^# sites' "$out")" "the flag calls are its own"
passes "$nopae" --rom "$everything" --machine q35 --mem 3072 --cpu max
passes "$pae" --rom "$everything" --machine q35 --mem 3072 --cpu max
passes "$nopae" --rom "$standard" --mem 1536 --cpu pentium3
passes "$pae" --rom "$standard" --mem 1536 --cpu core2duo
passes "$nopae" --rom "$everything" --mem 64 --cpu pentium3
passes "$pae" --rom "$everything" --mem 64 --machine q35 --cpu n270
passes "$nopae" --cmdline "norom smp" --smp 2
# The least that such a kernel can live on: IRET and SYSEXIT.
least=$work/least.rom
build/faulty/poke-rom "$everything" "$least" "$answers:$(printf '%0148d' 0)" $((answers + 33)):0101
passes "$nopae" --rom "$least"
passes "$pae" --rom "$least"
# One that writes to the APIC where this kernel has it, which no ROM can know: what the kernel makes of such answers.
apic=$work/apic.rom
build/faulty/poke-rom "$everything" "$apic" $((answers + 63)):0101 "$(slot 63):899000e0ffffc3" "$(slot 64):8b8000e0ffffc3"
passes "$nopae" --rom "$apic" --cmdline "kernel=24 smp" --smp 2
# A descriptor's write that is answered nop: 2.6.32 wraps it, and keeps its own; 2.6.24 has none then.
empty=$work/empty.rom
build/faulty/poke-rom "$everything" "$empty" $((answers + 11)):030303
passes "$nopae" --rom "$empty"
for kernel in $nopae $pae; do
	passes "$kernel" --rom "$standard" --cmdline smp --smp 2 --machine q35
	passes "$kernel" --rom "$everything" --cmdline smp --smp 2 --mem 2048
	# The oldest of them (section 14).
	passes "$kernel" --rom "$standard" --cmdline kernel=24
	result "$(grep -q '^# sites [0-9]*: none 0, call [1-9]' "$out" || grep '^# sites' "$out")" "its flag calls are called"
	passes "$kernel" --rom "$everything" --cmdline kernel=24 --cpu max
	passes "$kernel" --rom "$standard" --cmdline "kernel=24 smp" --smp 2
done

# Its time, by a timer of its own that does what a ROM should (model.c): with the standard ROM, and as if the ROM gave it.
passes "$nopae" --rom "$standard" --cmdline "model smp" --smp 2 --timeout 400
passes "$pae" --rom "$everything" --cmdline "model kernel=24" --timeout 400
result "$(grep -q '^ok .* - keeps: SetAlarm: ' "$out" || echo "nobody has looked")" "its alarms are watched as calls are"

# The standard ROM gives each kind of kernel the cheaper of two answers to its flag calls, in each loop (docs/client30-answers.md).
loops() { # NAME ROM KERNEL WORDS
	boot --icount --rom "$2" --cmdline "bench loops $4" "$3"
	sed -n 's/^# bench //p' "$out" >"$work/loops.$1"
}
standard_flags=$(($(nm "$(rom_elf native-i386)" | sed -n 's/^\([0-9a-f]*\) . answers$/0x\1/p') + 29))
build/faulty/poke-rom "$standard" "$work/none.rom" "$standard_flags:00000000"
build/faulty/poke-rom "$standard" "$work/call.rom" "$standard_flags:01010101"
cheaper() { # KERNEL WORDS GIVEN OTHER
	loops given "$standard" "$1" "$2"
	for rom in "$3" "$4"; do loops "$rom" "$work/$rom.rom" "$1" "$2"; done
	result "$(cd "$work" &&
		paste -d ' ' loops.given "loops.$3" "loops.$4" | awk '{ n += $2 == $4 && $2 < $6; line = line $0 "; " }
			END { if (n != 5) print n + 0 " are so: " line }')" "$(basename "$1" .elf) $2: flag calls are answered $3, which is cheaper than $4 in each of 5 loops"
}
for kernel in $nopae $pae; do
	cheaper "$kernel" "" none call
	cheaper "$kernel" kernel=24 call none
done

# With a time-stamp counter of more than 32 bits from the start: each instruction counts for 1024.
printf '#!/bin/sh\nexec %s "$@" -icount shift=10,sleep=off\n' "$qemu" >"$work/late"
chmod +x "$work/late"
late() {
	usual=$qemu qemu=$work/late
	"$@"
	qemu=$usual
}
late passes "$nopae" --rom "$everything"
high=$(sed -n 's/^# high word of the time-stamp counter: //p' "$out")
result "$([ "${high:-0}" != 0 ] || echo "it is ${high:-not told}")" "the counter's high word"

# A ROM of ours with something poked into it.
poked=$work/poked

# caught KERNEL WHAT PATTERN ARGUMENTS-OF-tests/boot...: it ends other than well, and says so in a line like that.
caught() {
	guest=$1 what=$2 pattern=$3
	shift 3
	boot "$@" "$guest"
	wrong=''
	case $status in 1 | 3 | 5) ;; *) wrong="exit status $status; " ;; esac
	grep -qE "$pattern" "$out" || wrong="${wrong}no line like '$pattern'"
	result "$wrong" "$(basename "$guest" .elf), $what: caught"
}
one_catches() { if [ $((n % 2)) = 0 ]; then caught "$nopae" "$@"; else caught "$pae" "$@"; fi; }

# dies WHAT PATTERN POKE...: the two kernels take turns.
dies() {
	what=$1 pattern=$2
	shift 2
	build/faulty/poke-rom "$everything" "$poked" "$@" || exit 2
	one_catches "$what" "$pattern" --rom "$poked"
}

dies "nothing is answered" 'Oops.*CR2 0x0badbab0' "$answers:$(printf '%0148d' 0)"
dies "IRET is answered none" 'Oops.*CR2 0x0badbab0' $((answers + 33)):00
dies "IRET is answered nop" '^Bail out! Oops: vector 6 ' $((answers + 33)):03
dies "SYSEXIT is answered nop" '^Bail out! Oops: vector 6 ' $((answers + 34)):03
dies "a wrapped call is answered jump" 'BUG: call 4 is answered jump' $((answers + 4)):02
dies "a direct call is answered jump" 'not ok .* relocation type 2 for call 21' $((answers + 21)):02
dies "an answer that there isn't" 'BUG: relocation type 9 at a patch site of call 30' $((answers + 30)):09
dies "GetCycleFrequency without the others" "not ok .* timer's calls" $((answers + 66)):01
dies "Init fails" 'not ok .* the ROM runs the kernel' 0x80:b805000000c3
dies "Init destroys EBX" 'not ok .* keeps: Init changes EBX' 0x80:31c031dbc3
dies "Init turns interrupts on" 'not ok .* keeps: Init changes IF' 0x80:31c0fbc3
dies "Init leaves DF on" 'not ok .* keeps: Init changes DF' 0x80:31c0fdc3
dies "Init loads DS" 'not ok .* keeps: Init changes DS' 0x80:31c0161fc3
dies "Init takes a word off the stack" 'not ok .* keeps: Init changes ESP' 0x80:31c0c20400
caught "$nopae" "2.6.24 writes no descriptor" '^# vector 13 error 00000080' --rom "$empty" --cmdline kernel=24
caught "$pae" "2.6.24 writes no descriptor" '^# vector 13 error 00000080' --rom "$empty" --cmdline kernel=24
dies "GetRelocationInfo destroys ESI" 'not ok .* keeps: GetRelocationInfo changes ESI' 0x88:31f631c031d2c3
dies "GetRelocationInfo turns interrupts on" 'not ok .* keeps: GetRelocationInfo changes IF' 0x88:31c031d2fbc3
dies "the checksum is wrong" 'not ok .* - (probe: there is no ROM|rom: checksum)' unmended
# An oops in IRET's slot, at 0x520 from a place that is a multiple of 0x800.
dies "IRET leaves the return address" '^# vector 13 .* eip 0060:c00..[5d]20 ' "$(slot 33):cf"
dies "the iret alone" '^# vector 13 .* eip 0060:c00..[5d]24 ' "$(slot 33):8d642404cf"
caught "$nopae" "2.6.24 writes no descriptor" '^# vector 13 error 00000080' --rom "$empty" --cmdline kernel=24
caught "$pae" "2.6.24 writes no descriptor" '^# vector 13 error 00000080' --rom "$empty" --cmdline kernel=24
# The gate of a refused frame's fault is read through what the program has in DS: each of three reads.
gate_reads=$(objdump -d --no-show-raw-insn "$(rom_elf native-i386-call)" | sed -n 's/^ *\([0-9a-f]*\):.*%ss:.*(%edx).*/\1/p')
for at in $gate_reads; do
	dies "a gate's word at 0x$at is read through DS" '^# vector 14 error 00000000 eip 0060:c00[c-e]' "0x$at:3e"
done
result "$([ "$(echo "$gate_reads" | wc -l)" = 3 ] || echo "$gate_reads")" "a gate has three words"
at=$(objdump -d --no-show-raw-insn --disassemble=judge "$(rom_elf native-i386-call)" | sed -n 's/^ *\([0-9a-f]*\):.*cli.*/\1/p')
dies "an interrupt gate leaves interrupts on" "^not ok .* site: interrupts on, CS null, interrupt gate: the handler's flag" "0x$at:90"
# Once CR4.PSE is set, DisableInterrupts is answered none.
dies "the second answer differs" 'not ok .* every answer always the same' 0x88:e9"$(little $(($(slot 49) - 0x8d)))" \
	"$(slot 49):83f81e750d0f20e2f6c210740531c031d2c3e9$(little $((relocation - $(slot 49) - 23)))"
# InvalPage: call 1f; 1: pop %ecx; movl $0,(%ecx); invlpg (%eax); ret
dies "a body writes the image" 'the ROM writes its own image' "$(slot 46):e80000000059c701000000000f0138c3"

# Bodies that are wrong, of tests/faulty: those that such a kernel can notice, and what it then calls not ok.
while IFS='|' read -r fault line; do
	one_catches "$fault" "^not ok [0-9]+ - $line" --rom "build/faulty/$fault.rom"
done <<'END'
allocate-destroys-edi|keeps: AllocatePage changes EDI
cpuid-destroys-esi|keeps: CPUID changes ESI
clts-clears-mp|cpu: CLTS
cpuid-leaf-is-kept|cpu: CPUID of 0x1, 0
cr0-is-not-loaded|cpu: SetCR0 sets TS
cr2-is-cr3|cpu: GetCR2
cr3-is-not-loaded|returns: user: arrives
disable-leaves-esp-off|keeps: DisableInterrupts changes ESP
enable-destroys-eax|flags: EnableInterrupts, C site: EAX is kept
enable-does-nothing|flags: EnableInterrupts, C site, from off: the flag
flush-does-nothing|mmu: entry in the direct map: exchanged for none, FlushTLB.1.
flush-lets-interrupts-in|tlb: FlushTLB.3.: no interrupt comes while it does
gdt-gets-8-bytes|desc: GetGDT writes 6 bytes
halt-has-a-gap|returns: Halt ends with an interrupt that waits
inval-does-nothing|mmu: entry in the direct map: changed, InvalPage
iopl-opens-interrupts|keeps: SetIOPLMask changes IF
iret-destroys-eax|returns: user: general registers
iret-sets-a-flag|returns: user: EFLAGS
lazy-changes-iopl|keeps: SetLazyMode changes NT, AC or IOPL
ldt-entry-at-0|desc: WriteLDTEntry to a table that isn't loaded
ldt-is-not-loaded|desc: SetLDT
mask-destroys-ecx|keeps: GetInterruptMask changes ECX
mask-is-not-reentrant|inside: GetInterruptMask, from off: the flag and registers
mask-is-inverted|flags: GetInterruptMask, C site: the result
set-mask-only-clears|flags: SetInterruptMask, C site, from off: the flag
set-mask-sets-df|keeps: SetInterruptMask changes DF
sysexit-has-a-gap|returns: SYSEXIT: at user mode's first instruction
sysexit-leaves-if-off|returns: SYSEXIT: interrupts on
tr-loads-es|keeps: SetTR changes ES
tsc-stands-still|cpu: RDTSC
wbinvd-writes-above|keeps: WBINVD changes the caller's stack
wrong-debug-register|cpu: SetDR of DR1
END
caught "$nopae" pxe-also-behind "^not ok [0-9]+ - pages: SetPxE of one entry: else it changes no memory" --rom build/faulty/pxe-also-behind.rom
caught "$nopae" update-clears-entry '^not ok [0-9]+ - mmu: entry in the direct map: write-protected, UpdatePxE' --rom build/faulty/update-clears-entry.rom
# The TSS's entry is the first that counts: #GP(TSS_SEL) of the task register's load.
one_catches gdt-entry-only-low '^# vector 13 error 00000080' --rom build/faulty/gdt-entry-only-low.rom
one_catches disable-needs-ds '^# vector 14 .* eip 0060:c00..[4c]c1 ' --rom build/faulty/disable-needs-ds.rom
one_catches delay-faults '^Bail out! Oops: vector 6 in the kernel' --rom build/faulty/delay-faults.rom

# The stand-in's own.
while read -r fault _ run line; do
	set -- "$fault" "^not ok [0-9]+ - $line" --rom "build/clients/3.0/faulty/$fault.rom"
	case $run in
	any) one_catches "$@" ;;
	nopae) caught "$nopae" "$@" ;;
	pae) caught "$pae" "$@" ;;
	late) late one_catches "$@" ;;
	smp) caught "$nopae" "$@" --smp 2 --cmdline smp ;;
	also) ;;
	*) result "$fault: run" "'$run' is no run" ;;
	esac
done <build/clients/3.0/faulty/manifest

# The model with a fault: by the count of instructions, as time flies then, and no host is busy.
while IFS='|' read -r fault line; do
	one_catches "model=$fault" "^not ok [0-9]+ - $line" --cmdline "norom model=$fault" --icount-shift 6 --timeout 200
done <<'END'
past-is-lost|time: IRQ0: one for 10 ms ago comes
cancel-does-nothing|time: IRQ0: periodic: none comes after CancelAlarm
mask-is-ignored|time: LVTT: masked: a single one doesn't come
all-at-irq0|time: LVTT: and no longer there
twice-as-fast|time: IRQ0: periodic, 100 Hz: not more than there are periods
half-as-fast|time: IRQ0: periodic, 100 Hz: 4 in a row
comes-once|time: IRQ0: periodic, 100 Hz: 4 in a row
never-replaced|time: IRQ0: an earlier one takes the place
counter-has-no-high-word|clock: the counter's low word runs over
tsc-has-another-rate|clock: RDTSC counts as fast
wall-clock-stands|clock: the wall clock goes on
wall-clock-is-local|clock: the wall clock is as the chip's
END
one_catches far-is-at-once '^not ok [0-9]+ - time: .* come early' --cmdline "norom model=far-is-at-once" --timeout 200
one_catches counter-is-back '^not ok [0-9]+ - clock: the counter does not go back between' --cmdline "norom smp model=counter-is-back" --smp 2 --timeout 400

# One that needs another processor to be seen, and both to run at a time: on a busy machine not at the first boot.
for _ in 1 2 3 4 5 6 7 8; do
	boot --rom build/faulty/pxe-long-is-seen-half.rom --cmdline smp --smp 2 "$pae"
	grep -q 'not ok .* seen half written' "$out" && break
done
result "$(grep -q 'not ok .* seen half written' "$out" || echo "exit status $status")" "pxe-long-is-seen-half: caught"

# Accepted or not, in the order of section 1.  A ROM that is refused leaves the kernel native, with a sentence or none.
refused() { # WHAT SENTENCE POKE...
	what=$1 sentence=$2
	shift 2
	build/faulty/poke-rom "$standard" "$poked" "$@" || exit 2
	boot --rom "$poked" --cmdline norom "$nopae"
	said=$(sed -n 's/^# VMI: //p' "$out")
	result "$([ "$status$said" = "0$sentence" ] || echo "exit status $status, '$said'")" "refused: $what"
}
refused "another major version" "Found mismatched rom version 2.0" 13:02
refused "no PCI header" "ROM does not contain PCI header" 24:0000
refused "no licence" "Non GPL license \`unspecified' found for ROM. Not used." 22:0000
refused "no signature" "" 8:00
# Of two ROMs it takes the first that is acceptable, and asks it alone.
takes() { # PRODUCT ARGUMENTS-OF-tests/boot...
	product=$1
	shift
	passes "$nopae" "$@"
	result "$(grep -q "^# VMI: Found vmi-rom $product, " "$out" || grep '^# VMI: ' "$out")" "and takes $product"
}
takes "native i386 call" --rom "$standard" --also "$everything"
takes "native i386" --rom "$everything" --also "$standard"
build/faulty/poke-rom "$everything" "$poked" 22:0000 || exit 2
takes "native i386" --rom "$standard" --also "$poked"
result "$(grep -q '^# VMI: Non GPL' "$out" || echo "of which nothing is said")" "after one without a licence"
for what in "12:4d another minor version" "36:8680 another manufacturer" "26:0000 no PnP header"; do
	build/faulty/poke-rom "$standard" "$poked" "${what%% *}" || exit 2
	passes "$pae" --rom "$poked"
done
result "$(grep -q '^# VMI: Found  , API version 3.0' "$out" || grep '^# VMI: ' "$out")" "the last has no names"
finish
