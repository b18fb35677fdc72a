/* SPDX-License-Identifier: GPL-2.0-only */
/* Halt, and which handler of the client's an event leads to; the upcall, which asks, is in iret.S. */
#include "interrupts.h"
#include "alarms.h"
#include "descriptors.h"
#include "events.h"
#include "hypercall.h"
#include "percpu.h"
#include "time.h"

CALLCONV void Halt(void)
{
	hypercall2(__HYPERVISOR_sched_op, SCHEDOP_block, 0);
}

/* The client's handler of a vector, from its IDT; 0 if it has none. */
static uintptr_t handler_of(const struct state *s, uint32_t vector)
{
	const uint32_t *gate = (const uint32_t *)(s->idt + GATE_BYTES * vector);

	if (GATE_BYTES * vector + (GATE_BYTES - 1) >= s->idt_bytes || !(gate[1] & 0x8000))
		return 0;
	return HANDLER(gate[0], gate[1], gate[2]);
}

/* Takes the highest vector that the client has a handler for; 0: none. */
static uintptr_t next_sent(struct state *s)
{
	uint32_t word, bits, vector;
	uintptr_t handler;

	for (word = 8; word--;) {
		while ((bits = s->vectors[word])) {
			vector = 32 * word + 31 - __builtin_clz(bits);
			test_and_clear(s->vectors, vector);
			handler = handler_of(s, vector);
			if (handler)
				return handler;
		}
	}
	return 0;
}

static uintptr_t next_timer(struct state *s)
{
	uint32_t vector;

	if (!test_and_clear(PORTS, s->timer_port))
		return 0;
	vector = timer_event();
	return vector ? handler_of(s, vector) : 0;
}

/*
 * With events masked: takes one event and gives the handler that the client has
 * for it, or 0.  What is left stays pending, and comes when the client unmasks.
 *
 * Another virtual CPU may change a gate and then send an interrupt, while this one still loads what was
 * changed before.  So first the event is taken, then comes the look at what was noted: all that was noted
 * before the event is loaded when its handler begins.  One look is enough, and more could go on for ever:
 * what is noted after it belongs to the next event.
 */
LOCAL uintptr_t next_event(void)
{
	struct state *s = STATE;
	volatile vcpu_info_t *vcpu = VCPU;
	uintptr_t handler;

	/*
	 * Both are cleared before the ports are read, in the eyes of every processor: lock orders
	 * them.  Xen sets the byte only for a port whose word it had not marked yet: a
	 * mark that is still there when the next one comes would lose it.
	 */
	vcpu->evtchn_upcall_pending = 0;
	asm volatile("lock and" WORD_SUFFIX " $0, %0" : "+m"(vcpu->evtchn_pending_sel) : : "memory", "cc");
	handler = next_timer(s);
	if (!handler) {
		test_and_clear(PORTS, s->ipi_port);
		handler = next_sent(s);
	}
	idt_refresh();
	/* There may be more: look again on the way out. */
	if (handler)
		vcpu->evtchn_upcall_pending = 1;
	return handler;
}
