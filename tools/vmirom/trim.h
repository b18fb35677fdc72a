/* SPDX-License-Identifier: GPL-2.0-only */
/* What libunicorn may fill with translated code. */
#ifndef TRIM_H
#define TRIM_H

/*
 * Leaves it 32 MiB of the 1 GiB that it sets aside when an emulator is opened.  There are instructions
 * that it translates until all is full (a data breakpoint in DR7); where it now ends, the process does.
 */
void trim_translations(void);

#endif
