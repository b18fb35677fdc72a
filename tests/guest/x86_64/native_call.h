/* SPDX-License-Identifier: GPL-2.0-only */
#define NATIVE __attribute__((used))
