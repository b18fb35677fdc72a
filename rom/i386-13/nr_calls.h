/* SPDX-License-Identifier: GPL-2.0-only */
/* The header of 13.3 has no such field: what stands there is reserved. */
#define ROM_NR_CALLS 0
