/* SPDX-License-Identifier: GPL-2.0-only */
/* Of 13.3 only: port I/O. */
#include "slot.h"

	OWN IN
	OWN INB
	OWN INW
	OWN INS
	OWN INSB
	OWN INSW
	OWN OUT
	OWN OUTB
	OWN OUTW
	OWN OUTS
	OWN OUTSB
	OWN OUTSW
