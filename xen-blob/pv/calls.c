/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hypercalls that may wait.  A context switch (lazy mode 2) makes several; they go
 * to Xen in one multicall when the client leaves the mode.  Events are off in here.
 */
#include "hypercall.h"
#include "state.h"
#include <vmi/calls.h>

#define CALLS(s) ((multicall_entry_t *)CALLS_PAGE(s))
#define OPS(s) ((struct mmuext_op *)(CALLS_PAGE(s) + MAX_CALLS * sizeof(multicall_entry_t)))

_Static_assert(MAX_CALLS * (sizeof(multicall_entry_t) + sizeof(struct mmuext_op)) <= 4096, "calls fit their page");

LOCAL void flush_calls(void)
{
	struct state *s = STATE;
	uint32_t n = s->calls, i;

	if (!n)
		return;
	s->calls = 0;
	must(__HYPERVISOR_multicall, hypercall2(__HYPERVISOR_multicall, CALLS_PAGE(s), n));
	for (i = 0; i < n; i++)
		must(CALLS(s)[i].op, CALLS(s)[i].result);
}

LOCAL void call_soon(uint32_t nr, uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
	struct state *s = STATE;
	multicall_entry_t *call = &CALLS(s)[s->calls];

	if (s->lazy != VMI_LAZY_CPU) {
		must(nr, hypercall4(nr, a, b, c, d));
		return;
	}
	call->op = nr;
	call->args[0] = a;
	call->args[1] = b;
	call->args[2] = c;
	call->args[3] = d;
	if (++s->calls == MAX_CALLS)
		flush_calls();
}

/* One mmuext operation, which may wait, too: its argument lies beside the call. */
LOCAL void mmuext_soon(uint32_t cmd, uint32_t arg1, uint32_t arg2)
{
	struct state *s = STATE;
	struct mmuext_op *op = &OPS(s)[s->calls];

	op->cmd = cmd;
	op->arg1.linear_addr = arg1; /* or the frame: one union */
	op->arg2.nr_ents = arg2;
	call_soon(__HYPERVISOR_mmuext_op, (uint32_t)op, 1, 0, DOMID_SELF);
}
