# SPDX-License-Identifier: GPL-2.0-only
"""One run of a kernel in QEMU, with its virtual clock, and whether it took the ROM; what check-kernel is made of."""
import json
import os
import re
import select
import socket
import subprocess
import tempfile
import threading
import time

from kernel_logs import LINE, line_text, lines

# How a run can end, besides an exit by isa-debug-exit, a reset and a power-off.
SEEN, TIME_OUT = "EXPECT appeared", "it did not end in time"
TRIPLE, PANIC, HALTED = "triple fault", "kernel panic", "all processors halted for good"
ENDLESS, CRASH = "it printed without end", "Xen crashed the domain"
YEAR = 2020  # the same date in both runs
AFTER_PANIC = 2  # seconds for what a panicking kernel still has to say
SILENCE = 1  # seconds, a tenth of them the kernel's, after which a line without an end counts as it stands
LOG_SIZE = 64 << 20  # bytes; no boot prints as many


class Qmp:
	"""QEMU's monitor. After QEMU's end every answer is None."""
	def __init__(self, sock):
		sock.settimeout(20)  # a QEMU too stuck for that is given up
		self.sock, self.file = sock, sock.makefile("r", encoding="utf-8")  # for both, a write would drop what was read ahead
		self.shutdown = None
		self.reply()
		self("qmp_capabilities")

	def reply(self):
		try:
			for line in self.file:
				message = json.loads(line)
				if message.get("event") == "SHUTDOWN":
					self.shutdown = message["data"]["reason"]
				elif "event" not in message:
					return message.get("return")
		except (OSError, ValueError):
			pass
		return None

	def __call__(self, command, **arguments):
		try:
			self.sock.sendall((json.dumps({"execute": command, "arguments": arguments}) + "\n").encode())
		except (OSError, ValueError):
			return None
		return self.reply()

	def hmp(self, line):
		return self("human-monitor-command", **{"command-line": line}) or ""


# The low megabyte is where any client reads the ROM: at linear address 0, at PAGE_OFFSET, or where the ROM itself
# has mapped it (docs/facts/vmi-3.0-client.md section 2, docs/facts/vmi-13.3-client.md section 3). PAGE_OFFSET is 4 MiB aligned, and 1 GiB at
# the least: what user programs do below that is kept out of the list. So do most ROMs map it; ours for 13.3 at WINDOW13.
WINDOW, WINDOW_SIZE, PERIOD, WINDOW13, MIB = 0xC0000, 0x20000, 0x400000, 0x90700000, 0x100000
FILTER = ",".join("0x%x+0x%x" % (at + WINDOW, WINDOW_SIZE) for at in (0, *range(1 << 30, 1 << 32, PERIOD), WINDOW13))
PM_TIMER, PM_HZ = 0x608, 3579545  # where SeaBIOS puts it on both machines; 24 bits


# Where a kernel repeats what it was given, which may hold any words: Linux whole, and what it does not know of it.
ECHO = re.compile(r"[Cc]ommand line: |Unknown kernel command line parameters |Unknown boot option `|Unknown parameter `")
# What a kernel prints of a fault of its own, and what it only warns of.
FAULT = re.compile(r"Kernel panic - |\bPANIC: |\bOops\b|\bBUG: |\bkernel BUG at |: [0-9a-f]{4} \[#\d+\]")
WARNING = re.compile(r"\bWARNING: (at|CPU:) |\bINFO: task .* blocked for |\b[Ll]ost .*\bticks?\b|\bLosing .* ticks\b|\bhrtimer: interrupt took |"
	r"\bclocksource .* unstable|\b(self-)?detected stalls?\b", re.I)
# What the kernel's user space prints around a sleep, which is timed here.
SLEEP = re.compile(r"check-kernel: sleep (\d+(?:\.\d+)?) (begins|ends)\b")
NOTES = 1000  # such lines of a run


def appears(expect, line):
	"""Whether EXPECT is in a line; in an end of a long one, as an expression can take the square of a length."""
	if len(line) <= 2 * LINE:
		return bool(expect.search(line))
	found = expect.search(line, 0, LINE)
	return bool(found and found.end() < LINE or expect.search(line, len(line) - LINE))


class Run(threading.Thread):
	def __init__(self, setup, name, with_rom, work):
		super().__init__(daemon=True)
		self.setup, self.name, self.with_rom = setup, name, with_rom
		self.trace = os.path.join(work, name + ".trace")
		self.work, self.qemu, self.errors = work, None, tempfile.TemporaryFile()
		self.text, self.looked = bytearray(), False
		self.count, self.begun, self.searched, self.asked = 0, 0, 0, 0  # whole lines; where the next begins; to where it has no end, was looked at
		self.end, self.detail, self.trouble = None, "", ""
		self.seen, self.panic, self.panic_at = None, None, 0
		self.faults, self.warnings = {}, {}  # number of a line: the line
		self.instructions, self.ticks, self.seconds, self.exact = 0, 0, 0.0, True
		self.code = None  # what the kernel says itself of its end, as a number
		self.qmp, self.asleep, self.sleeps = None, {}, []  # seconds asked for: since when; asked for, slept

	def command(self, monitor):
		s = self.setup
		hpet = "" if s.hpet == "on" else ",hpet=off"
		line = [s.qemu, "-accel", "tcg", "-M", s.machine + hpet, "-m", str(s.mem), "-smp", str(s.smp),
			"-kernel", os.path.join(self.work, "kernel"), "-append", s.append,
			"-display", "none", "-serial", "stdio", "-monitor", "none", "-net", "none",
			"-chardev", "socket,id=qmp,fd=%d" % monitor, "-mon", "chardev=qmp,mode=control",
			"-device", "isa-debug-exit,iobase=0xf4,iosize=4",
			"-action", "reboot=shutdown,shutdown=pause",  # paused, so that the clock can be read
			"-rtc", "base=%d-01-01,clock=vm" % YEAR,
			"-d", "cpu_reset,in_asm", "-dfilter", FILTER, "-D", self.trace]
		if s.initrd:
			line += ["-initrd", os.path.join(self.work, "initrd")]
		if s.icount == "on":
			line += ["-icount", "shift=0"]
		if s.cpu:
			line += ["-cpu", s.cpu]
		if self.with_rom:
			line += ["-option-rom", os.path.join(self.work, "a.rom")]
		return line

	def run(self):
		try:
			self.boot()
		except Exception as e:  # a thread's error must not look like a verdict
			self.trouble = "%s: %s" % (type(e).__name__, e)
		finally:
			self.kill()

	def kill(self):
		if self.qemu and self.qemu.poll() is None:
			self.qemu.kill()
			self.qemu.wait()

	def boot(self):
		ours, theirs = socket.socketpair()
		self.qemu = subprocess.Popen(self.command(theirs.fileno()), pass_fds=[theirs.fileno()],
			stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.errors)
		theirs.close()
		qmp = self.qmp = Qmp(ours)
		serial = self.qemu.stdout.fileno()
		started = checked = time.monotonic()
		halted, pause = 0, 0.001
		heard, then = started, None  # when the log grew last, and what the clock showed
		while not self.end and self.qemu.poll() is None:
			news = select.select([serial], [], [], pause)[0]
			if news and not self.read(serial):
				break
			if self.seen:
				self.end = SEEN
				break
			self.clock(qmp)
			now = time.monotonic()
			if news or not then:
				heard, then = now, (self.seconds, self.instructions)
			elif now - heard > 10 * SILENCE or (now - heard > SILENCE and self.seconds - then[0] > SILENCE / 10):
				self.look_at_unfinished()
				if self.seen:
					self.end = SEEN
					break
			pause = min(max((now - started) / 200, 0.001), 0.02)  # the last look is at most a little before the end
			if qmp.shutdown:
				self.end = {"guest-shutdown": "power off", "guest-reset": "reset"}.get(qmp.shutdown, qmp.shutdown)
			elif self.panic and now - self.panic_at > AFTER_PANIC:
				self.end, self.detail = PANIC, self.panic
			elif now - started > self.setup.limit:
				self.end, self.detail = TIME_OUT, "%d s; %s" % (self.setup.limit, self.processors(qmp)[1])
			elif len(self.text) > LOG_SIZE:
				self.end, self.detail = ENDLESS, "%d MiB" % (LOG_SIZE >> 20)
			elif now - checked > 1:
				checked = now
				halted = halted + 1 if self.processors(qmp)[0] else 0
				if halted == 2:
					self.end, self.detail = HALTED, "with interrupts off"
		if self.end:
			qmp("stop")
			self.clock(qmp)
			if self.seen and self.asked:  # after a silence
				self.seconds, self.instructions = then
			qmp("quit")
		while select.select([serial], [], [], 5)[0] and self.read(serial):
			pass
		self.look_at_unfinished()
		status = self.qemu.wait(timeout=20)
		# isa-debug-exit gives an odd status; 1 can be that, or QEMU's refusal.
		if status < 0 or (status == 1 and not self.looked) or (not self.end and status & 1 == 0):
			self.errors.seek(0)
			self.trouble = self.errors.read().decode(errors="replace").strip() or "QEMU's exit status %d" % status
		self.exact = bool(self.end) and not self.seen
		if not self.end:
			self.code = status >> 1
			self.end = "isa-debug-exit with 0x%x" % self.code
		if self.end == "reset" and "Triple fault" in self.read_trace():
			self.end = TRIPLE
		if self.seen and self.end != SEEN:  # it was among the last that came
			self.end, self.detail = SEEN, "then " + self.end
		elif self.panic and self.end != PANIC:  # a panicked kernel can reset, power off, halt
			self.end, self.detail = PANIC, "%s; then %s" % (self.panic, self.end)

	def read(self, serial):
		chunk = os.read(serial, 65536)
		self.take(chunk)
		return chunk

	def take(self, chunk):
		"""Takes what has come, and looks at the lines that it has finished."""
		self.text += chunk
		while not self.seen:
			end = self.text.find(b"\n", self.searched)
			if end < 0:
				self.searched = len(self.text)
				break
			self.count += 1
			self.look_at(self.count, line_text(self.text[self.begun:end]))
			self.begun = self.searched = end + 1
			self.asked = 0

	def look_at_unfinished(self):
		if not self.seen and max(self.begun, self.asked) < len(self.text):
			self.asked = len(self.text)
			self.look_at(self.count + 1, line_text(self.text[self.begun:]))

	def look_at(self, number, line):
		if ECHO.search(line):
			return
		if self.setup.expect and appears(self.setup.expect, line):
			self.seen = number
			return
		line = line[:LINE].strip()
		sleep = SLEEP.search(line)
		if sleep and sleep[2] == "begins":
			self.asleep[sleep[1]] = self.now()
		elif sleep and sleep[1] in self.asleep:
			self.sleeps.append((float(sleep[1]), self.now() - self.asleep.pop(sleep[1])))
		if re.search("Kernel panic - not syncing|PANIC: early exception", line) and not self.panic:
			self.panic, self.panic_at = line, time.monotonic()
		for notes, what in (self.faults, FAULT), (self.warnings, WARNING):
			if len(notes) < NOTES and what.search(line):
				notes[number] = line

	def now(self):
		"""The clock that a kernel's sleep is held against: QEMU's virtual one, which is the host's without -icount."""
		self.clock(self.qmp)
		return self.seconds

	def processors(self, qmp):
		"""Whether none of them can ever go on, and what they do. One that was never started counts as halted."""
		each = re.findall(r"EIP=(\S+) EFL=(\S+).*HLT=(\d)", qmp.hmp("info registers -a").replace("RIP=", "EIP=").replace("RFL=", "EFL="))
		running = ["%s at %s" % ("halted" if hlt == "1" else "running", eip) for eip, _, hlt in each]
		dead = bool(each) and all(hlt == "1" and not int(flags, 16) & 0x200 for _, flags, hlt in each)
		return dead, ", ".join(running) or "processors unknown"

	def read_trace(self):
		try:
			with open(self.trace, encoding="latin-1") as f:
				return f.read()
		except OSError:
			return ""

	def clock(self, qmp):
		"""Reads the virtual clock off the ACPI timer, which wraps after 4.7 s: much longer than the time between two looks."""
		replay = qmp("query-replay")
		timer = re.search(r"= 0x([0-9a-f]+)", qmp.hmp("i /w 0x%x" % PM_TIMER))
		if not replay or not timer:
			return
		self.looked = True
		self.instructions = replay["icount"]
		ticks = int(timer.group(1), 16)
		if ticks < 1 << 24:
			self.ticks += (ticks - self.ticks) % (1 << 24)
			self.seconds = self.ticks / PM_HZ
		else:  # firmware has not set it up yet
			self.seconds = self.instructions / 1e9


# Whether the kernel took the ROM: which of its code QEMU has translated, and what the kernel says.

HEADER = {3: (0x80, 0x88), 13: (4 * 32, 85 * 32)}  # major version: Init, GetRelocationInfo
SAYS_TAKEN = r"Booting paravirtualized kernel on vmi|mach: now in VMI mode|vmi-report:.* status=OK\b"
SAYS_NOT = r"Booting paravirtualized kernel on (?!vmi)|VMI ROM failed to initialize|Non GPL license|" \
	r"mismatched rom version|does not contain PCI header|vmi-report:.* status=(?!OK\b)"
SAYS = r"\bVMI\b|\bvmi\b|Booting paravirtualized kernel on "
FIRST = r"VMI: Found |Booting paravirtualized kernel on |VMI ROM failed"  # of these
QUOTED = 6


def blocks(trace):
	"""Each block of code that was run in the window: its linear address and its bytes."""
	for block in trace.split("IN:")[1:]:
		code = re.findall(r"^0x([0-9a-f]+): +((?:[0-9a-f]{2} )+)", block, re.M)
		if code:
			yield int(code[0][0], 16), bytes.fromhex("".join(part for _, part in code))


class Taken:
	"""verdict: True, False, or None for unknown; why: a sentence."""
	def __init__(self, rom, run):
		init, ask = HEADER.get(rom[13], HEADER[3])
		seen = set(blocks(run.read_trace()))
		holds = lambda code, at: len(code) and rom[at:at + len(code)] == code
		placed = {at - 3 for at, code in seen if at < 0x100000 and at % 0x800 == 3 and holds(code, 3)}
		inits, asks = ({at - call for at, code in seen if (at - call) % 0x800 == 0 and holds(code, call)} for call in (init, ask))
		bases = {at % MIB for at in inits | asks}
		offsets = {at % MIB - base for at, code in seen for base in bases if holds(code, at % MIB - base)}
		log = [line[:LINE] for line in lines(run.text) if not ECHO.search(line)]
		said = [line.strip() for line in log if re.search(SAYS, line)]
		yes = any(re.search(SAYS_TAKEN, line) for line in said)
		no = any(re.search(SAYS_NOT, line) for line in log)
		self.said = sorted(said, key=lambda line: not re.search(FIRST, line))[:QUOTED]
		where = ", ".join("%x" % at for at in sorted(inits or asks))
		if ask in offsets and not no:
			self.verdict = True
			ran = "Init ran at %s, GetRelocationInfo was asked" if inits else "GetRelocationInfo was asked at %s, without Init, as of 3.1"
			self.why = "%s; %d pieces of the ROM's code ran" % (ran % where, len(offsets))
		elif ask in offsets:
			self.verdict, self.why = None, "Init or GetRelocationInfo ran, but the kernel says that it goes without"
		elif yes:
			self.verdict, self.why = True, "so says the kernel; QEMU did not see the ROM's Init run where firmware places ROMs"
		elif inits:
			self.verdict, self.why = False, "Init ran at %s, and then GetRelocationInfo was never asked: Init has refused" % where
		elif not seen and not no:
			self.verdict, self.why = None, "the kernel does not say, and QEMU has not told which code ran"
		elif placed:
			self.verdict, self.why = False, "firmware ran its entry at %s; the kernel never ran its Init" % ", ".join("%x" % at for at in sorted(placed))
		elif seen:
			self.verdict, self.why = False, "firmware did not even run its entry"
		else:
			self.verdict, self.why = False, "so says the kernel"
