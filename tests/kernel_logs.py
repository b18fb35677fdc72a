# SPDX-License-Identifier: GPL-2.0-only
"""Two serial logs as text: their lines, where they differ, and how that is shown; part of check-kernel."""
import bisect
import re
import shutil
import textwrap

EDITS = 400  # that many lines of a part may differ before it is taken to differ altogether
STEPS = 4000000  # and that many looks at a line before all that is left is: some seconds


def lines(data):
	"""A serial log's lines as text, without what only moves a cursor."""
	text = re.sub(r"\x1b(\[[0-9;?=]*[A-Za-z]|c)", "", data.decode("utf-8", "replace").replace("\r", ""))
	return [line.rstrip() for line in text.split("\n")]


# What differs between any two boots: times, clock rates, delays counted in them; and the numbers of TAP's tests.
NOISE = [(r"^(<\d>)?\[ *\d+\.\d+\] ?", ""), (r"\b\d+(\.\d+)?(?= ?([num]?s|[num]?secs?|seconds?|[kMG]Hz|[kMG]B/s|BogoMIPS)\b)", "N"),
	(r"\b(lpj|clock|cycles)([=: ]+)\d+", r"\1\2N"), (r"(?<!\d)\d\d:\d\d:\d\d\b", "N"), (r"\(\d{9,10}\)", "(N)"),
	(r"sched_clock: Marking stable .*", "sched_clock"), (r"^((not )?ok) \d+", r"\1 N"), (r"\s+", " ")]


def plain(line):
	for pattern, instead in NOISE:
		line = re.sub(pattern, instead, line)
	return line.strip()


# Where they differ. A log may repeat a line thousands of times; Python's difflib then takes the third power of that.

def anchors(a, b):
	"""Pairs (line of a, line of b) of the lines that stand once in each, as many as stand in the same order: patience diff."""
	places = [{}, {}]
	for seen, part in zip(places, (a, b)):
		for at, line in enumerate(part):
			seen[line] = None if line in seen else at
	pairs = [(at, places[1][line]) for line, at in places[0].items() if at is not None and places[1].get(line) is not None]
	# The longest run that rises in b: each pile's top with the pair that it lies on.
	tops, chain = [], []
	for pair in pairs:
		pile = bisect.bisect_left(tops, pair[1])
		below = chain[pile - 1] if pile else None
		tops[pile:pile + 1], chain[pile:pile + 1] = [pair[1]], [(pair, below)]
	found, link = [], chain[-1] if chain else None
	while link:
		found.append(link[0])
		link = link[1]
	return found[::-1]


def shortest(a, b):
	"""Pairs of equal lines that leave the fewest others (Myers 1986), and how many looks that took; none if there are more than EDITS others."""
	reach, history, steps = {1: 0}, [], 0
	for edits in range(EDITS + 1):
		history.append(reach.copy())
		for k in range(-edits, edits + 1, 2):
			down = k == -edits or (k != edits and reach[k - 1] < reach[k + 1])
			x = reach[k + 1] if down else reach[k - 1] + 1
			start = x
			while x < len(a) and x - k < len(b) and a[x] == b[x - k]:
				x += 1
			steps += x - start + 1
			reach[k] = x
			if x >= len(a) and x - k >= len(b):
				return trace_back(history, len(a), len(b)), steps
	return [], steps


def trace_back(history, x, y):
	pairs = []
	for edits in range(len(history) - 1, -1, -1):
		reach, k = history[edits], x - y
		before = k + 1 if k == -edits or (k != edits and reach[k - 1] < reach[k + 1]) else k - 1
		start = reach[before] + (before < k)  # where this edit has led to, and the equal lines begin
		while x > start:
			x, y = x - 1, y - 1
			pairs.append((x, y))
		x = reach[before]
		y = x - before
	return pairs[::-1]


def unequal(a, b):
	"""The parts (from and to in a, from and to in b) that differ."""
	work, found, steps = [(0, len(a), 0, len(b))], [], 0
	while work:
		a1, a2, b1, b2 = work.pop()
		steps += a2 - a1 + b2 - b1
		while a1 < a2 and b1 < b2 and a[a1] == b[b1]:
			a1, b1 = a1 + 1, b1 + 1
		while a1 < a2 and b1 < b2 and a[a2 - 1] == b[b2 - 1]:
			a2, b2 = a2 - 1, b2 - 1
		pairs = []
		if a1 < a2 and b1 < b2 and steps < STEPS:
			pairs = anchors(a[a1:a2], b[b1:b2])
			if not pairs:
				pairs, more = shortest(a[a1:a2], b[b1:b2])
				steps += more
		if not pairs:
			if a1 < a2 or b1 < b2:
				found.append((a1, a2, b1, b2))
			continue
		x, y = a1, b1
		for u, v in pairs + [(a2 - a1, b2 - b1)]:
			work.append((x, a1 + u, y, b1 + v))
			x, y = a1 + u + 1, b1 + v + 1
	return sorted(found)


def differences(a, b):
	"""Rows (line of a or None, mark, line of b or None), and None between rows that are apart; as diff -y marks them."""
	numbers = {}  # equal lines have equal ones, which compare sooner
	parts = unequal(*([numbers.setdefault(plain(line), len(numbers)) for line in log] for log in (a, b)))
	rows = []
	for a1, a2, b1, b2 in parts:
		if rows:
			rows.append(None)
		for n in range(max(a2 - a1, b2 - b1)):
			left = (a1 + n, a[a1 + n]) if a1 + n < a2 else None
			right = (b1 + n, b[b1 + n]) if b1 + n < b2 else None
			rows.append((left, "|" if left and right else "<" if left else ">", right))
	return rows


def side_by_side(rows, most):
	width = max((shutil.get_terminal_size((160, 24)).columns - 3) // 2, 30)
	cell = lambda at: textwrap.wrap("%d: %s" % (at[0] + 1, at[1]), width, subsequent_indent="   ", replace_whitespace=False) if at else [""]
	print("%-*s | %s" % (width, "without ROM", "with ROM"))
	for row in rows[:most or None]:
		if row is None:
			print("-" * width + "-+-" + "-" * width)
			continue
		left, right = cell(row[0]), cell(row[2])
		for n in range(max(len(left), len(right))):
			l, r = (part[n] if n < len(part) else "" for part in (left, right))
			print(("%-*s %s %s" % (width, l, row[1], r)).rstrip())
	if most and len(rows) > most:
		print("... and %d rows more; ROWS=0 shows all" % (len(rows) - most))
