/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Event channels.  Each virtual CPU has two: its timer's, and one for IPIs of the others.  Those set a bit
 * for the interrupt's vector in its state first, as in a local APIC; the channel only makes it look.
 */
#include "events.h"
#include "die.h"
#include "hypercall.h"
#include "percpu.h"

/* Makes virtual CPU n look at what is there for it. */
LOCAL void send_ipi(uint32_t n)
{
	struct evtchn_send send = {.port = STATE_OF(n)->ipi_port};

	must(REFUSED_SEND, hypercall2(__HYPERVISOR_event_channel_op, EVTCHNOP_send, (uintptr_t)&send), n);
}

/* Bits of a word of them. */
#define WORD_BITS (8 * sizeof(xen_ulong_t))

static void unmask(uint32_t port)
{
	asm volatile("lock btr %1, %0"
		     : "+m"(SHARED->evtchn_mask[port / WORD_BITS])
		     : "r"((xen_ulong_t)port % WORD_BITS)
		     : "cc");
}

static void close(uint32_t port)
{
	struct evtchn_close op = {.port = port};

	hypercall2(__HYPERVISOR_event_channel_op, EVTCHNOP_close, (uintptr_t)&op);
}

LOCAL void events_unbind(uint32_t n)
{
	close(STATE_OF(n)->timer_port);
	close(STATE_OF(n)->ipi_port);
}

/* Makes the channels of virtual CPU n, which need not run yet.  On an error there are none. */
LOCAL int events_bind(uint32_t n)
{
	struct evtchn_bind_virq timer = {.virq = VIRQ_TIMER, .vcpu = n};
	struct evtchn_bind_ipi ipi = {.vcpu = n};
	int error = hypercall2(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_virq, (uintptr_t)&timer);

	if (error < 0)
		return error;
	error = hypercall2(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_ipi, (uintptr_t)&ipi);
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
		SHARED->evtchn_mask[i] = ~(xen_ulong_t)0;
}

/* From now on events of virtual CPU n's channels come. */
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
 * Makes virtual CPU n look after a restore.  The timer's event sets its alarm anew, which no other virtual
 * CPU can do for it; and the interrupts that were on their way are noted in its state.
 */
LOCAL void events_restore(uint32_t n)
{
	test_and_set(PORTS, STATE_OF(n)->timer_port);
	send_ipi(n);
}
