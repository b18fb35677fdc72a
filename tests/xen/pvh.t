#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The conformance kernel as PVH dom0, the same file that boots on bare hardware and as PV dom0.
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/lib/rows_test.sh
. tests/lib/rows_test.sh

each_row test_row -v group=pvh
says "PVH on a machine without an IOMMU" 2 "is on q35, which has an IOMMU" tests/xen/boot --type pvh --machine pc "$(kernel guest)"
says "paging of a PV dom0" 2 "hap is for --type pvh" tests/xen/boot --hap no "$(kernel guest)"
says "no such type" 2 "type is pv or pvh, not 'hvm'" tests/xen/boot --type hvm "$(kernel guest)"
finish
