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
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
evidence() { tail -n 40 "$work/log"; }
result $status "no case breaks the loader"
evidence() { :; }

reached=$(sed -n 's/^reached: //p' "$work/log")
echo "# ${reached:-no case was counted}"
# shellcheck disable=SC2086
set -- $reached
for what in cases found window module address words cmdline bound inlines next ended patched inlined failed stuck \
	refused rebound reported scribbled; do
	# Cases that are all refused early would break nothing, and test nothing.
	wrong="${2:-0} of ${1:-none}"
	[ "${1:-}" != $what ] || [ "${2:-0}" -lt 20 ] || wrong=''
	result "$wrong" "20 cases or more: $what"
	[ $# -lt 2 ] || shift 2
done
finish
