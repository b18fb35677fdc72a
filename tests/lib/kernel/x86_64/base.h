/* SPDX-License-Identifier: GPL-2.0-only */
/* Where a kernel is linked; each architecture has this file. */
#ifndef KERNEL_BASE_H
#define KERNEL_BASE_H

#define KERNEL_BASE 0xFFFFFFFFC0000000 /* the last GiB: its lower half looks like i386's */

#endif
