#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Old kernels on new ROMs, and new kernels on old ROMs: what ran with what was released still does.  The part of the matrix that
# make check has.
set -u
cd "$(dirname "$0")/../.." || exit 2
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

tests/matrix/run-matrix JOBS=1 OUT="$work" ONLY='^(bare|bare-30-smp|bare-13|dom0) .*@(today .*@[0-9][^ ]*|[0-9].* .*@today) runs$' >"$work/out" 2>&1
status=$?
sed -n 's/^ *[0-9]* of [0-9]*  \(.*\); [^;]*$/\1/p' "$work/out" >"$work/pairs"
while IFS= read -r pair; do
	name=${pair%%: *} came=${pair#*: }
	case $came in
	skipped*) skip "$name" "${came#skipped: }" ;;
	*'(worse than expected)' | *'(nothing is expected of it)') result "make matrix FRESH=1 ONLY='^$name '" "$pair" ;;
	*) result '' "$pair" ;;
	esac
done <"$work/pairs"
case $status in 0 | 4) wrong='' ;; *) wrong="exit status $status
$(tail -n 30 "$work/out")" ;; esac
result "$wrong" "no pair is worse than expected"
result "$([ -s "$work/pairs" ] || echo "none")" "there are pairs"
finish
