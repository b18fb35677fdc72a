/* SPDX-License-Identifier: GPL-2.0-only */
/* The first serial port; and the end of a run, by QEMU's port or, in a domain, by Xen. */
#ifndef KERNEL_SERIAL_H
#define KERNEL_SERIAL_H

#include <stddef.h>
#include "exit.h"

void serial_init(void);
void serial_write(const char *text, size_t len);
/* When all text has left the chip.  Returns where there is neither. */
void debug_exit(enum exit_code code);

#endif
