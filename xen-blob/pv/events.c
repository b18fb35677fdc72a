/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Events and time.  An event channel stands behind each interrupt that the
 * client knows by a vector; time is a shared page, in nanoseconds since boot.
 */
#include "hypercall.h"
#include "state.h"
#include <vmi/calls.h>

#define NS_HZ 1000000000u
#define APIC_LVTT 0x320
#define LVT_MASKED 0x10000

static uint64_t rdtsc(void)
{
	uint64_t t;

	asm volatile("rdtsc" : "=A"(t));
	return t;
}

/* 64 by 32 bits, the low 32 of the product dropped (public/xen.h, struct vcpu_time_info). */
static uint64_t scale(uint64_t delta, uint32_t mul, int8_t shift)
{
	if (shift < 0)
		delta >>= -shift;
	else
		delta <<= shift;
	return ((delta >> 32) * mul) + (((delta & 0xffffffff) * mul) >> 32);
}

LOCAL uint64_t system_time(void)
{
	volatile const vcpu_time_info_t *t = &VCPU->time;
	uint32_t version;
	uint64_t ns;

	do {
		version = t->version;
		asm volatile("" : : : "memory");
		ns = t->system_time + scale(rdtsc() - t->tsc_timestamp, t->tsc_to_system_mul, t->tsc_shift);
		asm volatile("" : : : "memory");
	} while ((version & 1) || version != t->version);
	/* A new set of parameters may begin a little earlier than the old one ended. */
	if (ns < STATE->last_cycles)
		return STATE->last_cycles;
	STATE->last_cycles = ns;
	return ns;
}

BODY uint64_t GetCycleFrequency_body(void)
{
	return NS_HZ;
}

BODY uint64_t GetCycleCounter_body(uint32_t counter)
{
	return counter == 2 ? 0 : system_time();
}

BODY uint64_t GetWallclockTime_body(void)
{
	uint32_t version;
	uint64_t ns;

	do {
		version = SHARED->wc_version;
		asm volatile("" : : : "memory");
		ns = (uint64_t)SHARED->wc_sec * NS_HZ + SHARED->wc_nsec;
		asm volatile("" : : : "memory");
	} while ((version & 1) || version != SHARED->wc_version);
	return ns + system_time();
}

BODY uint32_t WallclockUpdated_body(void)
{
	return 0;
}

static void alarm_at(uint64_t ns)
{
	hypercall2(__HYPERVISOR_set_timer_op, LOW(ns), HIGH(ns));
}

BODY void SetAlarm_body(uint32_t flags, uint32_t low, uint32_t high, uint32_t period_low, uint32_t period_high)
{
	uint64_t expiry = (uint64_t)high << 32 | low, now = system_time();

	STATE->alarm_flags = flags;
	STATE->alarm_period = flags & VMI_ALARM_PERIODIC ? (uint64_t)period_high << 32 | period_low : 0;
	if (expiry <= now)
		expiry = now + 1; /* 0 would mean: no timer */
	STATE->alarm_next = expiry;
	alarm_at(expiry);
}

BODY void CancelAlarm_body(uint32_t flags)
{
	(void)flags;
	STATE->alarm_period = 0;
	STATE->alarm_next = 0;
	alarm_at(0);
}

BODY void APICWrite_body(uint32_t offset, uint32_t value)
{
	if (offset == APIC_LVTT)
		STATE->lvtt = value;
}

BODY uint32_t APICRead_body(uint32_t offset)
{
	return offset == APIC_LVTT ? STATE->lvtt : 0;
}

LOCAL void events_start(void)
{
	struct evtchn_bind_virq bind = { .virq = VIRQ_TIMER, .vcpu = 0 };
	uint32_t i;

	for (i = 0; i < sizeof(SHARED->evtchn_mask) / sizeof(SHARED->evtchn_mask[0]); i++)
		SHARED->evtchn_mask[i] = ~0u;
	must(EVTCHNOP_bind_virq, hypercall2(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_virq, (uint32_t)&bind));
	STATE->timer_port = bind.port;
	STATE->lvtt = LVT_MASKED;
	SHARED->evtchn_mask[bind.port / 32] &= ~(1u << bind.port % 32);
	/* Xen's own 100 Hz tick is nobody's. */
	hypercall3(__HYPERVISOR_vcpu_op, VCPUOP_stop_periodic_timer, 0, 0);
}

/* The client's handler of a vector, from its IDT; 0 if it has none. */
static uint32_t handler_of(uint32_t vector)
{
	const uint32_t *gate = (const uint32_t *)(STATE->idt + 8 * vector);

	if (8 * vector + 7 >= STATE->idt_bytes || !(gate[1] & 0x8000))
		return 0;
	return (gate[0] & 0xffff) | (gate[1] & 0xffff0000);
}

static uint32_t timer_event(void)
{
	uint64_t now;

	if (!STATE->alarm_next)
		return 0;
	now = system_time();
	if (now < STATE->alarm_next) {
		alarm_at(STATE->alarm_next);
		return 0;
	}
	if (STATE->alarm_period) {
		STATE->alarm_next += STATE->alarm_period;
		if (STATE->alarm_next <= now)
			STATE->alarm_next = now + STATE->alarm_period;
		alarm_at(STATE->alarm_next);
	} else {
		STATE->alarm_next = 0;
	}
	return STATE->lvtt & LVT_MASKED ? 0 : handler_of(STATE->lvtt & 0xff);
}

/*
 * With events masked: takes one event and gives the handler that the client has
 * for it, or 0.  What is left stays pending, and comes when the client unmasks.
 */
LOCAL uint32_t next_event(void)
{
	uint32_t word, pending, port, handler;
	uint32_t no_words = 0;
	uint8_t none = 0;

	/*
	 * Both are cleared before the ports are read, in the eyes of every processor: xchg orders
	 * them.  Xen sets the byte only for a port whose word it had not marked yet: a
	 * mark that is still there when the next one comes would lose it.
	 */
	asm volatile("xchg %0, %1" : "+q"(none), "+m"(VCPU->evtchn_upcall_pending) : : "memory");
	asm volatile("xchg %0, %1" : "+r"(no_words), "+m"(VCPU->evtchn_pending_sel) : : "memory");
	for (word = 0; word < 2; word++) {
		while ((pending = SHARED->evtchn_pending[word] & ~SHARED->evtchn_mask[word])) {
			port = word * 32 + __builtin_ctz(pending);
			asm volatile("lock btr %1, %0" : "+m"(SHARED->evtchn_pending[word]) : "r"(port & 31) : "cc");
			handler = port == STATE->timer_port ? timer_event() : 0;
			if (handler) {
				/* There may be more: look again on the way out. */
				VCPU->evtchn_upcall_pending = 1;
				return handler;
			}
		}
	}
	return 0;
}
