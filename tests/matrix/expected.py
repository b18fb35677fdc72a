# SPDX-License-Identifier: GPL-2.0-only
"""The table of what is expected, and how a result compares with it; part of run-matrix."""
import fnmatch
import shlex

from pairs import YOURS
from verdict import NATIVELY, REFUSED, RUNS, SKIPPED, WORTH

SAME, WORSE, BETTER, OTHER, NEW, UNKNOWN = "same", "worse", "better", "other", "new", "unknown"
MEANS = {SAME: "as expected", WORSE: "worse than expected", BETTER: "better than expected", OTHER: "for another reason than expected",
	NEW: "nothing is expected of it", UNKNOWN: "not run"}


NEVER = "never"  # such a pair can't meet, and is none


class Unusable(Exception):
	"""What keeps us from running: one sentence."""


class Expected:
	"""Its lines: patterns for the row, the kernel and the ROM; verdict; reason.  The last line that fits counts."""
	def __init__(self, file):
		self.file, self.lines, self.used = file, [], set()
		with open(file, encoding="utf-8") as text:
			for number, line in enumerate(text, 1):
				self.take(number, line)

	def take(self, number, line):
		try:
			words = shlex.split(line, comments=True)
		except ValueError as error:
			raise Unusable(f"{self.file}:{number}: {error}") from error
		if not words:
			return
		if len(words) not in (4, 5) or words[3] not in (RUNS, NATIVELY, REFUSED, NEVER):
			raise Unusable(f"{self.file}:{number}: a line is ROW KERNEL ROM runs|natively|refused|never [REASON]")
		self.lines.append((number, words[:3], words[3], words[4] if len(words) == 5 else ""))

	def of(self, pair):
		"""Verdict and reason, or None: nobody knows a file of the user's."""
		if YOURS in (pair.kernel.whose, pair.rom.whose):
			return None
		for number, patterns, verdict, reason in reversed(self.lines):
			if all(map(fnmatch.fnmatchcase, (pair.row, *pair.key), patterns)):
				self.used.add(number)
				return verdict, reason
		return None

	def unused(self):
		return [number for number, *_ in self.lines if number not in self.used]


def compare(expected, verdict, reason):
	"""expected: a verdict and a reason, or None."""
	if verdict in (None, SKIPPED):
		return UNKNOWN
	if not expected:
		return NEW
	if WORTH[verdict] != WORTH[expected[0]]:
		return WORSE if WORTH[verdict] < WORTH[expected[0]] else BETTER
	return SAME if fnmatch.fnmatchcase(reason, expected[1] or "*") else OTHER


def fails(comparison, verdict):
	"""A pair that gets worse; of one that nobody expects anything of, one that is broken."""
	return comparison == WORSE or comparison == NEW and WORTH[verdict] == 0
