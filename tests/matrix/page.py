# SPDX-License-Identifier: GPL-2.0-only
"""The matrix as one HTML page that needs nothing beside it; part of run-matrix."""
import html
import json
import os
import string

from expected import BETTER, MEANS, NEW, OTHER, UNKNOWN, WORSE
from pairs import NO_ROM
from report import COUNTED, LETTER, by_platform, counted, described, summary, verdict_of
from verdict import MEANS as VERDICT_MEANS

MARK = {WORSE: "▼", BETTER: "▲", OTHER: "~", NEW: "?"}


def text(value):
	return html.escape(str(value))


def button(number, cell):
	pair, result, _, compared = cell
	verdict = verdict_of(result)
	mark = MARK.get(compared, "")
	label = f"{pair.name}: {verdict or 'not run'}, {MEANS[compared]}"
	return (f'<button class="{verdict or "unknown"} {compared}" data-pair="{number}" title="{text(label)}" aria-label="{text(label)}">'
		f'{LETTER[verdict]}{f"<i>{mark}</i>" if mark else ""}</button>')


def heads(roms):
	"""Two rows: whose the ROMs are, and their names."""
	whose = []
	for rom in roms.values():
		if whose and whose[-1][0] == rom.whose:
			whose[-1][1] += 1
		else:
			whose.append([rom.whose, 1])
	above = "".join(f'<th role="columnheader" colspan="{n}" style="--span:{n}">{text(name)}</th>' for name, n in whose)
	below = "".join(f'<th role="columnheader" scope="col"><span>{text("no ROM" if rom.name == NO_ROM else rom.name)}</span></th>' for rom in roms.values())
	return (f'<tr role="row" class="whose"><td role="cell"></td>{above}</tr>\n<tr role="row" class="roms"><td role="cell"></td>{below}</tr>')


def section(platform, roms, rows, numbers):
	lines = []
	for (row, kernel), found in rows.items():
		pair = next(iter(found.values()))[0]
		words = f" <code>{text(pair.words)}</code>" if pair.words else ""
		head = f'<th role="rowheader" scope="row" title="{text(row)}">{text(pair.kernel.name)} <small>{text(pair.kernel.whose)}</small>{words}</th>'
		cells = "".join(f'<td role="cell">{button(numbers[id(found[rom][0])], found[rom]) if rom in found else ""}</td>' for rom in roms)
		lines.append(f'<tr role="row">{head}{cells}</tr>')
	return (f'<section><h2>{text(platform)}</h2><div class="scroll"><table role="table" style="--columns:{len(roms)}">'
		f'<thead role="rowgroup">{heads(roms)}</thead>\n<tbody role="rowgroup">' + "\n".join(lines) + "</tbody></table></div></section>\n")


def legend(cells):
	count = counted(cells)
	shown = [verdict for verdict in LETTER if verdict in count]
	verdicts = "".join(f'<li><b class="{verdict or "unknown"}">{LETTER[verdict]}</b> <span>{count[verdict]} {COUNTED[verdict]}'
		f'{text(": " + VERDICT_MEANS[verdict] if verdict else "")}</span></li>' for verdict in shown)
	there = {compared for *_, compared in cells}
	marks = "".join(f'<li><b class="{what}">{mark}</b> <span>{text(MEANS[what])}</span></li>' for what, mark in MARK.items() if what in there)
	return f"<ul>{verdicts}{marks}</ul>"


def details(cell):
	pair, result, expected, compared = cell
	return {"name": pair.name, "platform": pair.platform, "words": pair.words, "compared": MEANS[compared], "verdict": verdict_of(result) or "unknown",
		"said": described(result) if result else "not run", "expected": described({"verdict": expected[0], "reason": expected[1]}) if expected else "nothing",
		"seconds": result["seconds"] if result else 0, "log": result["log"] if result else ""}


def page(cells, folder):
	numbers = {id(cell[0]): number for number, cell in enumerate(cells)}
	sections = "".join(section(platform, roms, rows, numbers) for platform, (roms, rows) in by_platform(cells).items())
	# No log can end the script that holds it.
	data = json.dumps([details(cell) for cell in cells]).replace("<", "\\u003c")
	worse = any(compared == WORSE for *_, compared in cells)
	unknown = any(compared == UNKNOWN for *_, compared in cells)
	state = "worse" if worse else "incomplete" if unknown else "good"
	with open(os.path.join(folder, "page.html"), encoding="utf-8") as template:
		return string.Template(template.read()).substitute(summary=text(summary(cells)), state=state, legend=legend(cells), sections=sections, data=data)
