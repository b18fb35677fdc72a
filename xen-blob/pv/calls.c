/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hypercalls that may wait.  A context switch (lazy mode 2) makes several; they go
 * to Xen in one multicall when the client leaves the mode.  Events are off in here.
 */
#include "hypercall.h"
#include "state.h"
#include <vmi/calls.h>
#include <xen/physdev.h>

#define PTE_W 0x002
#define CALLS(s) ((multicall_entry_t *)CALLS_PAGE(s))
#define OPS(s) ((struct mmuext_op *)(CALLS_PAGE(s) + MAX_CALLS * sizeof(multicall_entry_t)))

_Static_assert(sizeof(struct physdev_set_iopl) <= sizeof(struct mmuext_op), "an argument beside each call");
_Static_assert(MAX_CALLS * (sizeof(multicall_entry_t) + sizeof(struct mmuext_op)) <= 4096, "calls fit their page");

static enum refused refused_op(uint32_t cmd)
{
	if (cmd == MMUEXT_PIN_L3_TABLE)
		return REFUSED_PIN;
	if (cmd == MMUEXT_UNPIN_TABLE)
		return REFUSED_UNPIN;
	if (cmd == MMUEXT_NEW_BASEPTR)
		return REFUSED_LOAD;
	return cmd == MMUEXT_SET_LDT ? REFUSED_LDT : REFUSED_FLUSH;
}

/* Xen has refused number i of a batch; nr, a and b are those of call_soon. */
static __attribute__((noinline)) void refused(uint32_t i, int error, uint32_t nr, uint32_t a, uint32_t b)
{
	/* Where a was: what had to be continued, Xen gives back with other arguments. */
	const struct mmuext_op *op = &OPS(STATE)[i];
	enum refused what;

	if (nr == __HYPERVISOR_set_debugreg)
		return; /* GetDR tells */
	if (nr == __HYPERVISOR_mmuext_op) {
		what = refused_op(op->cmd);
		a = op->arg1.linear_addr;
		if (what == REFUSED_PIN || what == REFUSED_UNPIN || what == REFUSED_LOAD)
			a = to_client(a);
	} else if (nr == __HYPERVISOR_update_descriptor) {
		what = REFUSED_DESCRIPTOR;
		a = GLOBAL->linear_base + (to_client(b << 20 | a >> 12) << 12) + (a & 0xfff);
	} else if (nr == __HYPERVISOR_update_va_mapping) {
		what = b & PTE_W ? REFUSED_WRITABLE : REFUSED_READ_ONLY;
	} else if (nr == __HYPERVISOR_physdev_op) {
		what = REFUSED_IOPL;
	} else {
		what = nr == __HYPERVISOR_stack_switch ? REFUSED_STACK : REFUSED_TS;
	}
	die(what, error, i, a);
}

/* A descriptor that is to be written at that place of a frame, into entry; if none is, that stays as it is. */
LOCAL void descriptor_waiting(uint32_t frame, uint32_t offset, uint32_t *entry)
{
	struct state *s = STATE;
	uint32_t i;

	for (i = 0; i < s->calls; i++) {
		const multicall_entry_t *call = &CALLS(s)[i];

		if (call->op != __HYPERVISOR_update_descriptor || call->args[0] != (frame << 12 | offset) ||
		    call->args[1] != frame >> 20)
			continue;
		entry[0] = call->args[2];
		entry[1] = call->args[3];
	}
}

LOCAL void flush_calls(void)
{
	struct state *s = STATE;
	uint32_t n = s->calls, i;

	s->calls = 0;
	must(REFUSED_BATCH, hypercall2(__HYPERVISOR_multicall, CALLS_PAGE(s), n), n);
	for (i = 0; i < n; i++) {
		const multicall_entry_t *call = &CALLS(s)[i];

		if ((int)call->result < 0)
			refused(i, call->result, call->op, call->args[0], call->args[1]);
	}
}

LOCAL void call_soon(uint32_t nr, uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
	struct state *s = STATE;
	multicall_entry_t *call = &CALLS(s)[s->calls];

	if (s->lazy != VMI_LAZY_CPU) {
		int error = hypercall4(nr, a, b, c, d);

		if (error < 0)
			refused(0, error, nr, a, b);
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

LOCAL void iopl_soon(uint32_t iopl)
{
	struct state *s = STATE;
	struct physdev_set_iopl *op = (void *)&OPS(s)[s->calls];

	op->iopl = iopl;
	call_soon(__HYPERVISOR_physdev_op, PHYSDEVOP_set_iopl, (uint32_t)op, 0, 0);
}
