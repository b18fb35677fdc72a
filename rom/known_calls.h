/* SPDX-License-Identifier: GPL-2.0-only */
/* ROM_NR_CALLS: how many calls the blob's minor version has. */
#define ROM_NR_CALLS rom_nr_calls

	.set	rom_nr_calls, 0
#define VMI_CALL(nr, Name, family, since, ...) \
	.if since <= ROM_API_MINOR && nr < VMI_NR_CALLS; \
	.set rom_nr_calls, nr + 1; \
	.endif;
#include <calls.def>
