#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Every way a ROM can come, and every kind of mask: same kernels, same tests.
set -u
cd "$(dirname "$0")/.." || exit 2
# shellcheck source=tests/boots.sh
. tests/boots.sh

row none NO_ROM --via none
row window OK --rom "$standard" --via option-rom
row window OK --rom "$standard" --via pci
row module OK --rom "$standard" --via module
row window OK --rom "$everything" --via option-rom
row module OK --rom "$everything" --via module --smp 4
row window OK --rom "$standard" --also build/rom/vmi-xen-i386.rom
row module OK --rom "$standard" --via module --also build/rom/vmi-xen-i386.rom --also-via module
row none OFF --rom "$standard" --cmdline vmi=off
row none BAD_MASK --rom "$standard" --cmdline vmi=-nonsense
row window OK --rom "$standard" --cmdline vmi=+IRET,+SYSEXIT
for mask in -cpu -desc -irq -mmu -time -apic -io -SetCR3,-time -SetAlarm -IRET,-SYSEXIT -SetPxE,-SetPxELong; do
	row window OK --rom "$everything" --cmdline "vmi=$mask"
done
# Page tables are put behind the modules, where the kernel's first 16 MiB end.
large=$(mktemp)
trap 'rm -f "$out" "$large"' EXIT
head -c 14M /dev/zero >"$large"
row module OK --rom "$standard" --via module --also "$large" --also-via module
finish
