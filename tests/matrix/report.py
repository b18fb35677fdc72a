# SPDX-License-Identifier: GPL-2.0-only
"""The matrix as text and as JUnit XML; part of run-matrix."""
import collections
import re
import xml.etree.ElementTree as ET

from expected import BETTER, MEANS, NEW, OTHER, UNKNOWN, WORSE, fails
from verdict import BROKEN, MEANS as VERDICT_MEANS, NATIVELY, REFUSED, RUNS, SKIPPED

LETTER = {RUNS: "R", NATIVELY: "N", REFUSED: "X", BROKEN: "B", SKIPPED: "S", None: "."}
MARK = {WORSE: "-", BETTER: "+", OTHER: "~", NEW: "?"}

COUNTED = {RUNS: "run", NATIVELY: "run natively", REFUSED: "are refused", BROKEN: "are broken", SKIPPED: "are skipped", None: "are not run"}

# A cell: pair, what came of it or None, what is expected of it or None, how these compare.


def verdict_of(result):
	return result["verdict"] if result else None


def letters(result, compared):
	return LETTER[verdict_of(result)] + (MARK.get(compared, "") if result else "")


def counted(cells):
	count = collections.Counter(verdict_of(result) for _, result, _, _ in cells)
	return {verdict: count[verdict] for verdict in LETTER if count[verdict] or verdict in (RUNS, NATIVELY, REFUSED)}


def summary(cells):
	"""One line."""
	text = ", ".join(f"{number} {COUNTED[verdict]}" for verdict, number in counted(cells).items())
	compared = collections.Counter(compared for *_, compared in cells)
	for what in BETTER, OTHER, NEW:
		if compared[what]:
			text += f"; {compared[what]}: {MEANS[what]}"
	text += f"; {compared[WORSE] or 'none'} worse than expected"
	return f"{len(cells)} pair{'s' if len(cells) != 1 else ''}: {text}"


def by_platform(cells):
	"""Of each platform in the order of its first row: the ROMs, as columns; and of a kernel and its words the cells by ROM."""
	platforms = {}
	for cell in cells:
		pair = cell[0]
		roms, rows = platforms.setdefault(pair.platform, ({}, {}))
		roms[pair.key[1]] = pair.rom
		rows.setdefault((pair.row, pair.key[0]), {})[pair.key[1]] = cell
	return platforms


def table(cells):
	text = []
	for platform, (roms, rows) in by_platform(cells).items():
		text += [platform, ""]
		text += ["  " + "  | " * number + "  " + rom for number, rom in enumerate(roms)]
		for (row, kernel), found in rows.items():
			words = next(iter(found.values()))[0].words
			text.append("  " + "".join((letters(*found[rom][1::2]) if rom in found else "").ljust(4) for rom in roms) +
				f"{kernel}{', ' + words if words else ''} ({row})")
		text.append("")
	for what in WORSE, BETTER, OTHER, NEW:
		for pair, result, expected, compared in cells:
			if compared == what:
				text.append(f"{MEANS[what]}: {pair.name}: {described(result)}" + (f", expected {' '.join(filter(None, expected))}" if expected else ""))
	skipped = collections.Counter(result["reason"] for _, result, _, _ in cells if verdict_of(result) == SKIPPED)
	text += [f"skipped: {number} pairs: {reason}" for reason, number in skipped.items()]
	text += [f"{letter} {verdict}: {VERDICT_MEANS[verdict]}" for verdict, letter in LETTER.items() if verdict]
	text += ["behind it: " + ", ".join(f"{mark} {MEANS[what]}" for what, mark in MARK.items())]
	return "\n".join(text + [summary(cells), ""])


def described(result):
	return result["verdict"] + (f" ({result['reason']})" if result["reason"] else "")


def plain(text):
	"""XML has no other control characters."""
	return re.sub(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)


def junit(cells):
	top = ET.Element("testsuites")
	suites = {}
	for pair, result, expected, compared in cells:
		suite = suites.setdefault(pair.platform, [])
		case = ET.Element("testcase", name=plain(pair.name), classname=plain(pair.platform), time=str(result["seconds"] if result else 0))
		suite.append(case)
		if compared == UNKNOWN:
			ET.SubElement(case, "skipped", message=plain(result["reason"] if result else "not run"))
			continue
		if fails(compared, result["verdict"]):
			failure = ET.SubElement(case, "failure", type=compared, message=plain(f"{described(result)}, {MEANS[compared]}"))
			failure.text = plain(result["log"])
		else:
			ET.SubElement(case, "system-out").text = plain(described(result) + f"; {MEANS[compared]}")
	for platform, cases in suites.items():
		suite = ET.SubElement(top, "testsuite", name=plain(platform), tests=str(len(cases)), errors="0",
			failures=str(sum(case.find("failure") is not None for case in cases)), skipped=str(sum(case.find("skipped") is not None for case in cases)))
		suite.extend(cases)
	ET.indent(top)
	return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(top, encoding="unicode") + "\n"
