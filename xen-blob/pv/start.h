/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XEN_PV_START_H
#define XEN_PV_START_H

#include "body.h"
#include <stdint.h>

/* After a restore: finds Xen's table of machine frames, which is another machine's. */
LOCAL void machine_table_restore(void);
/* Where this image lies; only assembler can tell. */
LOCAL uintptr_t upcall_address(void);
LOCAL uintptr_t failsafe_address(void);
#endif
