# SPDX-License-Identifier: GPL-2.0-only
"""What a boot comes to: it runs on the ROM, it runs natively, it is refused, or it is broken; part of run-matrix."""
import re

RUNS, NATIVELY, REFUSED, BROKEN, SKIPPED = VERDICTS = "runs", "natively", "refused", "broken", "skipped"
WORTH = {RUNS: 3, NATIVELY: 2, REFUSED: 1, BROKEN: 0}  # less is worse
MEANS = {RUNS: "on the ROM, and all its tests pass", NATIVELY: "without the ROM, and all its tests pass",
	REFUSED: "not at all, and says why", BROKEN: "a test fails, or it ends without a word", SKIPPED: "can't be had here: nothing is known"}

# tests/boot's exit status, and those of tests/xen.
PASSED, FAILED, NOT_STARTED, PANICKED, LATE, CRASHED, NOT_HERE = 0, 1, 2, 3, 4, 5, 77
ENDS = {FAILED: "a test fails", NOT_STARTED: "it could not be started", PANICKED: "it panics", LATE: "it does not end in time",
	CRASHED: "it ends without a word"}

# The kernels' own words; the first that fits anywhere counts.  Where there is a group, it is the reason.
WORDS = [(verdict, re.compile(pattern, re.M)) for verdict, pattern in (
	(SKIPPED, r"^boot: (no \S+ here); run ./setup$"),
	(REFUSED, r"^Bail out! nothing runs here without a blob: (.*)$"),
	(REFUSED, r"^boot: Xen refused the guest: (.*)$"),
	(RUNS, r"^# vmi-report: status=OK "),
	(NATIVELY, r"^# vmi: status=\w+ (.*)$"),
	# Of 3.0, the stand-ins and Linux.
	(NATIVELY, r"VMI ROM failed to initialize! \((.*)\)$"),
	(NATIVELY, r"VMI: Found (mismatched rom version [0-9.]+)$"),
	(NATIVELY, r"^not ok 1 - probe: (there is no ROM)$"),
	(RUNS, r"VMI: Found "),
	# Of 13.3.
	(RUNS, r"^mach: now in VMI mode$"),
	(NATIVELY, r"^vmi: (VMI_CALL_Init retuned -\d+)$"),
	(NATIVELY, r"^mach: VMWare VMI (ROM version [0-9.]+) detected$"),
	# The example's.
	(RUNS, r"^taken:"),
	(NATIVELY, r"^native: (.*)$"),
	# A kernel of 13.3 says nothing of a ROM that isn't there.
	(NATIVELY, r"^()1\.\.\d+$"),
)]
# Tests of kernels that have no ROM, or one that refuses, and want one.
WANT = {"probe: there is no ROM", "activate: the ROM runs the kernel"}
INIT = {"0x3": "the ROM's Init refused: another platform", "0x2": "the ROM's Init refused: Start must come first"}


def by_words(text):
	"""What the kernel says of itself, and its reason; None if it says nothing."""
	for verdict, pattern in WORDS:
		match = pattern.search(text)
		if match:
			return verdict, (match[1] if pattern.groups else "").strip()
	return None, ""


def judge(status, text, wrong):
	"""Verdict and reason of a boot that ended with this exit status, has said this, and whose row finds that wrong."""
	if status == NOT_HERE:
		return SKIPPED, text.strip().rpartition("\n")[2].partition("skipped: ")[2] or "it can't be had here"
	verdict, reason = by_words(text)
	if verdict == SKIPPED or verdict == REFUSED and status in (NOT_STARTED, PANICKED):
		return verdict, reason
	failed = re.findall(r"^not ok \d+ - (.*)$", text, re.M)
	lacks_a_rom = verdict == NATIVELY and status == FAILED and failed and set(failed) <= WANT
	if verdict is None or verdict == REFUSED or status != PASSED and not lacks_a_rom:
		why = ENDS.get(status, f"exit status {status}") if status != PASSED else (wrong or "it ends as if all were well").splitlines()[0]
		return BROKEN, ": ".join(filter(None, (why, last_word(text, failed))))
	if wrong and not lacks_a_rom:
		return BROKEN, wrong.splitlines()[0]
	return verdict, INIT.get(reason, reason)


def last_word(text, failed):
	if failed:
		return failed[0]
	said = re.findall(r"^(?:boot: |Bail out! |panic: )(.*)$", text, re.M)
	return said[-1] if said else ""


# vmi-check-kernel's exit status, for a kernel that the user brings.
TOOK_IT, TOOK_NONE, NOBODY_CAN_TELL, NO_XEN = 0, 3, 6, 7
CANNOT_MEET = re.compile(r"^vmi-check-kernel: (.* (?:which an HVM domU boots|by which a PV domU is made))$", re.M)


def checked_nothing(status, text):
	"""Why it can't be run with this kernel or these words at all; None if it can."""
	said = re.findall(r"^vmi-check-kernel: (.*)$", text, re.M)
	return said[-1] if status == NOT_STARTED and said and not CANNOT_MEET.search(text) else None


def judge_checked(status, text):
	"""The same of a run of vmi-check-kernel."""
	cannot = CANNOT_MEET.search(text)
	if status == TOOK_IT or cannot:
		return (REFUSED, cannot[1]) if cannot else (RUNS, "")
	lines = re.findall(r"^(?:verdict  \d+|vmi-check-kernel): (.*)$", text, re.M)
	reason = lines[-1] if lines else f"exit status {status}"
	if status in (TOOK_NONE, NOBODY_CAN_TELL):
		verdict, why = by_words("\n".join(re.findall(r"^  said   (.*)$", text, re.M)))
		if verdict == NATIVELY or status == TOOK_NONE:
			seen = re.findall(r"^ROM      not taken: (.*)$", text, re.M)
			return NATIVELY, why or (seen[-1] if seen else reason)
		return SKIPPED, reason
	return (SKIPPED if status == NO_XEN else BROKEN), reason
