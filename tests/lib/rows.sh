# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Runs rows of tests/rows; sourced, after tests/lib/tap.sh and tests/lib/built.sh, by what runs at the tree's root and
# has a folder for what is temporary, work.  The fields of a row are variables of the same names, which each_row sets.
# shellcheck disable=SC2154

# each_row COMMAND AWK-OPTION...: COMMAND for each of the rows that the options choose (tests/lib/rows.awk).
each_row() {
	command=$1
	shift
	awk "$@" -f tests/lib/rows.awk tests/rows >"$work/rows" || exit 2
	while IFS= read -r line <&3; do
		eval "$line"
		$command
	done 3<"$work/rows"
}

# other_module NAME: the file of the ROM of that name; a file of zeros, for zeros:SIZE.
other_module() {
	case $1 in
	zeros:*)
		head -c "${1#zeros:}" /dev/zero >"$work/zeros"
		echo "$work/zeros"
		;;
	*) rom "$1" ;;
	esac
}

# boot_row OPTION...: boots the row, with these further options; what is said goes to work/out.
boot_row() {
	got=2
	file=$(kernel "$kernel" 2>"$work/out") || return $got
	[ -z "$rom" ] || set -- "$@" --rom "$(rom "$rom")"
	[ -z "$also" ] || set -- "$@" --also "$(other_module "$also")"
	[ -z "$type" ] || set -- "$@" --type "$type" ${hap:+--hap "$hap"}
	[ -z "$shim" ] || set -- "$@" --shim
	set -- "$@" ${way:+--via "$way"} ${also_way:+--also-via "$also_way"} ${machine:+--machine "$machine"} ${cpu:+--cpu "$cpu"} \
		${smp:+--smp "$smp"} ${vcpus:+--vcpus "$vcpus"} ${mem:+--mem "$mem"} ${dom0_mem:+--dom0-mem "$dom0_mem"} \
		${saves:+--saves "$saves"} ${timeout:+--timeout "$timeout"} ${words:+--cmdline "$words"}
	case $on in
	baremetal) run=tests/boot ;;
	dom0) run=tests/xen/boot ;;
	domU) run=tests/xen/domu ;;
	esac
	got=0
	$run "$@" "$file" >"$work/raw" 2>&1 </dev/null || got=$?
	tr -d '\r' <"$work/raw" >"$work/out"
	return $got
}

# field NAME: its value in the kernel's report.
field() { sed -n "s/.*vmi-report:.* $1=\([^ ]*\).*/\1/p" "$work/out" | head -n 1; }

# like NAME: says so unless the report has the row's value there, if the row has any.
like() { [ -z "${2#any}" ] || [ "$(field "$1")" = "$2" ] || echo "$1 $(field "$1"), expected $2"; }

# row_wrong: why the run that is in work/out, of exit status got, is not as the row wants it; nothing if it is.
row_wrong() {
	failed=$(grep -c '^not ok ' "$work/out")
	planned=$(sed -n 's/^1\.\.//p' "$work/out")
	[ "$got" = "${exit:-0}" ] || echo "exit status $got, expected ${exit:-0}"
	[ "$failed" = 0 ] || echo "$failed of the kernel's tests failed"
	[ "${exit:-0}" != 0 ] || [ "$least" = none ] || [ "$planned" = $((passed + failed)) ] || echo "$((passed + failed)) tests ran, ${planned:-none} planned"
	[ "$least" = none ] || [ "$passed" -ge "${least:-0}" ] || echo "only $passed tests passed"
	[ "$skipped" -le "${skips:-$skipped}" ] || echo "$skipped tests were skipped"
	like status "$status"
	like where "$where"
	like api "$api"
	[ "$(field status)" != OK ] || [ "$(field sites)" -ge 500 ] || echo "only $(field sites) sites"
	[ -z "$says" ] || printf '%s\n' "$says" | tr '\t' '\n' | while IFS= read -r pattern; do
		grep -q -e "$pattern" "$work/out" || echo "no line like: $pattern"
	done
}

# test_row: runs it, and prints a row of TAP.
test_row() {
	boot_row
	passed=$(grep -c '^ok ' "$work/out")
	skipped=$(grep -c '^ok .*# SKIP' "$work/out")
	what="$row, $kernel${words:+, $words}"
	if [ "$got" = 77 ]; then
		skip "$what" "$(tail -n 1 "$work/out" | sed 's/^.*skipped: //')"
		return
	fi
	wrong=$(row_wrong)
	[ -z "$wrong" ] || wrong="$wrong
$(grep -v '^ok \|^# answer ' "$work/out" | tail -n 40 | sed 's/^/  /')"
	result "$wrong" "$what: $(field status), $((passed - skipped)) tests, $skipped skipped"
}
