#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The probes can fail: each ROM of build/faulty is wrong in one call, and the
# guest must say so, in the line that the manifest tells, and of no other call.
# An argument is a pattern of names: only these.
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
out=$(mktemp)
trap 'rm -f "$out"' EXIT

verdict() { # CALL LINE EXIT-STATUS: what is not as it should be
	[ "$3" = 1 ] || echo "exit status $3, expected 1: a failed test"
	grep -q "^not ok [0-9]* - [a-z]*/$1: $2\$" "$out" || echo "no 'not ok' for '$1: $2'"
	grep '^not ok' "$out" | grep -v "^not ok [0-9]* - [a-z]*/$1: " | sed 's/^/blames another: /'
	grep '^Bail out' "$out"
}

while read -r name call line; do
	# shellcheck disable=SC2254
	case $name in ${1:-*}) ;; *) continue ;; esac
	# PAE too, and two processors, in turn.
	guest=$(kernel guest)
	[ $((n % 2)) = 0 ] || guest=$(kernel guest-pae)
	turn=$((n + 1))
	tests/boot --rom "build/faulty/$name.rom" --smp $((turn % 3 / 2 + 1)) --cmdline "only=probe sites=probe" \
		"$guest" </dev/null >"$out" 2>&1
	status=$?
	sed -i "s|\r$||" "$out"
	wrong=$(verdict "$call" "$line" "$status")
	result "$wrong" "$name: $call: $line"
done <build/faulty/manifest
finish
