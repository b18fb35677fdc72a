/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XEN_BODY_H
#define XEN_BODY_H

/* A call's body: arguments in EAX, EDX, ECX, then on the stack, as the calls have them. */
#define BODY __attribute__((regparm(3)))
/* What else one file calls of another. */
#define LOCAL __attribute__((regparm(3), visibility("hidden")))
#endif
