#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The loader's calls into a ROM, on this processor: loader_call.c. Not every kernel runs 32-bit programs.
set -u
cd "$(dirname "$0")/../.." || exit 2
program=build/tests/unit/loader_call
sh -c "exec $program" 2>/dev/null
status=$?
[ $status = 126 ] && echo "1..0 # SKIP this kernel runs no 32-bit programs"
exit $status
