/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XEN_CONSOLE_H
#define XEN_CONSOLE_H

#include "body.h"
#include <stdint.h>

CALLCONV void ConsoleWrite(const char *text, uint32_t length);
LOCAL void console_drain(void);
#endif
