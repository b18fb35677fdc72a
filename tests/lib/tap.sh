# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# TAP for scripts: each of these prints a row, and below one that is not ok why it isn't.

n=0

# result WRONG NAME: ok if there is nothing wrong; else WRONG says what is.
result() {
	n=$((n + 1))
	if [ -z "$1" ]; then echo "ok $n - $2"; else
		echo "not ok $n - $2"
		printf '%s\n' "$1" | tail -n 45 | sed 's/^/# /'
	fi
}

# skip NAME WHY
skip() {
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
}

# ok NAME COMMAND...: the command succeeds; else what it says is shown.
ok() {
	tap_name=$1
	shift
	if tap_said=$("$@" 2>&1 </dev/null); then result '' "$tap_name"; else
		result "exit status $?
$tap_said" "$tap_name"
	fi
}

# says NAME STATUS PATTERN COMMAND...: the command ends so, and a line of what it prints fits; 77 is a row skipped.
says() {
	tap_name=$1 tap_status=$2 tap_pattern=$3
	shift 3
	tap_said=$("$@" 2>&1 </dev/null)
	tap_got=$?
	if [ $tap_got = 77 ] && [ "$tap_status" != 77 ]; then
		skip "$tap_name" "$(printf '%s\n' "$tap_said" | tail -n 1)"
	elif [ $tap_got = "$tap_status" ] && printf '%s\n' "$tap_said" | grep -q -e "$tap_pattern"; then
		result '' "$tap_name"
	else
		result "exit status $tap_got, expected $tap_status and a line like: $tap_pattern
$tap_said" "$tap_name"
	fi
}

# finish: the plan, behind the last row.
finish() { echo "1..$n"; }
