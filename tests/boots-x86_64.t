#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The kernel for x86-64 with the native ROMs.
exec "$(dirname "$0")/run-rows" --group x86_64
