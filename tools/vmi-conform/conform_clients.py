# SPDX-License-Identifier: GPL-2.0-only
"""Stand-ins for whole kernels of the field; part of vmi-conform."""
import re

from conform_report import CRASH, ERROR, FAIL, FRAME, PASS, SKIP
from conform_run import BOOT_ENDED, BOOT_FAILED, HOW, has_plan


class Client30:
    """A whole kernel with the order of events of a Linux with CONFIG_VMI."""

    def __init__(self, runner, report, row, kernel, words="", smp=1):
        self.runner, self.report, self.row, self.kernel, self.words, self.smp = runner, report, row, kernel, words, smp

    def run(self):
        status, lines = self.runner.boot(self.kernel, self.words, smp=self.smp)
        first = ""
        for line in lines:
            match = re.search(r"(not )?ok \d+ - (frames: (?:no|a) bad frame .*)$", line)
            if match:
                self.report.add(FRAME, FAIL if match[1] else PASS, match[2].partition(": ")[2] if match[1] else "")
            elif match := re.search(r"not ok \d+ - (.*)$", line):
                first = first or match[1]
        if status in (BOOT_ENDED, BOOT_FAILED) and has_plan(lines):
            self.report.add(self.row, FAIL if first else PASS, first)
            return
        self.runner.needs(self.kernel, "norom")
        died = next((match[1] for line in lines if (match := re.search("Bail out! (.*)$", line))), "")
        self.report.add(self.row, CRASH, died or HOW.get(status, "it ended without a word"))


class Client:
    """A whole kernel with the field's own order of events: one verdict for it, and those of calls that its tests name."""

    # What it makes of calls at any time, unannounced: 13.3.
    LIVE = ("OUTB", "INB", "EnableInterrupts", "DisableInterrupts", "Halt", "WriteIDTEntry", "WriteGDTEntry", "SetPxE",
            "SetLinearMapping", "FlushDeferredCalls", "UpdateKernelStack", "InvalPage", "GetCR2", "CPUID", "FlushTLB")

    def __init__(self, runner, report, row, kernel, words, more=()):
        self.runner, self.report, self.row, self.kernel, self.words, self.more = runner, report, row, kernel, words, more
        self.names = {nr: name for name, nr in report.calls.items()}
        self.refused = None  # why a kernel of 13.3 went on natively

    def boot(self, without=()):
        """How it ended (None: as planned), the first bad line, the calls' verdicts, the call in which it was."""
        words = self.words + (" without=" + ",".join(map(str, without)) if without else "")
        status, lines = self.runner.boot(self.kernel, words.strip(), smp=1, more=self.more)
        at, first, said = None, "", []
        self.refused = "the ROM is not taken"
        for line in lines:
            if match := re.match(r"vmi: VMI_CALL_Init retuned (-\d+)", line):
                self.refused = "the ROM is not taken" if without else f"Init refuses, with {match[1]}"
            elif line.startswith("vmi: kernel ring"):
                self.refused = at = None  # from now on it may be in any of LIVE
            elif match := re.match(r"# call (\d+)", line):
                at = self.names.get(int(match[1]))
            elif match := re.match(r"(not )?ok \d+ - (\w+)(.*)", line):
                text = match[2] + match[3]
                first = first or (text if match[1] else "")
                if "# SKIP " in line:
                    said.append((match[2], SKIP, text.partition("# SKIP ")[2]))
                else:
                    said.append((match[2], FAIL if match[1] else PASS, text if match[1] else ""))
        if status in (BOOT_ENDED, BOOT_FAILED) and has_plan(lines):
            return None, first, said, at
        last = next((line for line in lines if re.match("Bail out|panic:", line)), "")
        return last or HOW.get(status, "it ended without a word"), first, said, at

    def note(self, said, without):
        for name, verdict, why in said:
            if name in self.report.calls and self.report.calls[name] not in without:
                self.report.add(name, verdict, why)

    def run_calls(self):
        """A call that is its end is left out from then on.  Returns why calls have no verdict, or None."""
        without = []
        died, first, said, at = self.boot()
        self.report.add(self.row, CRASH if died else FAIL if first else PASS, died or first)
        while died:
            self.note(said, without)
            suspects = [n for n in (at, *self.LIVE) if n in self.report.calls and self.report.calls[n] not in without]
            for name in suspects:
                trial = without + [self.report.calls[name]]
                now, first, said, now_at = self.boot(trial)
                if now is None or now_at != at:
                    self.report.add(name, CRASH, died)
                    without, died, at = trial, now, now_at
                    break
            else:
                return f"not reached: the kernel ended {'in ' + at if at else 'before its tests'}"
        self.note(said, without)
        if self.refused:
            self.report.add(self.row, ERROR, self.refused)
        return self.refused and f"not tested: {self.refused}"
