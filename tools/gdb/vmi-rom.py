# SPDX-License-Identifier: GPL-2.0-only
"""For gdb: source this file, then "help vmi-rom"."""

import glob
import os
import struct
import subprocess

import gdb

WINDOW = range(0xC0000, 0xF0000, 2048)  # where firmware puts option ROMs
OFFSETS = (0, 0xC0000000)  # linear less physical address: none, and the usual PAGE_OFFSET
STEP = 2048
HEADER = 0x20
BUILD_ID = 20


def read(address, length):
    try:
        return bytes(gdb.selected_inferior().read_memory(address, length))
    except gdb.MemoryError:
        return None


def build_id_at(address):
    """Of the ROM of VMI that begins there; None if there is none, or it has no build identity."""
    header = read(address, HEADER)
    if not header or header[:2] != b"\x55\xaa" or header[8:12] != b"cVmi":
        return None
    identity = address + struct.unpack_from("<H", header, 0x1C)[0]
    record = read(identity, 0x1C + BUILD_ID)
    return record[0x1C:].hex() if record and record[:4] == b"VbId" else None


def symbols(folders):
    """Build id and path of each .elf there."""
    found = {}
    for folder in folders:
        for path in glob.glob(os.path.join(folder, "*.elf")):
            notes = subprocess.run(["readelf", "-n", path], capture_output=True, text=True, check=False).stdout
            for line in notes.splitlines():
                if "Build ID:" in line:
                    found[line.split()[-1]] = path
    return found


class VmiRom(gdb.Command):
    """Find the ROMs of VMI in a guest's memory, and load the symbols of each by its build id.

usage: vmi-rom [--at ADDRESS | --search BEGIN LENGTH] FOLDER...
Looks through the BIOS window, at its physical address and at PAGE_OFFSET 0xC0000000; with --at
at one address only, with --search at each multiple of 2 KiB of a piece of memory, where a module lies.
Addresses are linear, in the address space that the processor is in. FOLDERs hold the .elf files that
came with the ROMs, as build/rom."""

    def __init__(self):
        super().__init__("vmi-rom", gdb.COMMAND_FILES, gdb.COMPLETE_FILENAME)

    def invoke(self, argument, from_tty):
        words = gdb.string_to_argv(argument)
        places = [offset + at for offset in OFFSETS for at in WINDOW]
        if words[:1] == ["--at"] and len(words) > 1:
            places = [int(gdb.parse_and_eval(words[1]))]
            words = words[2:]
        elif words[:1] == ["--search"] and len(words) > 2:
            begin, length = (int(gdb.parse_and_eval(word)) for word in words[1:3])
            places = range(-(-begin // STEP) * STEP, begin + length, STEP)
            words = words[3:]
        if not words:
            raise gdb.GdbError("vmi-rom: which folder has the .elf files? See help vmi-rom")
        for word in words:
            if not os.path.isdir(word):
                raise gdb.GdbError(f"vmi-rom: {word}: no folder; see help vmi-rom")
        known, nr = symbols(words), 0
        for place in places:
            build_id = build_id_at(place)
            if not build_id:
                continue
            nr += 1
            if build_id not in known:
                gdb.write(f"ROM at {place:#x}, build id {build_id}: no .elf of it in {' '.join(words)}\n")
                continue
            gdb.write(f"ROM at {place:#x}, build id {build_id}: {known[build_id]}\n")
            gdb.execute(f"add-symbol-file {known[build_id]} -o {place:#x}", to_string=True)
        if not nr:
            raise gdb.GdbError("vmi-rom: no ROM of VMI there")


VmiRom()
