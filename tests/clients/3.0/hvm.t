#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The stand-in for kernels that speak VMI 3.0 as HVM domU, the same files that boot on bare hardware.
set -u
cd "$(dirname "$0")/../../.." || exit 2
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh
# shellcheck source=tests/lib/rows.sh
. tests/lib/rows.sh
# shellcheck source=tests/xen/have.sh
. tests/xen/have.sh

if have dom0; then
	if have stock; then each_row test_row -v group=hvm30; fi
	if have pv32; then each_row test_row -v group=hvm30-shadow; fi
fi
finish
