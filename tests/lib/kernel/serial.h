/* SPDX-License-Identifier: GPL-2.0-only */
/* The first serial port, and QEMU's port to end a run by. */
#ifndef KERNEL_SERIAL_H
#define KERNEL_SERIAL_H

#include <stddef.h>
#include "exit.h"

void serial_init(void);
void serial_write(const char *text, size_t len);
/* When all text has left the chip.  Returns where the machine has no such port. */
void debug_exit(enum exit_code code);

#endif
