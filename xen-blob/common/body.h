/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The calling conventions of the blob's C.
 *
 * And what common/ takes from its back end, by header; a back end beside pv/ gives the same names:
 * - hypercall.h: hypercall2 to hypercall4, LOW, HIGH;
 * - percpu.h: GLOBAL, STATE, STATE_OF, BUFFER, SHARED, VCPU, GUARD, fields of both structs (pv/state.h),
 *   MAX_VCPUS, WINDOW_CONSOLE;
 * - i386/percpu.h: FIND, RESTARTABLE, TIME_OFFSET, LAST_CYCLES, WINDOW_SHARED, VCPU_INFO_TIME;
 * - cpu.h: shut_down.
 *
 * Not so suspend.c, which is PV's but for the order of its steps: it needs the p2m and its frames, mmu.h,
 * multicall.h and start.h.  In refusals.def, too, most lines are hypercalls of PV.
 */
#ifndef XEN_BODY_H
#define XEN_BODY_H

/* A call's body: arguments in EAX, EDX, ECX, then on the stack, as the calls have them. */
#define CALLCONV __attribute__((regparm(3)))
/* What else one file calls of another. */
#define LOCAL __attribute__((regparm(3), visibility("hidden")))
#endif
