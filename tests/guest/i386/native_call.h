/* SPDX-License-Identifier: GPL-2.0-only */
#define NATIVE __attribute__((regparm(3), used))
