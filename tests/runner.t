#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# tests/boot: each wrong use gets one line and exit status 2; the ways a guest can end get theirs.
set -u
cd "$(dirname "$0")/.." || exit 2
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
guest=$(kernel guest)
rom=$(rom native-i386)
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
fits() { grep -qF -e "$1"; }

# boots STATUS TEXT ARGUMENTS...
boots() {
	status=$1 text=$2
	shift 2
	says "boot $*: $text" "$status" "$text" tests/boot "$@"
}


boots 0 "usage: tests/boot" --help
boots 2 "no guest named"
boots 2 "unknown option '--frob'" --frob "$guest"
boots 2 "--smp needs a value" "$guest" --smp
boots 2 "--smp takes a number from 1 up, not 'two'" --smp two "$guest"
boots 2 "--mem takes a number from 1 up, not '0'" --mem 0 "$guest"
boots 2 "--machine is pc or q35, not 'vax'" --machine vax "$guest"
boots 2 "--via is option-rom, pci, module or none, not 'air'" --via air --rom "$rom" "$guest"
boots 2 "--via none takes no --rom" --via none --rom "$rom" "$guest"
boots 2 "--via pci needs --rom" --via pci "$guest"
boots 2 "cannot read ROM '$work/no'" --rom "$work/no" "$guest"
boots 2 "cannot read guest '$work/no'" "$work/no"
boots 2 "cannot read guest '$work'" "$work"
boots 2 "more than one guest" "$guest" "$guest"
boots 2 "could not start the guest" README.md
boots 2 "could not start the guest" --cpu no-such-model "$guest"
boots 0 "-icount shift=0,sleep=off" --show --icount "$guest"
boots 0 "-icount shift=10,sleep=off" --show --icount-shift 10 "$guest"
boots 4 "did not end within 1 seconds" --timeout 1 --cmdline "noexit only=user" "$guest"
cp "$rom" "$work/a,b c.rom"
boots 0 "where=module" --via module --rom "$work/a,b c.rom" --cmdline "only=user" "$guest"

# wrong_row LINE ERROR: a line of tests/rows that is not as it should be.
wrong_row() {
	printf '%s\n' 'defaults on=baremetal kernel=guest' 'first smp=2 words="a b"' "$1" >"$work/rows"
	says "rows: $1: $2" 2 "rows:3: $2" awk -f tests/lib/rows.awk "$work/rows"
}

wrong_row "second frob=1" "there is no field 'frob'"
wrong_row "second smp" "'smp' is not of the form FIELD=VALUE"
wrong_row "second smp=1 smp=2" "field 'smp' stands there twice"
wrong_row "first" "there are two rows 'first'"
wrong_row "smp=2" "a row begins with its name, not with 'smp=2'"
wrong_row 'second words="a' "a quotation mark has no partner"
wrong_row "second on=moon" "row 'second' is on 'moon', which is not baremetal, dom0 or domU"
wrong_row "second vcpus=2" "row 'second': on baremetal there is no field 'vcpus'"
wrong_row "second kernel=" "row 'second' has no kernel"
wrong_row "second group=rom,machin" "row 'second': no test runs the group 'machin'"

# A row that can't be booted is not taken for the one before it.
other_rows() {
	mkdir -p "$work/tree/tests"
	cp -r tests/lib tests/run-rows tests/boot tests/runner.sh "$work/tree/tests/"
	printf '%s\n' 'good on=baremetal kernel=guest words=only=boot' 'bad on=baremetal kernel=gest' >"$work/tree/tests/rows"
	ln -sfn "$PWD/build" "$work/tree/build"
	"$work/tree/tests/run-rows" good bad
}
says "rows: a kernel that there is not" 1 "not ok 2 - bad, gest" other_rows
says "rows: no such row" 2 "there is no row 'frob'" tests/run-rows frob
says "rows: no such group" 2 "there is no group 'frob'" tests/run-rows --group frob
says "rows: no such option" 2 "usage: tests/run-rows NAME" tests/run-rows --frob
says "rows: help" 0 "usage: tests/run-rows NAME" tests/run-rows --help
says "rows: all of them" 0 "xen-smp2 " tests/run-rows --list
finish
