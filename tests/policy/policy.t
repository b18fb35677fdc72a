#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A kernel with a list of ROMs takes those alone.
# Risk: one that isn't listed runs, if only its Init, or it hides a listed one behind it; or kernels without a list carry the hash.
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

listed=build/policy/listed.elf
good=$(rom native-i386)
crashes=build/corpus/init-crashes.rom
boots() { # NAME WHAT-IT-SAYS ARGUMENTS-OF-tests/boot...
	name=$1 pattern=$2
	shift 2
	says "$name" 0 "$pattern" tests/boot "$@" $listed
}
refused="^native: the kernel's policy does not allow this ROM"
symbols() { nm "$1" | grep -cE ' (vmi_bind_allowed|vmi_policy_sums|vmi_sha256)$'; }

boots "the listed ROM is taken" ": native i386, in the BIOS window" --rom "$good"
boots "another isn't, though it is good" "$refused" --rom "$(rom native-i386-call)"
boots "nor is the listed one with a card's ids" "$refused" --rom "$good" --via pci
boots "one whose Init crashes doesn't run, and the listed one behind it is taken" ": native i386, in the BIOS window" --also $crashes --rom "$good"
says "without a list that one does run" 5 '' tests/boot --rom $crashes build/examples/smallest.elf
is "a kernel with a list has the hash" "$(symbols $listed)" 3
is "one without has none of it" "$(symbols build/examples/smallest.elf)" 0
finish
