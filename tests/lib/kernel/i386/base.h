/* SPDX-License-Identifier: GPL-2.0-only */
/* Where a kernel is linked; each architecture has this file. */
#ifndef KERNEL_BASE_H
#define KERNEL_BASE_H

#define KERNEL_BASE 0xC0000000u

#endif
