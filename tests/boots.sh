# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Boots the conformance kernel, a row at a time; sourced by the tests that say which rows.
#
# row WHERE STATUS ARGUMENTS-OF-tests/boot...: both guests must pass all their
# tests, have found the ROM there, and say that status.


standard=build/rom/vmi-native-i386.rom
everything=build/rom/vmi-native-i386-call.rom
guests="build/guest/vmi-guest.elf build/guest/vmi-guest-pae.elf"
n=0
out=$(mktemp)
trap 'rm -f "$out"' EXIT

# field NAME: its value in the guest's report.
field() { tr -d '\r' <"$out" | sed -n "s/.*vmi-report:.* $1=\([^ ]*\).*/\1/p" | head -n 1; }

verdict() { # WHERE STATUS EXIT-STATUS: why the run is not as it should be; nothing if it is
	failed=$(grep -c '^not ok ' "$out")
	planned=$(tr -d '\r' <"$out" | sed -n 's/^1\.\.//p')
	[ "$3" = 0 ] || echo "exit status $3"
	[ "$failed" = 0 ] || echo "$failed of the guest's tests failed"
	[ "$planned" = $((passed + failed)) ] || echo "$((passed + failed)) tests ran, ${planned:-none} planned"
	[ "$passed" -ge 100 ] || echo "only $passed tests passed"
	[ "$(field status)" = "$2" ] || echo "status $(field status), expected $2"
	[ "$(field where)" = "$1" ] || echo "ROM found at $(field where), expected $1"
	[ "$2" != OK ] || [ "$(field sites)" -ge 500 ] || echo "only $(field sites) sites"
}

row() {
	where=$1 status=$2
	shift 2
	for guest in $guests; do
		n=$((n + 1))
		tests/boot "$@" "$guest" >"$out" 2>&1
		got=$?
		passed=$(grep -c '^ok ' "$out")
		wrong=$(verdict "$where" "$status" $got)
		skipped=$(grep -c '^ok .*# SKIP' "$out")
		what="$(basename "$guest" .elf) $*: $status, $((passed - skipped)) tests, $skipped skipped"
		if [ -z "$wrong" ]; then echo "ok $n - $what"; else
			echo "not ok $n - $what"
			printf '%s\n' "$wrong" | sed 's/^/# /'
			grep -v '^ok \|^# answer ' "$out" | tail -n 40 | sed 's/^/#   /'
		fi
	done
}

finish() { echo "1..$n"; }
