#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""The page of run-matrix in headless Chromium: every kind of cell, its details, light and dark, and at a telephone's width."""
import os
import sys
import tempfile
import urllib.parse

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, HERE)
# pylint: disable=wrong-import-position
from browser import Browser, find
from expected import compare
from page import page
from pairs import Pair, Part
from report import LETTER
from verdict import BROKEN, NATIVELY, REFUSED, RUNS, SKIPPED

HOSTILE = "</script><script>document.title = 'taken'</script><img src=x onerror=\"document.title = 'taken'\"> & 'quoted' \x01\x7f"
# What came of a pair, and what was expected.
CELLS = [(RUNS, (RUNS, "")), (NATIVELY, (NATIVELY, "a reason")), (NATIVELY, (NATIVELY, "another")), (REFUSED, (RUNS, "")), (RUNS, (REFUSED, "so")),
	(BROKEN, (NATIVELY, "")), (SKIPPED, (RUNS, "")), (RUNS, None), (None, (RUNS, ""))]
WIDTHS = (1280, 900), (390, 844), (320, 640)

# How clearly a letter stands out from what is behind it, as WCAG 2 defines the ratio.
CONTRAST = """(() => {
	const colour = text => text.match(/[\\d.]+/g).map(Number);
	const light = rgb => rgb.slice(0, 3).map(c => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
		.reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
	const behind = e => { const c = colour(getComputedStyle(e).backgroundColor); return c.length < 4 || c[3] ? c : behind(e.parentElement); };
	return Math.min(...[...document.querySelectorAll("h1, h2, th, small, code, .summary, li, label, main button")].filter(e => e.checkVisibility()).map(e => {
		const [a, b] = [light(colour(getComputedStyle(e).color)), light(behind(e))];
		return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
	}));
})()"""

count = 0


def result(good, name, why=""):
	global count
	count += 1
	print(f"{'ok' if good else 'not ok'} {count} - {name}", flush=True)
	if not good:
		print("# " + str(why).replace("\n", "\n# "))


def equal(found, wanted, name):
	result(found == wanted, name, f"found    {found}\nexpected {wanted}")


def sample():
	for row, platform in ("bare", "bare hardware"), ("hvm", "Xen HVM domU"):
		for kernel in "guest-pae", "client30":
			for number, (verdict, expected) in enumerate(CELLS):
				pair = Pair({"row": row, "title": platform, "words": "brief vmi=-mmu"}, "", Part(kernel, "3.1-r1", ""), Part(f"native-i386-{number}", "today", ""))
				reason = "a reason" if verdict == NATIVELY else HOSTILE if verdict == BROKEN else ""
				found = {"verdict": verdict, "reason": reason, "seconds": 1.5, "log": HOSTILE + "\nthe log"} if verdict else None
				yield pair, found, expected, compare(expected, verdict, reason)


def looks(browser, url):
	for scheme in "light", "dark":
		for width, height in WIDTHS:
			browser.show(url, width, height, scheme)
			what = f"{scheme}, {width} wide"
			equal(browser.evaluate("document.scrollingElement.scrollWidth"), width, f"{what}: nothing reaches beyond the side")
			result(browser.evaluate(CONTRAST) >= 4.5, f"{what}: text stands out from what is behind it", browser.evaluate(CONTRAST))
			small = browser.evaluate("Math.min(...[...document.querySelectorAll('main button')].map(b => Math.min(b.offsetWidth, b.offsetHeight)))")
			result(small >= 28, f"{what}: a cell is large enough for a finger", small)
		yield browser.evaluate("getComputedStyle(document.body).backgroundColor")


def details(browser, cells):
	equal(browser.evaluate("[...document.querySelectorAll('section:first-of-type tbody tr:first-child button')].map(b => b.firstChild.textContent)"),
		[LETTER[verdict] for verdict, _ in CELLS], "each cell has its letter")
	equal(browser.evaluate("[...document.querySelectorAll('section:first-of-type tbody tr:first-child i')].map(i => i.textContent)"),
		["~", "▼", "▲", "▼", "?"], "and a mark, where it is not as expected")
	colours = browser.evaluate("[...document.querySelectorAll('section:first-of-type tbody tr:first-child button')].map(b => getComputedStyle(b).backgroundColor)")
	equal(len(set(colours)), 5, "and a colour of its verdict")
	browser.evaluate("document.querySelectorAll('main button')[5].click()")
	equal(browser.evaluate("document.getElementById('details').open"), True, "a click shows the pair")
	equal(browser.evaluate("document.getElementById('name').textContent"), cells[5][0].name, "its name")
	equal(browser.evaluate("document.getElementById('log').textContent"), HOSTILE + "\nthe log", "its log, whatever is in it")
	result(HOSTILE in browser.evaluate("document.getElementById('said').textContent"), "its reason, whatever is in it")
	equal(browser.evaluate("document.title"), "vmi-rom: what runs with what", "which is text, and not run")
	equal(browser.evaluate("document.getElementById('again').textContent"),
		"make matrix FRESH=1 ONLY='^bare guest-pae@3\\.1-r1 native-i386-5@today '", "how it is run again")
	browser.evaluate("document.querySelector('dialog form button').click()")
	equal(browser.evaluate("document.getElementById('details').open"), False, "which can be closed")


def main():
	program = find()
	if not program:
		print("1..0 # SKIP there is no Chromium here; run ./setup")
		return
	cells = list(sample())
	with tempfile.TemporaryDirectory() as work:
		url = f"file://{work}/matrix.html"
		with open(f"{work}/matrix.html", "w", encoding="utf-8") as file:
			file.write(page(cells, HERE))
		browser = Browser(program)
		try:
			light, dark = looks(browser, url)
			result(light != dark, "light and dark differ")
			details(browser, cells)
			address = url + "#" + urllib.parse.quote(cells[1][0].name)
			browser.show(address, 390, 844, "dark")
			equal(browser.evaluate("document.getElementById('name').textContent"), cells[1][0].name, "a pair has an address")
			equal(browser.evaluate("document.querySelector('dialog').scrollWidth <= innerWidth"), True, "its details fit a telephone")
			browser.evaluate("document.querySelector('dialog').close(); document.getElementById('differing').click()")
			equal(browser.evaluate("[...document.querySelectorAll('tbody tr')].filter(r => r.checkVisibility()).length"), 4, "rows that are not as expected stay")
			equal(browser.said, [], "nothing goes wrong in it")
			equal(set(browser.asked), {url} | {address.partition("#")[0]}, "it loads nothing else")
			good = [cell for cell in cells if cell[3] == "same"]
			with open(f"{work}/matrix.html", "w", encoding="utf-8") as file:
				file.write(page(good, HERE))
			browser.show(url, 390, 844, "light")
			browser.evaluate("document.getElementById('differing').click()")
			equal(browser.evaluate("[...document.querySelectorAll('tbody tr')].filter(r => r.checkVisibility()).length"), 0, "rows that are as expected go")
			equal(browser.evaluate("document.querySelector('.nothing').checkVisibility()"), True, "and it says so")
		finally:
			browser.close()
	print(f"1..{count}")


main()
