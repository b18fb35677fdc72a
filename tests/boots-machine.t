#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Machines, processors, memory: with the standard ROM, with the one that is called for everything, and with none.
set -u
cd "$(dirname "$0")/.." || exit 2
# shellcheck source=tests/boots.sh
. tests/boots.sh

for machine in pc q35; do
	for smp in 1 4; do
		row none NO_ROM --machine "$machine" --smp "$smp"
		row window OK --machine "$machine" --smp "$smp" --rom "$standard"
		row window OK --machine "$machine" --smp "$smp" --rom "$everything"
	done
done
for cpu in pentium3 qemu32 core2duo Nehalem max; do
	row window OK --cpu "$cpu" --smp 2 --rom "$everything"
	row window OK --cpu "$cpu" --rom "$standard"
done
row window OK --cpu pentium3,-apic,-sep --rom "$everything"
for mem in 64 1024 3072; do
	row window OK --mem "$mem" --smp 2 --rom "$standard"
	row module OK --mem "$mem" --rom "$everything" --via module
done
finish
