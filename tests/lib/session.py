# SPDX-License-Identifier: GPL-2.0-only
"""
A program with all that it starts: one end to them all, and how much time they have had.

Two problems.  A shell that is ended leaves what it has started; so a program gets a session of
its own, and its end is the session's.  And a limit by the clock means less the busier the host
is; so time in which all of the session's threads wait for a processor doesn't count.
"""
import ctypes
import os
import signal
import subprocess
import time

SAMPLE = 0.2  # seconds between two looks at what a session does
GRACE = 10  # seconds that it has to end by itself when it is told to
PR_SET_PDEATHSIG = 1  # prctl(2)


class Ended(BaseException):
	"""By a signal: whatever runs must be ended, too."""

	def __init__(self, number):
		super().__init__(number)
		self.number = number


def end_by_signals():
	"""From now on SIGINT, SIGTERM and SIGHUP raise Ended, also where a shell has them ignored."""
	def end(number, _):
		for other in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
			signal.signal(other, signal.SIG_IGN)  # one is enough
		raise Ended(number)
	for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
		signal.signal(number, end)


def die_with_parent():
	"""In the child: a parent that is killed outright can't end anybody."""
	ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def processes():
	"""Of each on this machine: its number; state, parent and session."""
	for pid in filter(str.isdigit, os.listdir("/proc")):
		try:
			with open(f"/proc/{pid}/stat", encoding="latin-1") as file:
				field = file.read().rpartition(")")[2].split()
		except OSError:
			continue  # it has ended meanwhile
		yield int(pid), (field[0], int(field[1]), int(field[3]))


class Session:
	def __init__(self, command, **popen):
		self.program = subprocess.Popen(command, start_new_session=True, preexec_fn=die_with_parent, **popen)
		self.measured = time.monotonic(), 0.0, False  # when, seconds of the processor, whether all slept

	def __enter__(self):
		return self

	def __exit__(self, *_):
		"""Ends what is left of it, and takes back what it has stopped."""
		for number in (signal.SIGTERM, signal.SIGKILL):
			until = time.monotonic() + GRACE
			while self.alive() and time.monotonic() < until:
				for pid in self.pids():
					try:
						os.kill(pid, number)
						os.kill(pid, signal.SIGCONT)
					except OSError:
						pass  # it has ended meanwhile
				self.wait_a_little()
		try:
			self.program.wait(1)
		except subprocess.TimeoutExpired:
			pass  # a signal has come within Popen, which then holds its lock for good

	def wait_a_little(self):
		"""A second at most. Most end at once; who doesn't costs few looks at all processes."""
		for pause in 0.01, 0.05, 0.1, 0.2, 0.3, 0.34:
			if not self.alive():
				return
			time.sleep(pause)

	def alive(self):
		return any(True for _ in self.pids())

	def pids(self):
		"""What runs of it: who is of its session, or a descendant in one within; not who waits to be reaped."""
		table = dict(processes())
		for pid, (state, _, session) in table.items():
			above = pid
			while session != self.program.pid and above in table:
				_, above, session = table[above]
			if session == self.program.pid and state not in "ZX":
				yield pid

	def threads(self):
		"""State and processor time of each of its threads, as Linux tells them."""
		for pid in self.pids():
			try:
				for thread in os.listdir(f"/proc/{pid}/task"):
					with open(f"/proc/{pid}/task/{thread}/stat", encoding="latin-1") as file:
						field = file.read().rpartition(")")[2].split()
					yield field[0], (int(field[11]) + int(field[12])) / os.sysconf("SC_CLK_TCK")
			except (OSError, IndexError, ValueError):
				pass  # it has ended meanwhile

	def spent(self):
		"""
		Seconds since the last call that it has run or slept.  Those in which it waited for a
		processor are the host's, and nobody is to blame for them.
		"""
		before, had, slept = self.measured
		threads = list(self.threads())
		now, ran, sleeps = time.monotonic(), sum(used for _, used in threads), all(state in "SI" for state, _ in threads)
		self.measured = now, ran, sleeps
		if slept and sleeps and ran - had < (now - before) / 10:
			return now - before
		return max(ran - had, 0.0)
