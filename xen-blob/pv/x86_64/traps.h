/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XEN_PV_X86_64_TRAPS_H
#define XEN_PV_X86_64_TRAPS_H

#include "body.h"
#include <stdint.h>

/*
 * With events off.  The client's handler of an exception, with events as its gate wants them; frame: at the error code
 * or the frame.  Does not return if there is none.
 */
LOCAL uintptr_t trap_handler(uint32_t vector, const uint64_t *frame);
#endif
