/* SPDX-License-Identifier: GPL-2.0-only */
/* Of 13.3 only: caches, a pause; shutdown.S turns the machine off. */
#include "slot.h"

	OWN INVD			/* as WBINVD: what is in the caches is kept */
	OWN Pause
