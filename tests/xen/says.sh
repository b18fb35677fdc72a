# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# TAP for commands that end and speak as expected; sourced by tests/xen/*.t.

n=0

# says NAME STATUS PATTERN COMMAND...: the command ends so, and a line of what it prints fits.
says() {
	name=$1 status=$2 pattern=$3
	shift 3
	n=$((n + 1))
	output=$("$@" 2>&1 </dev/null)
	got=$?
	if [ $got = "$status" ] && printf '%s\n' "$output" | grep -q -e "$pattern"; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		printf '%s\n' "exit status $got, expected $status and a line like: $pattern" "$output" | tail -n 40 | sed 's/^/# /'
	fi
}

# have THING: whether that Xen or dom0 is there to run on; else says why not, in one row.
have() {
	why=$("tests/xen/get-$1" 2>&1)
	got=$?
	[ $got != 0 ] || return 0
	n=$((n + 1))
	if [ $got = 77 ]; then
		echo "ok $n - all rows that need the $1 # SKIP $(printf '%s\n' "$why" | tail -n 1)"
	else
		echo "not ok $n - all rows that need the $1"
		printf '%s\n' "$why" | sed 's/^/# /'
	fi
	return 1
}
