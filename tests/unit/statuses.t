#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Each status code of the loader is what some unit test expects.
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
# By the preprocessor: a line that isn't as the others is a name of its own then, which no test expects.
names=$(printf '%s\n' '#define VMI_STATUS(name, ...) name' '#include <vmi/status.def>' | cc -E -P -Iloader -)
for name in $names; do
	ok "$name" grep -qw "VMI_$name" tests/unit/loader*.c
done
[ "$n" -gt 0 ] || result "none found" "the statuses of loader/vmi/status.def"
finish
