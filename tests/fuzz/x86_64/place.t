#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The fuzzer of what the loader for x86-64 has of its own.
exec "$(dirname "$0")/../bounded" place tests/fuzz/x86_64/seed 5000 cases checked placed refused bad_fixup bad_return inlined \
	unprotected small
