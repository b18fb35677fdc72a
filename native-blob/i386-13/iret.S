/* SPDX-License-Identifier: GPL-2.0-only */
/* Return from interrupt, of 13.3: 3.0's may be jumped to, and looks at its frame; these clients only call. */
#include "slot.h"

	SLOT	IRET13
	OWN_IRET
	END	IRET13
