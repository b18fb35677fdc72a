#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Every way a ROM can come, and every kind of mask: same kernels, same tests.
exec "$(dirname "$0")/run-rows" --group rom
