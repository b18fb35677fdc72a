#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# A few rows of boots-rom.t and boots-machine.t, for an answer in minutes.
set -u
cd "$(dirname "$0")/.." || exit 2
# shellcheck source=tests/boots.sh
. tests/boots.sh

row none NO_ROM --via none --smp 2
row window OK --rom "$standard" --via option-rom --machine q35
row module OK --rom "$everything" --via module --smp 2
finish
