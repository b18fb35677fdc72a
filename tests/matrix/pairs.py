# SPDX-License-Identifier: GPL-2.0-only
"""Which pairs there are: the rows, each with every kernel that it names and every ROM; part of run-matrix."""
import collections
import gzip
import os
import re
import shlex
import subprocess

TODAY, YOURS, NO_ROM = "today", "yours", "none"
# Where a kernel that the user brings can be: vmi-check-kernel's PLATFORM, and the title that rows of the like have.
OWN_ROWS = {"own-bare": ("baremetal", "bare hardware"), "own-domU": ("xen-pv", "Xen PV domU"), "own-hvm": ("xen-hvm", "Xen HVM domU")}

# One thing to boot, or to boot on: its name and whose it is, as in guest@today; its file.
Part = collections.namedtuple("Part", "name whose file")


class Pair:
	"""A row's fields, the line that the shell takes them from ("" of a kernel that the user brings), a kernel, a ROM."""
	def __init__(self, fields, line, kernel, rom):
		self.fields, self.line, self.kernel, self.rom = fields, line, kernel, rom
		self.row, self.platform, self.words = fields["row"], fields["title"], fields["words"]
		self.key = tuple(full(part) for part in (kernel, rom))
		self.name = " ".join((self.row, *self.key))


def full(part):
	return f"{part.name}@{part.whose}" if part.whose else part.name


def said(*command, **more):
	return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, **more).stdout


def read_rows():
	"""Each row and kernel of the file rows: the fields, and the line for the shell."""
	for line in said("awk", "-f", "tests/lib/rows.awk", "tests/matrix/rows").splitlines():
		yield dict(word.split("=", 1) for word in shlex.split(line)), line


def releases():
	"""The newest first."""
	names = said("sh", "-c", ". releases/facts.sh; release_names releases").split()
	return names[::-1]


def rom_name(file):
	return re.sub(r"^vmi-|\.rom$", "", os.path.basename(file))


def own_name(file):
	"""In one word, as a pair's name has three."""
	return re.sub(r"\s", "_", os.path.basename(file))


def roms(own):
	"""In the order of the columns."""
	found = [Part(NO_ROM, "", "")]
	if own:
		found.append(Part(own_name(own), YOURS, os.path.abspath(own)))
	today = [Part(rom_name(file), TODAY, file) for file in said("make", "-s", "list-roms").split()]
	order = [rom.name for rom in today]
	for release in releases():
		folder = f"releases/{release}/roms"
		kept = [Part(rom_name(file), release, f"{folder}/{file}") for file in sorted(os.listdir(folder)) if file.endswith(".rom")]
		today += sorted(kept, key=lambda rom: order.index(rom.name) if rom.name in order else len(order))
	return found + today


class Kernels:
	"""The files of the kernels that rows name; a release's are unpacked in a folder for what is temporary."""
	def __init__(self, work):
		self.work, self.releases, self.files = work, releases(), {}

	def named(self, name):
		if name not in self.files:
			today = said("sh", "-c", '. tests/lib/built.sh; kernel "$1"', "sh", name).strip()
			self.files[name] = [Part(name, TODAY, today)] + list(self.released(name, os.path.basename(today)))
		return self.files[name]

	def released(self, name, base):
		for release in self.releases:
			packed, file = f"releases/{release}/guests/{base}.gz", f"{self.work}/{release}-{base}"
			if os.path.exists(packed):
				with gzip.open(packed) as source, open(file, "wb") as target:
					target.write(source.read())
				yield Part(name, release, file)


def all_pairs(work, own_kernel, own_rom, append):
	"""In the order in which they are run."""
	columns, kernels = roms(own_rom), Kernels(work)
	if own_kernel:
		kernel = Part(own_name(own_kernel), YOURS, os.path.abspath(own_kernel))
		for row, (platform, title) in OWN_ROWS.items():
			fields = {"row": row, "title": title, "words": append, "on": platform}
			for rom in columns:
				if rom.file:
					yield Pair(fields, "", kernel, rom)
	for fields, line in read_rows():
		for kernel in kernels.named(fields["kernel"]):
			for rom in columns:
				yield Pair(fields, line, kernel, rom)
