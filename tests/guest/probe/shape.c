/* SPDX-License-Identifier: GPL-2.0-only */
/* One run of a site in a certain shape. */
#include "contexts.h"
#include "guard.h"
#include "native.h"

#define SEL_SMALL SEL_PROBE(0)

/*
 * A user's data segment of one byte, in this processor's GDT.  Its base puts what is
 * the kernel's in a flat segment where nothing is mapped: QEMU's software emulation
 * checks no limits, nor that a selector is null.
 */
static void small_segment(void)
{
	probe_gdt_write(SEL_SMALL / 8, desc_make(-KERNEL_BASE, 0, DESC_DATA | DESC_DPL(3), DESC_BYTE_32));
}

static void set_segments(struct probe *p, enum probe_segments segments)
{
	if (segments == SEGMENTS_KERNEL)
		return;
	small_segment();
	p->seg[DS] = p->seg[ES] = segments == SEGMENTS_SMALL ? SEL_SMALL | 3 : 0;
	p->seg[FS] = p->seg[GS] = 0;
}

probe_why probe_no_args(struct probe *p)
{
	(void)p;
	return NULL;
}

static probe_why prepare(struct probe *p, const struct probe_call *c, const struct probe_shape *shape)
{
	probe_why why;

	probe_poison(p, c, shape->pattern);
	if (shape->irqs)
		p->flags |= EFLAGS_IF;
	if (shape->on_step) {
		p->flags |= EFLAGS_TF;
		p->on_step = shape->on_step;
	}
	p->want_eflags = p->flags;
	set_segments(p, shape->segments);
	why = c->args(p);
	if (shape->irets_on)
		p->want_eflags = p->stack[2] |= EFLAGS_IF;
	return why;
}

probe_why probe_why_not(const struct probe_call *c)
{
	static const struct probe_shape plain;
	struct probe *p = probe_get();
	probe_why why = guard_deadly(c->number) ? "it changes what it may not" : prepare(p, c, &plain);

	probe_put(p);
	return why;
}

/* What some calls change although their arguments are harmless. */
static void run_and_restore(struct probe *p)
{
	uint32_t cr0 = native_get_cr0();
	struct probe *q = NULL;

	if (p->call->sig == SHAPE_SYSEXIT) {
		q = probe_get();
		probe_user_begin(p, q);
	}
	probe_run_once(p);
	if (q) {
		probe_user_end(q);
		probe_put(q);
	}
	if (native_get_cr0() != cr0) {
		if (cpu_is_ours() && ((native_get_cr0() ^ cr0) & ~(p->call->number == VMI_CALL_CLTS ? CR0_TS : 0)))
			guard_blame(p->call->number, "CR0", native_get_cr0(), cr0);
		native_set_cr0(cr0);
	}
	/* No flag of EFLAGS there, which the end of the run has put back. */
	if (p->call->number == VMI_CALL_SetIOPLMask && !cpu_is_ours())
		vmi_SetIOPLMask(current_thread()->iopl);
	if (p->call->number == VMI_CALL_SetAlarm || p->call->number == VMI_CALL_CancelAlarm)
		probe_rearm();
}

unsigned int probe_shaped(const struct probe_call *c, const struct probe_shape *shape, char text[PROBE_TEXT])
{
	struct probe *p = probe_get();
	uint32_t mask = irq_save();
	unsigned int faults;

	prepare(p, c, shape);
	run_and_restore(p);
	irq_restore(mask);
	faults = probe_check(p, text);
	if (shape->depth && p->depth < *shape->depth)
		*shape->depth = p->depth;
	probe_put(p);
	return faults;
}

uint32_t probe_cycles(const struct probe_call *c, const struct probe_shape *shape)
{
	struct probe *p = probe_get();
	uint32_t cycles;

	prepare(p, c, shape);
	run_and_restore(p);
	cycles = p->cycles;
	probe_put(p);
	return cycles;
}

const char *probe_answer_name(const struct probe_call *c)
{
	return vmi_answer_name(vmi_answer(c->number));
}
