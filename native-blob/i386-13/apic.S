/* SPDX-License-Identifier: GPL-2.0-only */
/* Of 13.3 only: local APIC, start of processors. */
#include "slot.h"

	OWN APICWrite
	OWN APICRead

	HINT	SetInitialAPState	/* processors are started by INIT and SIPI, and every call must have an answer */
