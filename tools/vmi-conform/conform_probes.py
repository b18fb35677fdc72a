# SPDX-License-Identifier: GPL-2.0-only
"""The conformance kernel's probes of each call; part of vmi-conform."""
import re

from conform_report import CRASH, FAIL, INIT, MACHINE, PASS, SKIP, printable
from conform_run import BOOT_ENDED, BOOT_FAILED, BOOT_LATE, HOW, Unusable, has_plan

NEEDS_START, WRONG_PLATFORM = 2, 3  # what Init says (vmi/rom.h)


class Said:
    """What the conformance kernel has said in one boot: verdicts, and at what it was when it ended."""

    def __init__(self, status, lines):
        self.status, self.text = status, "\n".join(lines)
        self.ended = status in (BOOT_ENDED, BOOT_FAILED) and has_plan(lines)
        self.taken = "# vmi-report: status=OK" in self.text
        self.verdicts, self.answers, self.native = {}, {}, []
        self.at = self.asked = None
        self.notes, self.tested, self.open = {}, set(), None
        # The ROM may print as well: what is the kernel's begins anywhere in a line.
        for line in lines:
            if match := re.search(r"# answer \w+/(\w+) (\w+)$", line):
                self.answer(match[1], match[2])
            elif match := re.search(r"# ask (\d+)$", line):
                self.at, self.asked = None, int(match[1])
            elif match := re.search(r"# at (\w+)$", line):
                self.at, self.asked = match[1], None
            elif match := re.search(r"(not )?ok \d+ - \w+/(\w+) # SKIP (.*)$", line):
                if match[2] not in self.tested and self.answers.get(match[2]) != "none":
                    self.verdicts[match[2]] = SKIP, match[3]
            elif match := re.search(r"(not )?ok \d+ - \w+/(\w+): (.*)$", line):
                self.test(match[2], not match[1], match[3])
            elif match := re.search(r"#   (.*)$", line):
                if self.open:
                    self.verdicts[self.open] = FAIL, f"{self.verdicts[self.open][1]}: {match[1]}"
                self.open = None
            elif match := re.search(r"# \w+/(\w+): (.*)$", line):
                self.notes.setdefault(match[1], match[2])

    def answer(self, name, answer):
        self.at, self.asked = name, None
        self.answers[name] = answer
        self.verdicts.setdefault(name, (SKIP, "answered none: the client's own is used") if answer == "none" else (PASS, ""))

    def test(self, name, passed, what):
        note, self.open = self.notes.pop(name, ""), None
        self.tested.add(name)
        if passed:
            return
        if self.answers.get(name) == "none":
            self.native.append(f"{name}, the kernel's own: {what}")
        elif self.verdicts.get(name, (PASS,))[0] != FAIL or what.startswith("leaves the"):  # what is behind the rest
            self.verdicts[name] = FAIL, what + (f": {note}" if note else "")
            self.open = None if note else name

    def how(self):
        return HOW.get(self.status, "the kernel ended without a word")


class Probes:
    """The conformance kernel's probes: a boot for all calls, and further ones without what brings it down."""

    WORDS = "only=probe sites=probe conform vmi=+IRET,+SYSEXIT"
    QUESTIONS = 3  # that GetRelocationInfo may hang in before it is given up

    def __init__(self, runner, report, kernel, via):
        self.runner, self.report, self.kernel, self.via = runner, report, kernel, via
        self.names = {nr: name for name, nr in report.calls.items()}
        self.native, self.more, self.questions = set(), "", 0
        self.cache = {}

    def boot(self, native, more=""):
        """One boot with these calls, numbers, left native."""
        words = [self.WORDS, self.more, more, "native=" + ",".join(map(str, sorted(native))) if native else ""]
        words = " ".join(filter(None, words))
        if words not in self.cache:
            self.cache[words] = Said(*self.runner.boot(self.kernel, words, self.via))
            if not self.cache[words].ended:
                self.runner.needs(self.kernel, "only=probe probe=0")
        return self.cache[words]

    def take(self, said):
        """The verdicts of a boot, but for calls that were left native in it; without the ROM, what was said before it was refused."""
        for name, (verdict, why) in said.verdicts.items():
            if not said.taken and verdict != FAIL:
                continue
            if name in ("Init", "GetRelocationInfo"):
                if verdict == FAIL:
                    self.report.add(INIT, FAIL, f"{name}: {why}")
            elif name in self.report.calls and self.report.calls[name] not in self.native:
                self.report.add(name, verdict, why)
        for what in said.native[:1]:
            self.report.add(MACHINE, FAIL, f"something is spoilt: {what}")

    def activation(self, said):
        """Whether the ROM was taken; if not, every call is left without a verdict."""
        init = re.search(r"# init 0x([0-9a-f]+)$", said.text, re.M)
        if re.search(r"status=START_(NEEDED|FAILED)", said.text) or (init and int(init[1], 16) in (NEEDS_START, WRONG_PLATFORM)):
            raise Unusable(3, f"'{printable(self.runner.options.rom)}' is for another platform than bare hardware; how one for Xen "
                           "is tested there tells docs/xen-testbeds.md")
        if said.taken:
            self.report.add(INIT, PASS)
            return True
        match = re.search(r"# vmi: status=(\w+) (.*)", said.text)
        why = match[2] if match else "the ROM is not taken"
        if match and match[1] == "NO_ROM":
            why = "firmware does not place it, or the kernel does not find it there"
        if init and match and match[1] == "INIT_FAILED":
            why += f", with 0x{init[1]}"
        self.report.add(INIT, FAIL, why)
        return False

    def question(self, number, said):
        """One that GetRelocationInfo does not come back from; returns whether it can be left out."""
        name = self.names.get(number)
        self.report.add(INIT, CRASH, f"asked for {name or number}: {said.how()}")
        self.questions += 1
        if name:
            self.report.add(name, CRASH, f"GetRelocationInfo, asked for it: {said.how()}")
            self.native.add(number)
        else:
            self.more = "known"
        return self.questions < self.QUESTIONS

    def dies(self, calls):
        """Whether the kernel does not get to its end with these calls, names, taken from the ROM."""
        others = {nr for nr in self.report.calls.values()} - {self.report.calls[name] for name in calls}
        return not self.boot(others).ended

    def culprit(self, said):
        """The call that brings the kernel down by itself: where it was, or one before it."""
        at = said.at if said.at in self.report.calls else None
        if at and (said.status == BOOT_LATE or not self.boot(self.native, f"probe={self.report.calls[at]}").ended):
            return at
        calls = [n for n, answer in said.answers.items() if answer != "none"] or list(self.report.calls)
        calls = [n for n in calls if self.report.calls[n] not in self.native]
        while len(calls) > 1:
            half = calls[:len(calls) // 2]
            calls = half if self.dies(half) else calls[len(half):]
            if calls[0] not in half and not self.dies(calls):
                return None
        return calls[0] if calls else None

    def run(self):
        """Returns whether the ROM was taken."""
        self.native = {self.report.calls[n] for n, row in self.report.rows.items() if row[0] == CRASH and n in self.report.calls}
        while True:
            said = self.boot(self.native)
            self.take(said)
            reported = "# vmi-report:" in said.text
            if not reported and said.asked is not None:
                if not self.question(said.asked, said):
                    return False
                continue
            if not reported:
                self.report.add(INIT, CRASH, f"{said.at or 'the kernel did not start'}: {said.how()}")
                return False
            if not self.activation(said):
                return False
            if said.ended:
                return True
            name = self.culprit(said)
            alone = name is not None
            if not alone and said.at in self.report.calls:
                name = said.at
            if name is None or self.report.calls[name] in self.native:
                self.report.add(MACHINE, CRASH, f"{said.how()}, and of no call alone")
                return True
            self.report.add(name, CRASH, said.how() + ("" if alone else ", and of no call alone"))
            self.native.add(self.report.calls[name])
