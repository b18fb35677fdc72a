#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The loader's fuzzer: its cases come everywhere that fuzz.h counts.
exec "$(dirname "$0")/bounded" loader tests/fuzz/seed 100000 cases found window module address words cmdline bound inlines \
	next ended patched inlined failed stuck refused rebound reported scribbled
