/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hypercalls that wait, to go to Xen in one multicall.  Of each kind: _deferred waits in lazy mode for
 * processor state and else is made now, past what waits; _append waits in any mode; _now is made now, behind
 * what waits.
 */
#ifndef XEN_PV_MULTICALL_H
#define XEN_PV_MULTICALL_H

#include "body.h"
#include "state.h"

static inline int something_waits(const struct state *s)
{
	return (s->calls | s->flush | s->lone_at) != 0;
}
LOCAL void multicall_flush(void); /* all that waits, now */
/* BUFFER for a hypercall's arguments, free of entries that wait: those go first. */
LOCAL void *buffer_take(void);
/*
 * nr: the hypercall's number; a to d: its arguments.  call_deferred is in multicall.S, and call_deferred_c
 * does what it leaves.
 */
LOCAL void call_deferred_c(uint32_t nr, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d);
LOCAL void call_deferred(uint32_t nr, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d);
LOCAL void multicall_append(uint32_t nr, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d);
/* The page-table entry at an address of the direct map; value is as Xen takes it. */
LOCAL void entry_append(uintptr_t at, uint64_t value);
/* The one that was put at the queue's begin, while nothing waits, goes to Xen now. */
LOCAL void entry_direct(void);
/* arg1, arg2: the linear address or frame, and the number, of struct mmuext_op (public/xen.h). */
LOCAL void mmuext_deferred(uint32_t cmd, uintptr_t arg1, uint32_t arg2);
LOCAL void mmuext_append(uint32_t cmd, uintptr_t arg1, uint32_t arg2);
LOCAL void mmuext_now(uint32_t cmd, uintptr_t arg1, uint32_t arg2);
LOCAL void iopl_deferred(uint32_t iopl);
/* If one waits for that place of a machine frame, *descriptor becomes the last that does. */
LOCAL void descriptor_waiting(xen_pfn_t frame, uint32_t offset, uint32_t *descriptor);
#endif
