#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# check-kernel: each wrong use gets one line before anything boots; each verdict and each end of a run gets its exit status.
set -u
export PYTHONDONTWRITEBYTECODE=1
cd "$(dirname "$0")/.." || exit 2
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
rom=$(rom native-i386)
client=$(kernel client30)
guest=$(kernel guest)
say=build/ends/say.elf
linux=build/linux/i386/bzImage
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
command="tools/vmi-check-kernel/vmi-check-kernel"

# checks STATUS "TEXT TEXT..." WORD...: it says all of these lines, extended regular expressions.
checks() {
	status=$1 texts=$2
	shift 2
	$command "$@" >"$work/out" 2>&1 </dev/null
	got=$?
	wrong=''
	[ $got = "$status" ] || wrong="exit status $got, expected $status"
	printf '%s\n' "$texts" >"$work/texts"
	while IFS= read -r text; do
		grep -qE -- "$text" "$work/out" || wrong="$wrong; no line like '$text'"
	done <"$work/texts"
	if [ "$status" = 2 ] && [ "$(grep -vc '^make:' "$work/out")" != 1 ]; then wrong="$wrong; more than one line"; fi
	words=$(printf %s "$*" | LC_ALL=C tr -dc ' -~')
	[ -z "$wrong" ] || wrong="$wrong
$(cut -c 1-200 "$work/out" | tail -n 30)"
	result "$wrong" "$words: $status, $(head -n 1 "$work/texts")"
}

says "--help" 0 '^usage: vmi-check-kernel KERNEL=' $command --help
: >"$work/empty"
checks 2 "no KERNEL=file given"
checks 2 "unknown word 'FROB=1'" KERNEL="$guest" FROB=1
checks 2 "unknown word '$guest'" "$guest"
checks 2 "cannot read kernel '$work/no': No such file" KERNEL="$work/no"
checks 2 "cannot read kernel '$work': it is a folder" KERNEL="$work"
mkfifo "$work/fifo"
checks 2 "cannot read kernel '$work/fifo': it is no regular file" KERNEL="$work/fifo"
checks 2 "cannot read initrd '/dev/zero': it is no regular file" KERNEL="$guest" INITRD=/dev/zero
checks 2 "cannot read ROM '/dev/zero': it is no regular file" KERNEL="$guest" ROM=/dev/zero
truncate -s 5G "$work/huge"
checks 2 "kernel '$work/huge' has more than 1024 MiB" KERNEL="$work/huge"
checks 2 "initrd '$work/huge' has more than 4096 MiB" KERNEL="$guest" INITRD="$work/huge"
checks 2 "cannot read kernel '/proc/self/mem'" KERNEL=/proc/self/mem
checks 2 "kernel '$work/empty' is empty" KERNEL="$work/empty"
checks 2 "'README.md' is no bzImage, multiboot or PVH kernel" KERNEL=README.md
checks 2 "cannot read initrd '$work/no'" KERNEL="$guest" INITRD="$work/no"
checks 2 "cannot read ROM '$work/no'" KERNEL="$guest" ROM="$work/no"
checks 2 "'README.md' is no option ROM" KERNEL="$guest" ROM=README.md
head -c 4096 "$rom" >"$work/short.rom"
checks 2 "says 8192 bytes and has 4096" KERNEL="$guest" ROM="$work/short.rom"
build/faulty/poke-rom "$rom" "$work/sum.rom" unmended
checks 2 "wrong checksum" KERNEL="$guest" ROM="$work/sum.rom"
build/faulty/poke-rom "$rom" "$work/other.rom" 8:00
checks 2 "is no VMI ROM" KERNEL="$guest" ROM="$work/other.rom"
build/faulty/poke-rom "$rom" "$work/other.rom" 13:04
checks 2 "is for kernels for x86-64" KERNEL="$guest" ROM="$work/other.rom"
checks 2 "SMP is a number from 1 to 255, not '0'" KERNEL="$guest" SMP=0
checks 2 "MEM is a number from 2 to [0-9]+, not '64M'" KERNEL="$guest" MEM=64M
checks 2 "TIMEOUT is a number from 1 to [0-9]+, not '-1'" KERNEL="$guest" TIMEOUT=-1
checks 2 "MACHINE is pc or q35, not 'vax'" KERNEL="$guest" MACHINE=vax
checks 2 "HPET is on or off, not 'no'" KERNEL="$guest" HPET=no
checks 2 "ICOUNT is on or off, not 'auto'" KERNEL="$guest" ICOUNT=auto
checks 2 "CPU is a model of 'qemu-system-i386 -cpu help', not 'z80'" KERNEL="$guest" CPU=z80
checks 2 "PLATFORM is baremetal or xen-hvm or xen-pv, not 'kvm'" KERNEL="$guest" PLATFORM=kvm
checks 2 "HAP is not for PLATFORM=baremetal" KERNEL="$guest" HAP=no
checks 2 "HAP is no or yes, not 'on'" KERNEL="$guest" PLATFORM=xen-hvm HAP=on
checks 2 "MACHINE is not for PLATFORM=xen-hvm" KERNEL="$guest" PLATFORM=xen-hvm MACHINE=q35
checks 2 "INITRD is not for PLATFORM=xen-pv" KERNEL="$guest" PLATFORM=xen-pv INITRD="$guest"
checks 2 "SMP is a number from 1 to 32, not '33'" KERNEL="$guest" PLATFORM=xen-hvm SMP=33
checks 2 "APPEND can't hold quotation marks, backslashes or line ends with PLATFORM=xen-hvm" KERNEL="$guest" PLATFORM=xen-hvm APPEND='a "b"'
checks 2 "kernel '$say' has no ELF notes for Xen" KERNEL=$say PLATFORM=xen-pv
checks 2 "EXPECT is no regular expression" KERNEL="$guest" EXPECT='('
checks 2 "cannot write LOGS '$work/empty': File exists" KERNEL="$guest" LOGS="$work/empty"
mkdir -p "$work/taken/with.log" "$work/zero"
ln -s /dev/zero "$work/zero/without.log"
checks 2 "cannot write LOGS '$work/taken/with.log': Is a directory" KERNEL="$guest" LOGS="$work/taken"
checks 2 "cannot write LOGS '/proc/self/without.log': " KERNEL="$guest" LOGS=/proc/self
checks 2 "cannot write LOGS '$work/zero/without.log': it is no regular file" KERNEL="$guest" LOGS="$work/zero"
printf '\177ELF, as if' >"$work/no-qemu"
chmod +x "$work/no-qemu"
command="env QEMU=$work/no-qemu tools/vmi-check-kernel/vmi-check-kernel"
checks 2 "cannot go on: OSError: .*Exec format error" KERNEL="$guest" CPU=max
checks 2 "QEMU could not run the kernel: OSError: .*Exec format error" KERNEL="$guest"
cp tools/vmi-check-kernel/vmi-check-kernel "$work/alone"
command="$work/alone"
checks 2 "^alone: a part of it is missing: kernel_logs.py; it belongs beside '$work/alone'" KERNEL="$guest"
mkdir -p "$work/installed/bin" "$work/installed/share/vmi-rom/check-kernel"
cp tools/vmi-check-kernel/vmi-check-kernel "$work/installed/bin"
cp tools/vmi-check-kernel/*.py "$work/installed/share/vmi-rom/check-kernel"
command="$work/installed/bin/vmi-check-kernel"
checks 7 "^vmi-check-kernel: PLATFORM=xen-hvm takes the test-bed of the source tree, and there is no '.*/tests/xen/domu'" KERNEL="$guest" ROM="$rom" PLATFORM=xen-hvm
command=tools/vmi-check-kernel/vmi-check-kernel
one_line() { # ERROR COMMAND...
	text=$1
	shift
	"$@" 2>"$work/out"
	if [ $? = 2 ] && grep -q "^vmi-check-kernel: $text" "$work/out" && [ "$(wc -l <"$work/out")" = 1 ]; then return 0; fi
	cat "$work/out"
	return 1
}
full() { "$@" >/dev/full; }
closed() { "$@" >&-; }
ok "standard output that is full: one line" one_line "cannot write to standard output: No space" full $command KERNEL=build/ends/reset.elf
ok "with --help" one_line "cannot write to standard output: No space" full $command --help
ok "standard output that is closed" one_line "cannot write to standard output: Bad file" closed $command --help
command="env PYTHONIOENCODING=ascii tools/vmi-check-kernel/vmi-check-kernel"
checks 3 '^1: .* \\| 1: \\\\xfc' KERNEL=$say APPEND='{ü}^'
command="env QEMU=no-such-qemu tools/vmi-check-kernel/vmi-check-kernel"
checks 2 "no no-such-qemu here" KERNEL="$guest"
command="env -u MAKEFLAGS -u MAKELEVEL make -s check-kernel"  # as a user calls it, not as a part of make -j check
# shellcheck disable=SC2016
checks 2 "CPU is a model of 'qemu-system-i386 -cpu help', not '.\\(z .80'" KERNEL="$guest" CPU='$(z "80'

# Blanks, commas, quotes and dollars, through make, down to the kernel.
cp "$guest" "$work/a, b.elf"
cp "$rom" "$work/c, d.rom"
checks 0 "^append +only=user  e\"f 'g' \\\$\(h #i,,j\$
^ROM .*$work/c, d.rom: VMI 3.0, 8192 bytes
^without +EXPECT appeared( .*)?; virtual time about 0\.[0-9]+ s, [0-9]{7,9} instructions
^with +EXPECT appeared( .*)?; virtual
^ROM +taken: Init ran at c00c[0-9a-f]+, GetRelocationInfo was asked; [0-9]+ pieces
^  said .*vmi-report: status=OK
^verdict  0:" KERNEL="$work/a, b.elf" ROM="$work/c, d.rom" APPEND="only=user  e\"f 'g' \$(h #i,,j" EXPECT='^1\.\.[0-9]+$'
command="tools/vmi-check-kernel/vmi-check-kernel"

checks 0 "^without +isa-debug-exit with 0x10; 
^with +isa-debug-exit with 0x10; 
^ROM +taken: 
^verdict  0:" KERNEL="$guest" APPEND=only=user LOGS="$work/logs" SMP=2 MEM=64 MACHINE=q35 CPU=max HPET=off
ok "LOGS has both" grep -q 'status=OK' "$work/logs/with.log"
ok "and they differ" grep -q 'status=NO_ROM' "$work/logs/without.log"
checks 0 "^ROM +taken: 
^verdict  0:" KERNEL="$client" EXPECT='^1\.\.' CPU=pentium3
ok "what differs is shown side by side" grep -qE '^[0-9]+: not ok 1 - probe: there is no ROM .* \| [0-9]+: # VMI: Found' "$work/out"
checks 0 "^ROM +taken: " KERNEL="$(kernel client30-pae)" EXPECT='^1\.\.' ROM="$(rom native-i386-call)" ROWS=3
ok "ROWS shortens it" grep -qE '^\.\.\. and [0-9]+ rows more' "$work/out"
checks 0 "^ROM +taken: Init ran at c[0-9a-f]{4}\b.*, GetRelocationInfo was asked; [1-9][0-9][0-9] pieces
^  said   mach: now in VMI mode" KERNEL="$(kernel client13)" ROM="$(rom native-i386-v13)" EXPECT='^1\.\.'
checks 3 "^ROM +not taken: .*never ran its Init" KERNEL="$(kernel client13)" EXPECT='^1\.\.'
checks 1 "^verdict  1: without the ROM: isa-debug-exit with 0x11; with it: isa-debug-exit with 0x10" KERNEL="$client"
checks 1 "^verdict  1: with the ROM: EXPECT did not appear" KERNEL="$client" EXPECT='not ok 1 - probe: there is no ROM'
checks 1 "^verdict  1: with the ROM: EXPECT did not appear" KERNEL="$client" EXPECT='^1\.\.' ROM=build/faulty/iret-destroys-eax.rom
checks 3 "^ROM +not taken: firmware ran its entry at c[0-9a-f]{4}; the kernel never ran its Init
^verdict  3:" KERNEL="$guest" APPEND="only=user vmi=off"
build/faulty/poke-rom "$rom" "$work/refuses.rom" 0x80:b805000000c3
checks 3 "^ROM +not taken: Init ran at c00c[0-9a-f]+, and then GetRelocationInfo was never asked" KERNEL="$guest" APPEND=only=user ROM="$work/refuses.rom"

checks 0 "^kernel .* ICOUNT=off
^with +isa-debug-exit with 0x10; about [0-9.]+ s by the host's clock; [0-9]+ lines
^verdict  0:" KERNEL="$guest" APPEND=only=user SMP=2 ICOUNT=off

# Each end that a kernel can come to.
checks 5 "^without  all processors halted for good
^verdict  5: without the ROM: all processors halted" KERNEL=build/ends/halt.elf
checks 4 "^with     it did not end in time \(5 s; running at 001010[0-9a-f]+, halted at [0-9a-f]+\); EXPECT did not appear; virtual
^hint .* try ICOUNT=off
^verdict  4: without and with the ROM it did not end in time" SMP=2 KERNEL=build/ends/loop.elf TIMEOUT=5 EXPECT=never
checks 5 "^without  kernel panic \(.*Kernel panic - not syncing: asked to\)" KERNEL=build/ends/panic.elf
checks 5 "^verdict  5: without the ROM: triple fault" KERNEL=build/ends/triple.elf
checks 5 "^verdict  5: without the ROM: EXPECT did not appear \(reset\)" KERNEL=build/ends/reset.elf EXPECT=never
checks 3 "^with     reset; virtual time [0-9.]+ s, [0-9]+ instr
^logs     alike" KERNEL=build/ends/reset.elf MACHINE=q35
checks 3 "^with     power off; " KERNEL=build/ends/poweroff.elf
checks 3 "^with     isa-debug-exit with 0x0; virtual time about 0\.2[0-4][0-9] s, 2[0-4][0-9]{7} instr" KERNEL=build/ends/count.elf
checks 2 "QEMU could not run the kernel: .*" KERNEL=build/ends/reset.elf CPU=pentium3,no-such-feature=on

# A fault counts whatever the kernel does then, but only if it is the ROM's.
checks 1 "^with     kernel panic \(Kernel panic - not syncing: no; then reset\); virtual
^fault    only with the ROM, line 2: Kernel panic
^verdict  1: with the ROM: kernel panic; a fault in line 2: Kernel panic" KERNEL=$say APPEND='up;{Kernel panic - not syncing: no;}^'
checks 5 "^without  kernel panic \(Kernel panic - not syncing: no; then power off\); virtual
^fault    in both, line 2: Kernel panic
^verdict  5: without the ROM: kernel panic" KERNEL=$say APPEND='up;Kernel panic - not syncing: no;!'
checks 1 "^verdict  1: with the ROM: a fault in line 2: BUG: unable" KERNEL=$say APPEND='up;{BUG: unable to handle kernel NULL pointer dereference;}up;!'
checks 1 "^with     EXPECT appeared
^verdict  1: with the ROM: a fault in line 2: Oops: 0002" KERNEL=$say APPEND='up;{Oops: 0002 [#1] SMP;}READY;' EXPECT=READY
checks 1 "^verdict  1: with the ROM: it did not end in time; a fault in line 2: kernel BUG at" KERNEL=$say APPEND='up;{kernel BUG at mm/slab.c:1;}<READY;>' EXPECT=READY TIMEOUT=8
checks 1 "^verdict  1: with the ROM: a fault in line 2: divide error: 0000" KERNEL=$say APPEND='up;{divide error: 0000 [#1] SMP;}!'
checks 3 "^verdict  3: .*ended well" KERNEL=$say APPEND='up;{done [#1];DEBUG: whoops;};!'
checks 3 "^fault    in both, line 2: Oops: 0000
^warning  only with the ROM, line 3: WARNING: at
^verdict  3: .*there are faults in both" KERNEL=$say APPEND='up;Oops: 0000 [#1];{WARNING: at mm/slab.c:1 f;}READY;' EXPECT=READY

# What they print in pieces, or without end.
checks 5 "^verdict  5: without the ROM: EXPECT did not appear \(reset\)" KERNEL=$say APPEND='READY~ not;^' EXPECT='READY$'
checks 3 "^with     EXPECT appeared; virtual time about 0\.[0-3]" KERNEL=$say APPEND='up;login: ' EXPECT='^login:$'
checks 3 "^without  EXPECT appeared \(then reset\); virtual
^with     EXPECT appeared \(then reset\); virtual" KERNEL=$say APPEND='up;READY^' EXPECT='READY$'
checks 4 "^verdict  4: " KERNEL=$say APPEND='up;{x}*y' TIMEOUT=6
ok "and a line without end is shown in part" grep -qE '^ +\.\.\. [0-9]{4,} characters in all ' "$work/out"
ok "which are few rows" test "$(wc -l <"$work/out")" -lt 40

# A kernel's repetition of its command line is no sign of life, and no fault.
for echo in 'Kernel command line: ' 'Command line: ' 'Unknown kernel command line parameters "' "Unknown boot option \`"; do
	checks 5 "^verdict  5: without the ROM: EXPECT did not appear \(reset\)" KERNEL=$say EXPECT=READY APPEND="$echo READY;^"
done
checks 3 "^ROM +not taken: " KERNEL=$say APPEND='up;Kernel command line: {Oops: mach: now in VMI mode};!'

# What helps in known cases.
checks 3 "^hint     nothing came over the serial line" KERNEL=$say APPEND='^'
checks 1 "^hint     .* dies in hpet_disable\(\) .* HPET=off" KERNEL=$say APPEND='up;{BUG: unable to handle kernel paging request;EIP is at hpet_disable+0x10;}^'
# A ratio has the digits that are known.
checks 3 "^ratio    with the ROM to without (0\.9|1\.0)[0-9] in instructions, [01]\.[0-9][0-9] in virtual time\$" KERNEL=$say APPEND='~~~~~~~~~~up;!'
checks 3 "^ratio    not known: " KERNEL=$say APPEND='~~~~~~~~~~up;' EXPECT=up

# Nothing of a log or of a word does anything to the terminal but print.
checks 1 "^append   \{Oops: +VMI \\\\x1b\(x\\\\x07\\\\u009b\\\\xff\}\^\\\\x0a\.\$
^.* \| 1: Oops: +VMI \\\\x1b\(x\\\\x07\\\\u009b\\\\xff\$
^fault .*Oops: +VMI \\\\x1b\(x\\\\x07
^  said   Oops: +VMI \\\\x1b\(x\\\\x07
^verdict .*Oops: +VMI \\\\x1b" KERNEL=$say APPEND="$(printf '{Oops:\tVMI \033(x\007\302\233\377}^\n.')"
ok "no control byte comes out" test -z "$(LC_ALL=C grep -a '[^ -~]' "$work/out")"
checks 2 "unknown word 'A\\\\x0a\\\\x1bB=1'" "$(printf 'A\n\033B=1')"

# A QEMU that doesn't tell which code ran: the kernel's own word is all there is.
cat >"$work/qemu" <<'END'
#!/bin/sh
for word; do
	shift
	case $word in cpu_reset,in_asm) word=cpu_reset ;; esac
	set -- "$@" "$word"
done
exec qemu-system-i386 "$@"
END
chmod +x "$work/qemu"
command="env QEMU=$work/qemu tools/vmi-check-kernel/vmi-check-kernel"
checks 6 "^ROM +unknown: 
^verdict  6:" KERNEL="$client" EXPECT='^1\.\.'
checks 0 "^ROM +taken: so says the kernel" KERNEL="$guest" APPEND=only=user
checks 3 "^ROM +not taken: so says the kernel" KERNEL="$guest" APPEND=only=user ROM="$work/refuses.rom"
command="tools/vmi-check-kernel/vmi-check-kernel"

# QEMU may say two things in one breath.
ok "an event right behind a reply is seen" python3 - <<'END'
import socket, sys
sys.path.insert(0, "tools/vmi-check-kernel")
from kernel_run import Qmp
ours, theirs = socket.socketpair()
theirs.sendall(b'{"QMP": {}}\n{"return": {}}\n{"return": 1}\n{"event": "SHUTDOWN", "data": {"reason": "guest-reset"}}\n{"return": 2}\n')
theirs.shutdown(socket.SHUT_WR)
qmp = Qmp(ours)
assert (qmp("a"), qmp("b"), qmp.shutdown) == (1, 2, "guest-reset"), qmp.shutdown
END

# What Linux of 2.6.24 to 2.6.36 says and does, as far as it is known.
ok "whether Linux took the ROM is seen by what ran, and its words are quoted" python3 - <<'END'
import sys, types
sys.path.insert(0, "tools/vmi-check-kernel")
from kernel_run import Taken
rom = bytearray(b"\x90" * 8192)
rom[:3], rom[13], rom[3], rom[0x80], rom[0x88] = b"\x55\xaa\x10", 3, 0xCB, 0xE9, 0xEB
FIRMWARE, INIT, ASK = (3, 0xCD003), (0x80, 0xC00CD080), (0x88, 0xC00CD088)
FOUND = "[    0.000000] VMI: Found the project native, API version 3.0, ROM version 1.0"
MANY = ["vmi: registering clock source khz=%d" % n for n in range(9)]
def look(ran, *log):
	trace = "".join("IN: \n0x%08x:  %02x 90      x\n\n" % (at, rom[offset]) for offset, at in ran)
	taken = Taken(rom, types.SimpleNamespace(text=bytearray("\n".join(log).encode()), read_trace=lambda: trace))
	return taken.verdict, taken.said
ON = "Booting paravirtualized kernel on "
for name in "vmi", "vmi [deprecated]":
	assert look((FIRMWARE, INIT, ASK), FOUND, *MANY, "[    0.0] " + ON + name) == (True, [FOUND, "[    0.0] " + ON + name, *MANY[:4]])
assert look((FIRMWARE, INIT, ASK)) == (True, [])  # quiet
failed = "VMI ROM failed to initialize!<6>Zone PFN ranges:"  # no newline there
assert look((FIRMWARE, INIT), FOUND, failed, ON + "bare hardware") == (False, [FOUND, failed, ON + "bare hardware"])
assert look((FIRMWARE,), "Linux", ON + "bare hardware") == (False, [ON + "bare hardware"])
assert look((FIRMWARE,), "VMI: Non GPL license `' found for ROM. Not used.")[0] is False
assert look((FIRMWARE, INIT, ASK), ON + "KVM")[0] is None
assert look((FIRMWARE,), ON + "vmi")[0] is True
END

# What always differs is no difference.
ok "times and clock rates don't count" python3 - <<'END'
import sys
sys.path.insert(0, "tools/vmi-check-kernel")
from kernel_logs import differences
same = [("[    0.000000] Linux version 2.6.32", "[    0.000001] Linux version 2.6.32"), ("<6>[   12.5] up", "<6>[    9.25] up"),
	("Detected 999.989 MHz processor.", "Detected 1000.012 MHz processor."), ("2001.08 BogoMIPS (lpj=1000540)", "1999.90 BogoMIPS (lpj=999950)"),
	("Time: 10:00:59  Date: 01/01/20", "Time: 10:01:00  Date: 01/01/20"), ("ok 7 - flags", "ok 9 - flags")]
other = [("Memory: 124000k/131072k", "Memory: 124008k/131072k"), ("BUG at c0100000", "BUG at c0100004"), ("pid 12", "pid 13"), ("ok 1 - a", "not ok 1 - a")]
for a, b in same:
	assert not differences([a], [b]), (a, b)
for a, b in other:
	assert differences([a], [b]) == [((0, a), "|", (0, b))], (a, b)
assert differences(["a", "b", "c"], ["a", "c", "d"]) == [((1, "b"), "<", None), None, (None, ">", (2, "d"))]
END
ok "the fewest rows are shown" python3 - <<'END'
import random, sys
sys.path.insert(0, "tools/vmi-check-kernel")
from kernel_logs import shortest, unequal
def most(a, b):  # equal lines that any comparison can find
	best = [0] * (len(b) + 1)
	for x in a:
		left = best[:]
		for n, y in enumerate(b):
			best[n + 1] = left[n] + 1 if x == y else max(best[n], left[n + 1])
	return best[-1]
some = random.Random(1)
for _ in range(2000):
	a, b = ([some.randrange(4) for _ in range(some.randrange(12))] for _ in "ab")
	pairs = shortest(a, b)[0]
	assert len(pairs) == most(a, b) and pairs == sorted(pairs) and all(a[x] == b[y] for x, y in pairs), (a, b, pairs)
	x = y = 0
	for a1, a2, b1, b2 in unequal(a, b) + [(len(a), 0, len(b), 0)]:
		assert a[x:a1] == b[y:b1], (a, b)
		x, y = a2, b2
END
ok "lines without end are read in seconds, and shown where they differ" python3 - <<'END'
import os, re, signal, sys, types
sys.path.insert(0, "tools/vmi-check-kernel")
import kernel_logs, kernel_run
signal.alarm(60)
run = kernel_run.Run(types.SimpleNamespace(expect=re.compile("x*[yz]$")), "with", True, "/tmp")
ours, theirs = os.pipe()
for _ in range(300):
	os.write(theirs, b"x" * 65536)
	run.read(ours)
assert not run.seen and len(run.text) == 300 << 16
os.write(theirs, b"y\n")
run.read(ours)
assert run.seen == 1
long = "[ 1.0] " + "x" * 5000000
shown = kernel_logs.side_by_side(kernel_logs.differences([long + "a" + long], ["[  12.5] " + long[7:] + "b" + long]), 100)
assert len(shown) < 20 and re.search(r" \.\.\. x+a.* \| .* \.\.\. x+b", shown[1]), shown
END
ok "20,000 lines, however often repeated, take seconds" python3 - <<'END'
import random, signal, sys
sys.path.insert(0, "tools/vmi-check-kernel")
from kernel_logs import differences
signal.alarm(60)
some = random.Random(1)
assert len(differences(["a"] + ["x"] * 20000 + ["b"], ["c"] + ["x"] * 19990 + ["d"])) == 13
for kinds in 2, 4, 30, 10000:
	differences(*([str(some.randrange(kinds)) + "x" for _ in range(20000)] for _ in "ab"))
differences(["a", "b"] * 10000, ["b", "b", "a"] * 6000)
differences([str(n) + "x" for n in range(20000)], [str(n) + "x" for n in range(20000, 0, -1)])
END

# Ten million instructions take ten milliseconds.
ten='~~~~~~~~~~'
checks 3 "^with .*; a sleep of 0\.2 s took 0\.(19|2[012])" KERNEL=$say APPEND="up;check-kernel: sleep 0.2 begins;$ten${ten}check-kernel: sleep 0.2 ends;!"
checks 1 "^verdict  1: with the ROM: a sleep of 0\.2 s took 0\.[34]" KERNEL=$say \
	APPEND="up;check-kernel: sleep 0.2 begins;$ten$ten{$ten$ten}check-kernel: sleep 0.2 ends;!"
checks 3 "^warning  only with the ROM, line 2: \[ +1\.0\] Losing too many ticks" KERNEL=$say APPEND='up;{[    1.0] Losing too many ticks!;}!'

# On Xen, the same file in a domU.
have_bed() {
	tests/xen/get-dom0 2>"$work/why" && tests/xen/get-pv32 2>"$work/why" && return
	skip "$1" "$(tail -n 1 "$work/why")"
	return 1
}
if have_bed "a kernel as HVM domU"; then
	checks 0 "^kernel .* SMP=2 MEM=64 HAP=no HPET=off; an HVM domU of Xen
^without  shutdown with 0x10; about [0-9.]+ s by the host's clock
^ROM +taken: GetRelocationInfo was asked at c00c0000, without Init
^verdict  0:" KERNEL="$guest" PLATFORM=xen-hvm SMP=2 MEM=64 APPEND=only=boot TIMEOUT=900
fi

if [ -r $linux ]; then
	checks 3 "^append   console=ttyS0,115200 earlyprintk=serial,ttyS0,115200 pci=off\$
^without  EXPECT appeared; virtual time about [1-9]
^ROM +not taken: firmware ran its entry at c[0-9a-f]{4}; the kernel never ran its Init
^logs +([0-9] rows differ|alike)
^verdict  3:" KERNEL=$linux APPEND=pci=off EXPECT='Memory: [0-9]+K' TIMEOUT=300
else
	skip Linux "there is no $linux: tests/xen/get-linux32 says why"
fi
finish
