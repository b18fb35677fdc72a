# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# TAP for scripts, which source this at the tree's root: result, skip, ok, is and says print a row each, and below one
# that is not ok the reason.  A script may say more there: what its own function evidence prints.

n=0 failed_rows=0
evidence() { :; }

# needs TOOL...: without one of them the script is skipped.
needs() {
	for tool in "$@"; do
		command -v "$tool" >/dev/null || { echo "1..0 # SKIP there is no $tool here"; exit 0; }
	done
}

# result WRONG NAME: ok if WRONG is empty or 0; else it says, or its number, what is wrong.
result() {
	n=$((n + 1))
	case $1 in
	'' | 0) echo "ok $n - $2" ;;
	*)
		failed_rows=$((failed_rows + 1))
		echo "not ok $n - $2"
		{
			printf '%s\n' "$1"
			evidence
		} | tail -n 45 | sed 's/^/# /'
		;;
	esac
}

# skip NAME WHY
skip() {
	n=$((n + 1))
	echo "ok $n - $1 # SKIP $2"
}

# ok NAME COMMAND...: the command succeeds; what it says is the reason if it doesn't.
ok() {
	tap_name=$1
	shift
	tap_got=0
	tap_said=$("$@" 2>&1) || tap_got=$?
	[ $tap_got = 0 ] || tap_got="exit status $tap_got
$tap_said"
	result "$tap_got" "$tap_name"
}

# is NAME FOUND EXPECTED
is() {
	if [ "$2" = "$3" ]; then result '' "$1"; else
		result "found    $2
expected $3" "$1"
	fi
}

# fits PATTERN: whether a line of standard input does; a script may have another way.
fits() { grep -q -e "$1"; }

# says NAME STATUS PATTERN COMMAND...: the command ends so, and a line of what it prints, in said, fits; 77 is a row skipped.
says() {
	tap_name=$1 tap_status=$2 tap_pattern=$3
	shift 3
	said=$("$@" 2>&1 </dev/null)
	tap_got=$?
	if [ $tap_got = 77 ] && [ "$tap_status" != 77 ]; then
		skip "$tap_name" "$(printf '%s\n' "$said" | tail -n 1)"
	elif [ $tap_got = "$tap_status" ] && printf '%s\n' "$said" | fits "$tap_pattern"; then
		result '' "$tap_name"
	else
		result "exit status $tap_got, expected $tap_status and a line like: $tap_pattern
$(printf '%s\n' "$said" | tail -n 40)" "$tap_name"
	fi
}

# finish: the plan, behind the last row.
finish() { echo "1..$n"; }
