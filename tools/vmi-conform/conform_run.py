# SPDX-License-Identifier: GPL-2.0-only
"""What vmi-conform runs: its parts, the ROM's file, and a kernel in QEMU; part of vmi-conform."""
import json
import os
import re
import select
import stat
import subprocess
import sys
import time

from session import SAMPLE, Session

from conform_report import printable

HERE = os.path.dirname(os.path.realpath(__file__))
BOOT_ENDED, BOOT_FAILED, BOOT_BROKEN, BOOT_PANIC, BOOT_LATE, BOOT_RESET = range(6)  # tests/boot's exit status
HOW = {BOOT_PANIC: "an exception that nobody expects", BOOT_LATE: "it does not come back",
       BOOT_RESET: "a reset, a power-off or a triple fault"}
LARGEST = 256 * 512  # bytes: what the length byte can say, rounded up
LARGEST_FILE = 16 << 20  # bytes: no card has more for its ROM
WHOLE, CLOCK = 6, 40  # a boot may take so many times the limit in all, and by the clock on a busy host
CHATTER = 1 << 22  # bytes that no kernel of ours says


class Unusable(Exception):
    """What keeps us from a verdict: a sentence and an exit status."""

    def __init__(self, status, sentence):
        super().__init__(sentence)
        self.status = status


class Parts:
    """The kernels and tools, in a source tree or beside an installed vmi-conform."""

    def __init__(self):
        if os.path.isfile(os.path.join(HERE, "session.py")):  # installed, into one folder with them
            self.folders = [HERE, os.path.join(HERE, ".."), os.path.join(HERE, "..", "..", "..", "bin")]
        else:
            tree = os.path.join(HERE, "..", "..")
            build = os.path.join(tree, "build")
            self.folders = [os.path.join(tree, "tests")]
            self.folders += [os.path.join(build, f) for f in ("conform", "guest", "clients/3.0", "clients/13.3", "rom", "tools")]

    def find(self, name):
        for folder in self.folders:
            path = os.path.join(folder, name)
            if os.path.isfile(path):
                return path
        raise Unusable(2, f"'{name}' is missing: run make first, or install again")

    def calls(self, name):
        with open(self.find(name), encoding="ascii") as lines:
            return {n: int(nr) for nr, n in (line.split() for line in lines)}


class Runner:
    """Boots a kernel on the ROM; each boot by itself has a limit."""

    def __init__(self, parts, options, rom, folder):
        self.parts, self.options, self.rom, self.folder, self.boots = parts, options, rom, folder, 0
        self.alive = set()

    def progress(self, what):
        if sys.stderr.isatty():
            print(f"\r{what:<70}", end="" if what else "\r", file=sys.stderr, flush=True)

    def needs(self, kernel, words, smp=2):
        """What does not even run without a ROM gives no verdict on one."""
        if kernel in self.alive:
            return
        _, lines = self.boot(kernel, words, None, smp)
        if not has_plan(lines):
            raise Unusable(2, f"{kernel} does not run even without the ROM; a newer --cpu, or more --timeout?")
        self.alive.add(kernel)

    def boot(self, kernel, words, via="option-rom", smp=2, more=()):
        """How it ended, and what it said."""
        self.boots += 1
        self.progress(f"boot {self.boots}: {kernel} {words}")
        limit = self.options.timeout
        command = [self.parts.find("boot"), "--smp", str(smp), "--timeout", str(CLOCK * limit), "--cmdline", words, *more]
        if via:
            command += ["--rom", self.rom, "--via", via]
        if self.options.cpu:
            command += ["--cpu", self.options.cpu]
        status, text = self.follow(command + [self.parts.find(kernel)], limit)
        lines = text.decode("ascii", "replace").replace("\r", "").split("\n")
        broken = re.match("(boot|mktemp|cp): ", lines[0]) and status <= BOOT_BROKEN
        if broken or status == BOOT_BROKEN or status not in range(BOOT_RESET + 1):
            raise Unusable(2, lines[-2].replace(self.rom, printable(self.options.rom)) if len(lines) > 1 else "QEMU can't be run")
        self.progress("")
        return status, lines

    def follow(self, command, limit):
        text, silent, whole = b"", 0.0, 0.0
        with Session(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                     env={**os.environ, "TMPDIR": self.folder}) as session:
            while silent < limit and whole < WHOLE * limit and len(text) < CHATTER:
                if select.select([session.program.stdout], [], [], SAMPLE)[0]:
                    chunk = os.read(session.program.stdout.fileno(), 65536)
                    if not chunk:
                        return session.program.wait(), text
                    text += chunk
                    silent = 0.0
                if time.monotonic() - session.measured[0] >= SAMPLE:
                    spent = session.spent()
                    silent, whole = silent + spent, whole + spent
        return BOOT_LATE, text


def has_plan(lines):
    return any(re.search(r"1\.\.\d+$", line) for line in lines)


def read_file(rom):
    """All of it; nobody changes it meanwhile."""
    shown = printable(rom)
    try:
        if not stat.S_ISREG(os.stat(rom).st_mode):
            raise Unusable(2, f"cannot read '{shown}': it is no regular file")
        with open(rom, "rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        raise Unusable(2, f"cannot read '{shown}': {getattr(error, 'strerror', error)}") from error
    if len(content) > LARGEST_FILE:
        raise Unusable(3, f"'{shown}' is larger than an option ROM can be: 16 MiB, of all images")
    return content


def take_image(parts, options, rom):
    """Of a file with several images the one that is asked for, or ours: a BIOS keeps no other of them either."""
    vmirom = parts.find("vmirom")
    info = subprocess.run([vmirom, "info", "--json", rom], check=False, stdout=subprocess.PIPE).stdout
    number = ["--image", str(options.image)] if options.image else []
    if number or len(json.loads(info or "{}").get("images", ())) > 1:
        done = subprocess.run([vmirom, "extract", *number, rom, rom], check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        if done.returncode:
            raise Unusable(2 if done.returncode == 2 else 3, done.stdout.strip().replace(rom, printable(options.rom)))
    return read_file(rom)


def check_image(rom, image):
    """The profile that it claims; what is no VMI ROM at all gets no verdicts."""
    shown = printable(rom)
    if len(image) < 0x90 or image[:2] != b"\x55\xaa" or image[8:12] != b"cVmi":
        raise Unusable(3, f"'{shown}' is no VMI ROM: no 55 AA at its front, or no cVmi behind")
    if len(image) > LARGEST:
        raise Unusable(3, f"'{shown}' is larger than an option ROM can be: {255 * 512} bytes")
    profile = image[13], image[12]
    if profile[0] not in (3, 13):
        raise Unusable(3, f"'{shown}' speaks VMI {profile[0]}.{profile[1]}; we can test 3 and 13.3")
    return profile
