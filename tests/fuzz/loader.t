#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The loader's fuzzer for a bounded number of cases, the same each time: nothing breaks, and the
# cases come everywhere that fuzz.h counts.
set -u
cd "$(dirname "$0")/../.." || exit 2
runs=${FUZZ_RUNS:-100000}
fuzzer=build/tests/fuzz/loader
if [ ! -x $fuzzer ]; then
	echo "1..0 # SKIP no $fuzzer: it needs clang"
	exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tests/fuzz/seed "$work/corpus"
mkdir -p build/tests/fuzz/found

# What it keeps and mutates depends on addresses that it compares, and with -entropic on time.
fixed='setarch -R'
$fixed true 2>/dev/null || fixed=''
# shellcheck disable=SC2086
$fixed $fuzzer -runs="$runs" -seed=1 -entropic=0 -reload=0 -max_len=8448 -timeout=60 \
	-artifact_prefix=build/tests/fuzz/found/ "$work/corpus" >"$work/log" 2>&1
status=$?
if [ $status = 0 ]; then echo "ok 1 - no case breaks the loader"; else
	echo "not ok 1 - no case breaks the loader"
	tail -n 40 "$work/log" | sed 's/^/# /'
fi

reached=$(sed -n 's/^reached: //p' "$work/log")
echo "# ${reached:-no case was counted}"
n=1
# shellcheck disable=SC2086
set -- $reached
for what in cases found window module address words cmdline bound inlines next ended patched inlined failed stuck \
	refused rebound reported scribbled; do
	n=$((n + 1))
	# Cases that are all refused early would break nothing, and test nothing.
	if [ "${1:-}" = $what ] && [ "${2:-0}" -ge 20 ]; then echo "ok $n - 20 cases or more: $what"; else
		echo "not ok $n - 20 cases or more: $what"
	fi
	[ $# -lt 2 ] || shift 2
done
echo "1..$n"
