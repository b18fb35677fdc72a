# SPDX-License-Identifier: GPL-2.0-only
"""One run of a kernel as a domU of a Xen in QEMU, by the source tree's tests/xen/domu; part of check-kernel."""
import os
import re
import signal
import subprocess
import time

from kernel_run import AFTER_PANIC, CRASH, ENDLESS, FILTER, LOG_SIZE, PANIC, SEEN, TIME_OUT, TRIPLE, Run

HERE = os.path.dirname(os.path.realpath(__file__))
DOMU = os.path.normpath(os.path.join(HERE, "../../tests/xen/domu"))
DOM0_BOOT = 300  # seconds that it may take on a busy host, beside the domU's
LOOK = 0.02  # seconds between two looks at what has come
NOT_HERE = 77  # domu's exit status: a part of the test-bed can't be had
REASONS = {0: "power off", 1: "reset", 2: "suspend", 3: CRASH}  # Xen's for a shutdown


class XenRun(Run):
	def __init__(self, setup, name, with_rom, work):
		super().__init__(setup, name, with_rom, work)
		self.said, self.xen_log = (os.path.join(work, name + suffix) for suffix in (".dom0", ".xen"))
		self.half, self.created, self.firmware = b"", None, setup.platform == "xen-hvm"
		self.missing = None  # why the test-bed can't be had

	def command(self):
		s = self.setup
		line = [DOMU, "--live", "--dom0-log", self.said, "--xen-log", self.xen_log, "--vcpus", str(s.smp), "--smp", str(min(s.smp, 2)),
			"--mem", str(s.mem), "--cmdline", s.append, "--timeout", str(s.limit + 60)]
		if s.platform == "xen-hvm":
			line += ["--type", "hvm", "--hap", s.hap, "--config", "hpet=%d" % (s.hpet == "on")]
			# With nested paging QEMU shows other bytes than those that ran: it looks them up by the guest's tables alone.
			for word in ("-d", "in_asm", "-dfilter", FILTER, "-D", self.trace) if s.hap == "no" else ():
				line += ["--qemu", word]
			if s.initrd:
				line += ["--initrd", os.path.join(self.work, "initrd")]
		if self.with_rom:
			line += ["--rom", os.path.join(self.work, "a.rom")]
		return line + [os.path.join(self.work, "kernel")]

	def kill(self):
		"""domu, and all that it has started: a shell that waits for one of them hears no signal."""
		if self.qemu and self.qemu.poll() is None:
			for number in signal.SIGTERM, signal.SIGKILL:
				try:
					os.killpg(self.qemu.pid, number)
					self.qemu.wait(timeout=20)
					return
				except subprocess.TimeoutExpired:
					pass

	def now(self):
		return time.monotonic()

	def boot(self):
		open(self.said, "wb").close()
		self.qemu = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
			stderr=self.errors, start_new_session=True)
		started = time.monotonic()
		self.exact = False
		with open(self.said, "rb") as said:
			while not self.end:
				over = self.qemu.poll() is not None
				self.listen(said.read())
				now = time.monotonic()
				self.seconds = now - self.created if self.created else 0.0
				if self.seen:
					self.end = SEEN
				elif over:
					break
				elif self.panic and now - self.panic_at > AFTER_PANIC:
					self.end, self.detail = PANIC, self.panic
				elif self.created and self.seconds > self.setup.limit:
					self.end, self.detail = TIME_OUT, "%d s" % self.setup.limit
				elif not self.created and now - started > self.setup.limit + DOM0_BOOT:
					self.trouble = "dom0 did not come to run the domU in %d s" % (self.setup.limit + DOM0_BOOT)
					return
				elif len(self.text) > LOG_SIZE:
					self.end, self.detail = ENDLESS, "%d MiB" % (LOG_SIZE >> 20)
				time.sleep(LOOK)
		if not self.end:
			self.ended(self.qemu.wait())
		self.kill()

	def listen(self, chunk):
		"""What dom0 has said: the domU's lines from COM1 and from port 0xE9, there behind its firmware's, and when it began."""
		*complete, self.half = (self.half + chunk).split(b"\n")
		for line in complete:
			port = re.match(rb"\(d[1-9]\d*\) ", line)
			if line.startswith(b"domu-create"):
				self.created = time.monotonic()
			elif line.startswith(b"domu-serial: "):
				self.take(line[13:] + b"\n")
			elif port and self.firmware:
				self.firmware = not re.match(rb"Booting from [0-9a-f]+:[0-9a-f]+", line[port.end():])
			elif port:
				self.take(line[port.end():] + b"\n")

	def ended(self, status):
		with open(self.said, "rb") as f:
			reasons = re.findall(rb"^domu-xl: .*has shut down, reason code (\d+)", f.read(), re.M)
		self.errors.seek(0)
		errors = self.errors.read().decode(errors="replace").strip().split("\n")
		if status == NOT_HERE:
			self.missing = errors[-1].split("skipped: ")[-1]
		elif reasons:
			reason = int(reasons[-1])
			self.end = REASONS.get(reason, "shutdown with 0x%x" % reason)
			self.code = reason if reason not in REASONS else None
			with open(self.xen_log, encoding="latin-1") as f:
				log = f.read()
			if self.end == "reset" and "Triple fault" in log:
				self.end = TRIPLE
		elif status == 4:
			self.end, self.detail = TIME_OUT, "%d s" % self.setup.limit
		else:
			self.trouble = errors[-1] or "domu's exit status %d" % status
		if self.end and self.panic:  # as in the other runs
			self.end, self.detail = PANIC, "%s; then %s" % (self.panic, self.end)
