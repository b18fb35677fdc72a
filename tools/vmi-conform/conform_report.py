# SPDX-License-Identifier: GPL-2.0-only
"""Verdicts, and how they are shown; part of vmi-conform."""
import json
import os

PASS, FAIL, SKIP, ERROR, CRASH = VERDICTS = "pass", "fail", "skip", "error", "crash"
INIT, MACHINE, FRAME = "Init and GetRelocationInfo", "the ROM", "a bad frame"


def printable(name):
    """For one line of text: a file's name may hold anything."""
    text = os.fsencode(name).decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)


class Report:
    """Verdicts in the order in which they are shown; a call keeps the worst it got."""

    def __init__(self, calls):
        self.rows = {}
        self.calls = calls

    WORST = {SKIP: 0, PASS: 1, ERROR: 2, FAIL: 3, CRASH: 4}

    def add(self, name, verdict, why=""):
        old = self.rows.get(name)
        if old is None or self.WORST[verdict] > self.WORST[old[0]]:
            self.rows[name] = (verdict, why)

    def finish(self, why):
        for name in self.calls:
            self.rows.setdefault(name, (ERROR, why))

    def in_order(self):
        for name in [n for n in self.rows if n not in self.calls] + list(self.calls):
            yield self.calls.get(name), name, *self.rows[name]

    def count(self):
        return {v: sum(row[0] == v for row in self.rows.values()) for v in VERDICTS}


def show(report, options, profile):
    count = report.count()
    name = printable(options.rom)
    if options.json:
        return json.dumps({"rom": name, "profile": "%d.%d" % profile, "count": count,
                           "verdicts": [{"call": nr, "name": name, "verdict": verdict, "why": why}
                                        for nr, name, verdict, why in report.in_order()]}, indent=1) + "\n"
    text = [f"{name}: VMI {profile[0]}.{profile[1]}"]
    for nr, name, verdict, why in report.in_order():
        text.append(f"{'' if nr is None else nr:>3} {name:<26} {verdict:<5} {why}".rstrip())
    return "\n".join(text + [", ".join(f"{count[v]} {v}" for v in VERDICTS), ""])
