# SPDX-License-Identifier: GPL-2.0-only
"""Two serial logs as text: their lines, where they differ, and how that is shown; part of check-kernel."""
import bisect
import itertools
import re
import shutil
import textwrap

LINES = 20000  # of a log that are compared
LINE = 4096  # characters of a line that are looked at; no kernel prints as many in one
CELL = 16  # rows on the terminal that one may take
EDITS = 400  # that many lines of a part may differ before it is taken to differ altogether
STEPS = 4000000  # and that many looks at a line before all that is left is: some seconds


def line_text(data):
	"""A line as text, without what only moves a cursor; bytes that are not UTF-8 stay what they are, as in Python's argv."""
	return re.sub(r"\x1b(\[[0-9;?=]*[A-Za-z]|c)", "", data.decode("utf-8", "surrogateescape").replace("\r", "")).rstrip()


def visible(text):
	"""What may go to a terminal: tabs as blanks, and what else is not printable by its number."""
	if text.isprintable():
		return text
	return "".join(c if c.isprintable() else "\\x%02x" % (ord(c) & 255) if ord(c) < 128 or 0xDC80 <= ord(c) < 0xDD00 else
		"\\u%04x" % ord(c) for c in text.expandtabs())


def lines(data):
	"""The first LINES of a serial log."""
	return [line_text(line) for line in data.rstrip().split(b"\n", LINES)[:LINES]]


def count_lines(data):
	data = data.rstrip()
	return data.count(b"\n") + 1 if data else 0


# What differs between any two boots: times, clock rates, delays counted in them; and the numbers of TAP's tests.
STAMP = r"^(<\d>)?\[ *\d+\.\d+\] ?"
NOISE = [(STAMP, ""), (r"\b\d+(\.\d+)?(?= ?([num]?s|[num]?secs?|seconds?|[kMG]Hz|[kMG]B/s|BogoMIPS)\b)", "N"),
	(r"\b(lpj|clock|cycles)([=: ]+)\d+", r"\1\2N"), (r"(?<!\d)\d\d:\d\d:\d\d\b", "N"), (r"\(\d{9,10}\)", "(N)"),
	(r"sched_clock: Marking stable .*", "sched_clock"), (r"^((not )?ok) \d+", r"\1 N"), (r"\s+", " ")]


def plain(line):
	head, rest = line[:LINE], line[LINE:]
	for pattern, instead in NOISE:
		head = re.sub(pattern, instead, head)
	return head.strip() + rest


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


def alike(a, b):
	"""How many characters they begin with in common."""
	least, most = 0, min(len(a), len(b))
	while least < most:
		middle = (least + most + 1) // 2
		if a[least:middle] == b[least:middle]:
			least = middle
		else:
			most = middle - 1
	return least


def begins(row, room):
	"""Where to begin to show its lines: of long ones that are alike there, a little before they differ."""
	if not row[0] or not row[2]:
		return 0, 0
	stamps = [re.match(STAMP + "|", line).end() for _, line in (row[0], row[2])]
	common = alike(*(line[stamp:] for (_, line), stamp in zip((row[0], row[2]), stamps)))
	return [stamp + common - 40 for stamp in stamps] if common > room // 2 else (0, 0)


def cell(at, begin, width):
	"""A line with its number, folded."""
	if not at:
		return [""]
	number, line = at
	room = width * CELL
	text = "%d: %s%s" % (number + 1, "... " if begin else "", visible(line[begin:begin + room]))
	rows = textwrap.wrap(text, width, subsequent_indent="   ", replace_whitespace=False)
	if len(rows) > CELL or begin + room < len(line):
		rows[CELL - 1:] = ["   ... %d characters in all" % len(line)]
	return rows


def side_by_side(rows, most):
	"""What to print of them: so many, or all for 0."""
	width = max((shutil.get_terminal_size((160, 24)).columns - 3) // 2, 30)
	shown = ["%-*s | %s" % (width, "without ROM", "with ROM")]
	left_off = 0
	for number, row in enumerate(rows):
		if most and number >= most:
			left_off = sum(row is not None for row in rows[number:])
			break
		if row is None:
			shown.append("-" * width + "-+-" + "-" * width)
			continue
		left, right = (cell(at, begin, width) for at, begin in zip((row[0], row[2]), begins(row, width * CELL)))
		for l, r in itertools.zip_longest(left, right, fillvalue=""):
			shown.append(("%-*s %s %s" % (width, l, row[1], r)).rstrip())
	if left_off:
		shown.append("... and %d rows more; ROWS=0 shows all" % left_off)
	return shown
