/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Events.  Each virtual CPU has two event channels: its timer's, and one by which the
 * others get at it.  Behind the second stands a bit for each interrupt vector, as in a
 * local APIC.
 */
#include "events.h"
#include "die.h"
#include "hypercall.h"
#include "percpu.h"
#include "time.h"
#include "descriptors.h"

#define APIC_ID 0x20
#define APIC_ICR 0x300
#define APIC_ICR2 0x310
#define APIC_LVTT 0x320

/* Interrupt command register (SDM vol. 3, 11.6.1). */
#define ICR_MODE(icr) ((icr) >> 8 & 7)
#define ICR_MODE_LOWEST 1
#define ICR_MODE_NMI 4
#define ICR_LOGICAL 0x800
#define ICR_SHORTHAND(icr) ((icr) >> 18 & 3)
#define ICR_EVERYBODY 0xff

/* One bit for each event channel. */
#define PORTS ((volatile uint32_t *)SHARED->evtchn_pending)

enum shorthand { TO_DESTINATION, TO_SELF, TO_ALL, TO_OTHERS };

static int test_and_set(volatile uint32_t *bits, uint32_t n)
{
	uint8_t was;

	asm volatile("lock bts %2, %0; setc %1" : "+m"(bits[n / 32]), "=q"(was) : "r"(n % 32) : "memory", "cc");
	return was;
}

static int test_and_clear(volatile uint32_t *bits, uint32_t n)
{
	uint8_t was;

	asm volatile("lock btr %2, %0; setc %1" : "+m"(bits[n / 32]), "=q"(was) : "r"(n % 32) : "memory", "cc");
	return was;
}

/* Makes virtual CPU n look at what is there for it. */
LOCAL void send_ipi(uint32_t n)
{
	struct evtchn_send send = { .port = STATE_OF(n)->ipi_port };

	must(REFUSED_SEND, hypercall2(__HYPERVISOR_event_channel_op, EVTCHNOP_send, (uint32_t)&send), n);
}

/* Bit n: to virtual CPU n, whose APIC id is n and whose logical one is bit n of a flat model. */
static uint32_t targets(const struct state *s, uint32_t icr)
{
	uint32_t to = s->icr2 >> 24, me = 1u << s->number, online = GLOBAL->online;

	switch ((enum shorthand)ICR_SHORTHAND(icr)) {
	case TO_SELF:
		return me;
	case TO_ALL:
		return online;
	case TO_OTHERS:
		return online & ~me;
	case TO_DESTINATION:
		break;
	}
	if (to == ICR_EVERYBODY || icr & ICR_LOGICAL)
		return online & to;
	return to < MAX_VCPUS ? online & 1u << to : 0;
}

/* Starts by INIT and SIPI don't exist here. */
static void interrupt(uint32_t n, uint32_t mode, uint32_t vector)
{
	if (mode == ICR_MODE_NMI)
		must(REFUSED_SEND, hypercall3(__HYPERVISOR_vcpu_op, VCPUOP_send_nmi, n, 0), n);
	else if (mode <= ICR_MODE_LOWEST && !test_and_set(STATE_OF(n)->vectors, vector))
		send_ipi(n); /* who set the bit does */
}

static void interrupt_others(struct state *s, uint32_t icr)
{
	uint32_t to = targets(s, icr), mode = ICR_MODE(icr);

	if (mode == ICR_MODE_LOWEST)
		to &= -to;
	for (; to; to &= to - 1)
		interrupt(__builtin_ctz(to), mode, icr & 0xff);
}

BODY void APICWrite(uint32_t offset, uint32_t value)
{
	GUARD;
	struct state *s = STATE;

	if (offset == APIC_LVTT)
		s->lvtt = value;
	else if (offset == APIC_ICR2)
		s->icr2 = value;
	else if (offset == APIC_ICR)
		interrupt_others(s, s->icr = value);
}

/* The status bit of the interrupt command register is always clear: what is sent is pending. */
BODY uint32_t APICRead(uint32_t offset)
{
	GUARD;
	struct state *s = STATE;

	if (offset == APIC_ID)
		return s->number << 24;
	if (offset == APIC_LVTT)
		return s->lvtt;
	if (offset == APIC_ICR2)
		return s->icr2;
	return offset == APIC_ICR ? s->icr & ~0x1000u : 0;
}

static void unmask(uint32_t port)
{
	asm volatile("lock btr %1, %0" : "+m"(SHARED->evtchn_mask[port / 32]) : "r"(port % 32) : "cc");
}

static void close(uint32_t port)
{
	struct evtchn_close op = { .port = port };

	hypercall2(__HYPERVISOR_event_channel_op, EVTCHNOP_close, (uint32_t)&op);
}

LOCAL void events_unbind(uint32_t n)
{
	close(STATE_OF(n)->timer_port);
	close(STATE_OF(n)->ipi_port);
}

/* The channels of virtual CPU n, which need not run yet; an error, and none. */
LOCAL int events_bind(uint32_t n)
{
	struct evtchn_bind_virq timer = { .virq = VIRQ_TIMER, .vcpu = n };
	struct evtchn_bind_ipi ipi = { .vcpu = n };
	int error = hypercall2(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_virq, (uint32_t)&timer);

	if (error < 0)
		return error;
	error = hypercall2(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_ipi, (uint32_t)&ipi);
	if (error < 0)
		close(timer.port);
	STATE_OF(n)->timer_port = timer.port;
	STATE_OF(n)->ipi_port = ipi.port;
	return error;
}

LOCAL void ports_mask(void)
{
	uint32_t i;

	for (i = 0; i < sizeof(SHARED->evtchn_mask) / sizeof(SHARED->evtchn_mask[0]); i++)
		SHARED->evtchn_mask[i] = ~0u;
}

/* From now on events come. */
LOCAL void events_open(uint32_t n)
{
	struct state *s = STATE_OF(n);

	/*
	 * Xen's own 100 Hz tick is nobody's.  One that came between bind and unmask would stay
	 * pending unseen, and no other would ever be reported.
	 */
	hypercall3(__HYPERVISOR_vcpu_op, VCPUOP_stop_periodic_timer, n, 0);
	test_and_clear(PORTS, s->timer_port);
	unmask(s->timer_port);
	unmask(s->ipi_port);
}

/*
 * What was on its way before a restore: the timer's event sets the alarm again, which no other virtual CPU
 * could, and the interrupts that were sent are still noted.
 */
LOCAL void events_restore(uint32_t n)
{
	test_and_set(PORTS, STATE_OF(n)->timer_port);
	send_ipi(n);
}

/* The client's handler of a vector, from its IDT; 0 if it has none. */
static uint32_t handler_of(const struct state *s, uint32_t vector)
{
	const uint32_t *gate = (const uint32_t *)(s->idt + 8 * vector);

	if (8 * vector + 7 >= s->idt_bytes || !(gate[1] & 0x8000))
		return 0;
	return (gate[0] & 0xffff) | (gate[1] & 0xffff0000);
}

/* Takes the highest vector that the client has a handler for; 0: none. */
static uint32_t next_sent(struct state *s)
{
	uint32_t word, bits, vector, handler;

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

static uint32_t next_timer(struct state *s)
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
 * changed before.  So first the event is taken, then comes the look at what was noted: all that was noted before the
 * event is loaded when its handler begins.  One look is enough, and more could go on for ever: what is
 * noted after it belongs to the next event.
 */
LOCAL uint32_t next_event(void)
{
	struct state *s = STATE;
	volatile vcpu_info_t *vcpu = VCPU;
	uint32_t handler;

	/*
	 * Both are cleared before the ports are read, in the eyes of every processor: lock orders
	 * them.  Xen sets the byte only for a port whose word it had not marked yet: a
	 * mark that is still there when the next one comes would lose it.
	 */
	vcpu->evtchn_upcall_pending = 0;
	asm volatile("lock andl $0, %0" : "+m"(vcpu->evtchn_pending_sel) : : "memory", "cc");
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
