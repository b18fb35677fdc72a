# SPDX-License-Identifier: GPL-2.0-only
"""What is known of pairs, by the bytes of all that has a part in it; part of run-matrix."""
import functools
import glob
import hashlib
import json
import os
import re
import subprocess
import tempfile

from pairs import said

LINES = 400  # of a log that are kept; a kernel's passed tests don't count
# All that boots a pair, beside kernel and ROM.
RUNNERS = ["tests/boot", "tests/runner.sh", "tests/lib/rows.sh", "tests/lib/session", "tests/lib/session.py", "tests/xen/boot", "tests/xen/domu", "tests/xen/run.sh",
	"tests/xen/dom0-init", "tests/matrix/boot-pair"]
CHECKER = "tools/vmi-check-kernel"  # boots a kernel of the user's by them
VERSIONS = ["build/xen/stock/id", "build/xen/pv32/id", "build/xen/dom0/id"]


@functools.lru_cache(maxsize=None)
def file_sum(file):
	with open(file, "rb") as data:
		return hashlib.sha256(data.read()).hexdigest()


@functools.lru_cache(maxsize=None)
def surroundings():
	emulators = []
	for emulator in (os.environ.get("QEMU", "qemu-system-i386"), os.environ.get("QEMU64", "qemu-system-x86_64")):
		try:
			emulators.append(said(emulator, "--version"))
		except (OSError, subprocess.CalledProcessError):
			emulators.append("none")
	return emulators + [file_sum(file) for file in RUNNERS + VERSIONS if os.path.exists(file)]


def key(pair, more):
	"""more: what else it hangs on."""
	checker = [] if pair.line else [file_sum(file) for file in sorted(glob.glob(f"{CHECKER}/vmi-check-kernel") + glob.glob(f"{CHECKER}/*.py"))]
	parts = [pair.row, sorted(field for field in pair.fields.items() if field[0] != "title"), file_sum(pair.kernel.file), pair.rom.file and file_sum(pair.rom.file),
		more, surroundings() + checker]
	return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def write(file, text):
	"""What was there stays until all of it is written."""
	folder = os.path.dirname(file)
	os.makedirs(folder, exist_ok=True)
	handle, name = tempfile.mkstemp(dir=folder, prefix=".new.")
	try:
		with os.fdopen(handle, "w", encoding="utf-8") as new:
			new.write(text)
		os.chmod(name, 0o644)
		os.replace(name, file)
	except BaseException:
		os.unlink(name)
		raise


def shorten(text):
	"""A log without the tests that passed, and with its middle left out if it is still long."""
	lines = [line for line in text.splitlines() if not re.match(r"ok \d|# answer ", line)]
	if len(lines) > LINES:
		lines[LINES // 2:-LINES // 2] = [f"... {len(lines) - LINES} lines ..."]
	return "\n".join(line[:500] for line in lines)


class Results:
	"""A file for each pair: how it ended, what its row finds wrong, seconds, log.  Those of several machines can lie in one folder."""
	def __init__(self, folder):
		self.folder = folder

	def load(self, name):
		"""None if nothing is known, or the file is none of ours."""
		try:
			with open(f"{self.folder}/{name}.json", encoding="utf-8") as file:
				found = json.load(file)
			return found if {"pair", "status", "wrong", "seconds", "log"} <= set(found) else None
		except (OSError, ValueError, TypeError):
			return None

	def save(self, name, result):
		write(f"{self.folder}/{name}.json", json.dumps(result, indent=1) + "\n")

	def forget(self, names):
		for name in names:
			try:
				os.unlink(f"{self.folder}/{name}.json")
			except FileNotFoundError:
				pass

	def times(self):
		"""Seconds that pairs of a row and kernel took last, whatever the bytes were."""
		found = {}
		try:
			names = os.listdir(self.folder)
		except OSError:
			return found
		for name in names:
			result = self.load(name[:-5]) if name.endswith(".json") else None
			if result:
				row, kernel, _ = result["pair"].split()
				found.setdefault((row, kernel.partition("@")[0]), []).append(result["seconds"])
		return {where: sum(seconds) / len(seconds) for where, seconds in found.items()}
