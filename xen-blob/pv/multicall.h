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
LOCAL void *buffer_take(void);
LOCAL void call_deferred_c(uint32_t nr, uint32_t a, uint32_t b, uint32_t c, uint32_t d);
LOCAL void call_deferred(uint32_t nr, uint32_t a, uint32_t b, uint32_t c, uint32_t d);
LOCAL void multicall_append(uint32_t nr, uint32_t a, uint32_t b, uint32_t c, uint32_t d);
LOCAL void entry_append(uint32_t at, uint64_t value);
LOCAL void entry_direct(void);
LOCAL void mmuext_deferred(uint32_t cmd, uint32_t arg1, uint32_t arg2);
LOCAL void mmuext_append(uint32_t cmd, uint32_t arg1, uint32_t arg2);
LOCAL void mmuext_now(uint32_t cmd, uint32_t arg1, uint32_t arg2);
LOCAL void iopl_deferred(uint32_t iopl);
LOCAL void descriptor_waiting(uint32_t frame, uint32_t offset, uint32_t *descriptor);
#endif
