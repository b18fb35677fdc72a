/* SPDX-License-Identifier: GPL-2.0-only */
/* A hypercall's registers, for inline assembler; each architecture has this file. */
#define XEN_ARGUMENTS(a, b, c) "+b"(a), "+c"(b), "+d"(c)
