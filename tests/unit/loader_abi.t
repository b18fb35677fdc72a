#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The library with callers of other calling conventions. Risk: a kernel links it, and its arguments are nonsense.
cd "$(dirname "$0")/../.." || exit 1
n=0
for convention in plain mregparm=3 mrtd; do
	build/tests/unit/loader_abi-$convention >build/tests/unit/loader_abi.out
	status=$?
	[ $status != 126 ] || { echo "1..0 # SKIP this machine runs no 32-bit programs"; exit 0; }
	sed '/^1\.\.24$/d; s/^\(not \|\)ok - /&-'"$convention: /" build/tests/unit/loader_abi.out
	n=$((n + 25))
	if [ $status = 0 ]; then echo "ok - -$convention: it ends well"; else echo "not ok - -$convention: exit status $status"; fi
done
echo "1..$n"
