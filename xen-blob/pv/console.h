/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XEN_CONSOLE_H
#define XEN_CONSOLE_H

#include "body.h"
#include <stdint.h>

/* The call itself: for die, too. */
CALLCONV void ConsoleWrite(const char *text, uint32_t length);
/* Waits until dom0 has taken all that is in the ring, but not for ever. */
LOCAL void console_drain(void);
#endif
