# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Sourced by tests of Xen, after tests/lib/tap.sh.

# have THING: whether that Xen or dom0 is there to run on; else says why not, in one row.
have() {
	why=$("tests/xen/get-$1" 2>&1)
	got=$?
	case $got in
	0) return 0 ;;
	77) skip "all rows that need the $1" "$(printf '%s\n' "$why" | tail -n 1)" ;;
	*) result "$why" "all rows that need the $1" ;;
	esac
	return 1
}
