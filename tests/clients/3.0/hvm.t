#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The stand-in for kernels that speak VMI 3.0 as HVM domU, the same files that boot on bare hardware.
set -u
cd "$(dirname "$0")/../../.." || exit 2
# shellcheck source=tests/lib/rows_test.sh
. tests/lib/rows_test.sh
# shellcheck source=tests/xen/have.sh
. tests/xen/have.sh

if have dom0; then
	if have stock; then each_row test_row -v group=hvm30; fi
	if have pv32; then each_row test_row -v group=hvm30-shadow; fi
fi
finish
