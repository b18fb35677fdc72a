/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hypercalls that are deferred.  A context switch (lazy mode 2) makes several, and so does a fork (lazy mode
 * 1).  They go to Xen in one multicall when the client leaves the mode, in the order in which they came.
 * Page-table entries wait in a queue of their own, as one mmu_update for each run of them that nothing else
 * comes between.  Events are off in here.
 *
 * A page-table entry that a flush is to follow may also wait alone, outside of any mode: Xen can do both at
 * once (InvalPage in mmu.c).
 */
#include "multicall.h"
#include "descriptors.h"
#include "die.h"
#include "hypercall.h"
#include "mmu.h"
#include "percpu.h"
#include <vmi/calls.h>
#include <xen/physdev.h>

#define CALLS(s) ((multicall_entry_t *)CALLS_PAGE(s))
#define OPS(s) ((struct mmuext_op *)(CALLS_PAGE(s) + MAX_CALLS * sizeof(multicall_entry_t)))

/* What stands beside an mmu_update, in the place of an argument. */
struct run {
	uint32_t done;  /* entries that Xen has taken */
	uint32_t first; /* its first one's place in the queue */
};
#define RUN(s, i) ((struct run *)&OPS(s)[i])

_Static_assert(sizeof(struct physdev_set_iopl) <= sizeof(struct mmuext_op) &&
		       sizeof(struct run) <= sizeof(struct mmuext_op),
	       "an argument beside each call");
_Static_assert(MAX_CALLS *(sizeof(multicall_entry_t) + sizeof(struct mmuext_op)) <= CALLS_SIZE,
	       "calls fit their pages");

static enum refused refused_op(uint32_t cmd)
{
	if (cmd == MMUEXT_PIN_ROOT)
		return REFUSED_PIN;
	if (cmd == MMUEXT_UNPIN_TABLE)
		return REFUSED_UNPIN;
	if (cmd == MMUEXT_NEW_BASEPTR)
		return REFUSED_LOAD;
	return cmd == MMUEXT_SET_LDT ? REFUSED_LDT : REFUSED_FLUSH;
}

/*
 * Names the page-table entry that Xen did not take by its address in the direct map, and its place among
 * those of the batch.
 */
static __attribute__((noreturn)) void entry_refused(const struct run *run, int error)
{
	uint32_t n = run->first + run->done;
	uint64_t at = QUEUE(STATE)[n].ptr;

	die(REFUSED_ENTRY, error, n,
	    GLOBAL->linear_base + (to_client(at >> 12) << 12) + ((uint32_t)at & 0xff8));
}

/* Xen has refused call i of a batch: hypercall nr, whose first arguments were a and b. */
static __attribute__((noinline)) void refused(uint32_t i, int error, uint32_t nr, uintptr_t a, uintptr_t b)
{
	/* By its place, not by a: Xen may have continued the call, and left other arguments. */
	const struct mmuext_op *op = &OPS(STATE)[i];
	enum refused what;

	if (REFUSED_IN_SILENCE(nr))
		return; /* who reads it back sees that */
	if (nr == __HYPERVISOR_mmu_update)
		entry_refused(RUN(STATE, i), error);
	if (nr == __HYPERVISOR_mmuext_op) {
		what = refused_op(op->cmd);
		a = op->arg1.linear_addr;
		if (what == REFUSED_PIN || what == REFUSED_UNPIN || what == REFUSED_LOAD)
			a = to_client(a);
	} else if (nr == __HYPERVISOR_update_descriptor) {
		what = REFUSED_DESCRIPTOR;
		a = GLOBAL->linear_base + (to_client(UPDATE_FRAME(a, b)) << 12) + (a & 0xfff);
	} else if (nr == __HYPERVISOR_update_va_mapping) {
		what = b & PTE_W ? REFUSED_WRITABLE : REFUSED_READ_ONLY;
	} else if (nr == __HYPERVISOR_physdev_op) {
		what = REFUSED_IOPL;
	} else {
		what = nr == __HYPERVISOR_stack_switch ? REFUSED_STACK : REFUSED_TS;
	}
	die(what, error, i, a);
}

/*
 * If a descriptor waits to be written at that place of a frame, descriptor becomes that one, the last if
 * there are several.
 */
LOCAL void descriptor_waiting(xen_pfn_t frame, uint32_t offset, uint32_t *descriptor)
{
	struct state *s = STATE;
	uint32_t i;

	for (i = 0; i < s->calls; i++) {
		const multicall_entry_t *call = &CALLS(s)[i];

		if (call->op != __HYPERVISOR_update_descriptor || !UPDATE_IS_OF(call->args, frame, offset))
			continue;
		UPDATE_TAKE(descriptor, call->args);
	}
}

static void check_results(struct state *s, uint32_t n)
{
	uint32_t i;

	for (i = 0; i < n; i++) {
		const multicall_entry_t *call = &CALLS(s)[i];

		if ((int)call->result < 0)
			refused(i, call->result, call->op, call->args[0], call->args[1]);
	}
}

static void nothing_fresh(struct state *s)
{
	uint32_t i;

	for (i = 0; i < FRESH; i++)
		s->fresh[i] = 0;
	s->nr_fresh = 0;
}

/* The last run ends: behind it comes something else, or nothing more. */
static __attribute__((noinline)) void run_end(struct state *s)
{
	*s->run = s->queued - s->run_first;
	s->run = NULL;
	s->quick_end = 0;
}

/* The entry that waits alone, before whatever comes now. */
static void lone_append(struct state *s)
{
	uintptr_t at = s->lone_at;

	s->lone_at = 0;
	entry_append(at, s->lone_value);
}

/* All that waits, now. */
LOCAL void multicall_flush(void)
{
	struct state *s = STATE;
	multicall_entry_t *call = CALLS(s);
	uint32_t n;

	if (s->lone_at)
		lone_append(s);
	if (s->flush) {
		s->flush = 0;
		mmuext_append(MMUEXT_TLB_FLUSH_LOCAL, 0, 0);
	}
	n = s->calls;
	if (!n)
		return;
	if (s->run)
		run_end(s);
	s->calls = s->queued = s->released = 0;
	if (n == 1)
		call->result =
			hypercall4(call->op, call->args[0], call->args[1], call->args[2], call->args[3]);
	else
		must(REFUSED_BATCH, hypercall2(__HYPERVISOR_multicall, (uintptr_t)call, n), n);
	check_results(s, n);
	if (s->nr_fresh)
		nothing_fresh(s);
}

/* The buffer, which is the queue's second page, too: entries that wait there go first. */
LOCAL void *buffer_take(void)
{
	struct state *s = STATE;

	if (s->queued > QUEUE_PAGE)
		multicall_flush();
	return BUFFER(s);
}

/* The last place is for the TLB's flush. */
static inline __attribute__((always_inline)) void append(struct state *s, uint32_t nr, uintptr_t a,
							 uintptr_t b, uintptr_t c, uintptr_t d)
{
	multicall_entry_t *call = &CALLS(s)[s->calls];

	if (s->run)
		run_end(s);
	call->op = nr;
	call->args[0] = a;
	call->args[1] = b;
	call->args[2] = c;
	call->args[3] = d;
	if (++s->calls == MAX_CALLS - 1)
		multicall_flush();
}

/* Behind what waits, in any mode. */
LOCAL void multicall_append(uint32_t nr, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d)
{
	struct state *s = STATE;

	if (s->lone_at)
		lone_append(s);
	append(s, nr, a, b, c, d);
}

/* Begins an mmu_update with the entry that comes into the queue next. */
static void run_begin(struct state *s)
{
	uint32_t i = s->calls;
	struct run *run = RUN(s, i);

	run->done = 0;
	run->first = s->run_first = s->queued;
	multicall_append(__HYPERVISOR_mmu_update, (uintptr_t)&QUEUE(s)[s->queued], 0, (uintptr_t)&run->done,
			 DOMID_SELF);
	s->run = &CALLS(s)[i].args[1];
	if (s->lazy == VMI_LAZY_MMU)
		s->quick_end = QUEUE_LENGTH;
}

/* The entry at that address of the direct map, behind what waits; value is as Xen takes it. */
LOCAL void entry_append(uintptr_t at, uint64_t value)
{
	struct state *s = STATE;
	mmu_update_t *update;

	if (s->lone_at)
		lone_append(s);
	if (s->queued == QUEUE_LENGTH || (!s->run && s->calls >= MAX_CALLS - 2))
		multicall_flush();
	if (!s->run)
		run_begin(s);
	update = &QUEUE(s)[s->queued++];
	update->ptr = (uint64_t)GLOBAL->p2m[direct_frame(at)] << 12 | (at & 0xff8) | MMU_NORMAL_PT_UPDATE;
	update->val = value;
}

/* Where nothing waits: the entry that was put at the queue's begin goes to Xen now. */
LOCAL void entry_direct(void)
{
	struct state *s = STATE;
	int error;

	RUN(s, 0)->done = RUN(s, 0)->first = 0;
	error = hypercall4(__HYPERVISOR_mmu_update, (uintptr_t)QUEUE(s), 1, (uintptr_t)&RUN(s, 0)->done,
			   DOMID_SELF);
	if (error < 0)
		entry_refused(RUN(STATE, 0), error);
}

/* Now, past what waits. */
static void call_direct(uint32_t nr, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d)
{
	int error = hypercall4(nr, a, b, c, d);

	if (error < 0)
		refused(0, error, nr, a, b);
}

/* What call_deferred (multicall.S) doesn't do itself. */
LOCAL void call_deferred_c(uint32_t nr, uintptr_t a, uintptr_t b, uintptr_t c, uintptr_t d)
{
	struct state *s = STATE;

	if (s->lazy == VMI_LAZY_CPU)
		append(s, nr, a, b, c, d); /* nothing is alone then */
	else
		call_direct(nr, a, b, c, d);
}

/* One mmuext operation: its argument lies beside the call. */
static inline struct mmuext_op *mmuext(uint32_t cmd, uintptr_t arg1, uint32_t arg2)
{
	struct state *s = STATE;
	struct mmuext_op *op = &OPS(s)[s->calls];

	op->cmd = cmd;
	op->arg1.linear_addr = arg1; /* or the frame: one union */
	op->arg2.nr_ents = arg2;
	return op;
}

LOCAL void mmuext_deferred(uint32_t cmd, uintptr_t arg1, uint32_t arg2)
{
	call_deferred(__HYPERVISOR_mmuext_op, (uintptr_t)mmuext(cmd, arg1, arg2), 1, 0, DOMID_SELF);
}

LOCAL void mmuext_append(uint32_t cmd, uintptr_t arg1, uint32_t arg2)
{
	/* First, as it takes a place itself, and the argument is beside the call's. */
	if (STATE->lone_at)
		lone_append(STATE);
	multicall_append(__HYPERVISOR_mmuext_op, (uintptr_t)mmuext(cmd, arg1, arg2), 1, 0, DOMID_SELF);
}

LOCAL void mmuext_now(uint32_t cmd, uintptr_t arg1, uint32_t arg2)
{
	if (!something_waits(STATE)) {
		call_direct(__HYPERVISOR_mmuext_op, (uintptr_t)mmuext(cmd, arg1, arg2), 1, 0, DOMID_SELF);
		return;
	}
	mmuext_append(cmd, arg1, arg2);
	multicall_flush();
}

LOCAL void iopl_deferred(uint32_t iopl)
{
	struct state *s = STATE;
	struct physdev_set_iopl *op = (void *)&OPS(s)[s->calls];

	op->iopl = iopl;
	call_deferred(__HYPERVISOR_physdev_op, PHYSDEVOP_set_iopl, (uintptr_t)op, 0, 0);
}
