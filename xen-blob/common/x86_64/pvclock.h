/* SPDX-License-Identifier: GPL-2.0-only */
/* Where the fields of the page by which Xen tells the time are: C has them by name here. */
#ifndef XEN_X86_64_PVCLOCK_H
#define XEN_X86_64_PVCLOCK_H

#define PVCLOCK_VERSION 0
#define PVCLOCK_TSC 8
#define PVCLOCK_SYSTEM 16
#define PVCLOCK_MUL 24
#define PVCLOCK_SHIFT 28
#endif
