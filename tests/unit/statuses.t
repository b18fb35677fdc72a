#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Each status code of the loader is what some unit test expects.
set -u
cd "$(dirname "$0")/../.." || exit 2
n=0
names=$(sed -n 's/^VMI_STATUS(\([A-Z_0-9]*\),.*/\1/p' loader/vmi/status.def)
for name in $names; do
	n=$((n + 1))
	if grep -qw "VMI_$name" tests/unit/loader_*.c; then echo "ok $n - $name"; else
		echo "not ok $n - $name is expected by no unit test"
	fi
done
[ $n -gt 0 ] || echo "not ok 1 - no status found in loader/vmi/status.def"
echo "1..$n"
