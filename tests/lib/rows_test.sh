# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# What a test begins with that runs rows of tests/rows; sourced at the tree's root. Sets work, a folder that goes at the end.
# shellcheck disable=SC2034 # for who sources it
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh
# shellcheck source=tests/lib/rows.sh
. tests/lib/rows.sh
