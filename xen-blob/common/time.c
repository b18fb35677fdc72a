/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Time is a shared page, in nanoseconds since boot, and read in time.S; alarms are Xen's timer of the virtual
 * CPU.  Available time is real time less steal time, which Xen tells in a run state that it writes whenever
 * it schedules.
 */
#include "time.h"
#include "die.h"
#include "hypercall.h"
#include "percpu.h"
#include <vmi/calls.h>
#include <rom/i386/pvclock.h>
#include <stddef.h>

_Static_assert(offsetof(vcpu_time_info_t, version) == PVCLOCK_VERSION &&
		       offsetof(vcpu_time_info_t, tsc_timestamp) == PVCLOCK_TSC &&
		       offsetof(vcpu_time_info_t, system_time) == PVCLOCK_SYSTEM &&
		       offsetof(vcpu_time_info_t, tsc_to_system_mul) == PVCLOCK_MUL &&
		       offsetof(vcpu_time_info_t, tsc_shift) == PVCLOCK_SHIFT,
	       "as time.S reads it");

#define NS_HZ 1000000000u
/* Six days: from 2^50 ns on Xen takes a time for one that has wrapped, and makes it 100 ms. */
#define FAR (1ull << 49)

/*
 * ns, or what was told last if that is later: a counter never goes back.  As system_time in time.S does it
 * for the real one: the first read may be torn, and the exchange then gives the whole.  What another told
 * meanwhile is mostly later, and then good enough: one that is slow, because a debugger steps it, must not
 * try for ever.
 */
static __attribute__((noinline)) uint64_t in_order(volatile uint64_t *told, uint64_t ns)
{
	uint64_t last = *told, next;
	uint8_t done;

	do {
		next = ns > last ? ns : last;
		asm volatile("lock cmpxchg8b %1; setz %0"
			     : "=q"(done), "+m"(*told), "+A"(last)
			     : "b"(LOW(next)), "c"(HIGH(next))
			     : "cc", "memory");
		if (!done && last >= ns)
			return last;
	} while (!done);
	return next;
}

/*
 * After a save, while the stand-in of the shared page is mapped: notes where the counters stand, and gives
 * where the real one does.
 */
LOCAL uint64_t time_save(void)
{
	uint32_t n;

	for (n = 0; n < MAX_VCPUS; n++)
		STATE_OF(n)->available_kept = STATE_OF(n)->last_available;
	return GLOBAL->last_cycles;
}

/*
 * After a restore the real counter goes on from where it stood.  Meanwhile an NMI's handler may have read the
 * new time by the old offset, and so told something wrong as the last: that is put right, too.
 */
LOCAL void time_restore(uint64_t last)
{
	GLOBAL->time_offset = last - xen_time();
	asm volatile("" : : : "memory");
	GLOBAL->last_cycles = last;
}

/*
 * The same for available time; at the end of the restore, as up to then a handler may have read it by half of
 * what is new.
 */
LOCAL void available_restore(void)
{
	uint32_t n;

	for (n = 0; n < MAX_VCPUS; n++)
		STATE_OF(n)->last_available = STATE_OF(n)->available_kept;
}

/*
 * A counter of 64 bits that Xen moves on while this virtual CPU doesn't run; that may be between the reads of
 * its halves.  If the higher half changed meanwhile, the counter has passed the value with that half and 0:
 * an answer between the old and the new.
 */
static uint64_t counter(const volatile uint64_t *at)
{
	const volatile uint32_t *half = (const volatile uint32_t *)at;
	uint32_t before = half[1], low = half[0], high = half[1];

	return (uint64_t)high << 32 | (before == high ? low : 0);
}

/* Time in which virtual CPU n wanted to run and did not, or was kept from wanting to (public/vcpu.h). */
static uint64_t not_running(uint32_t n)
{
	volatile const vcpu_runstate_info_t *r = &STATE_OF(n)->runstate;

	return counter(&r->time[RUNSTATE_runnable]) + counter(&r->time[RUNSTATE_offline]);
}

/*
 * From now on Xen writes the run state of virtual CPU n.  If it refuses, the area stays 0, and so does the
 * steal time.
 */
LOCAL void time_open(uint32_t n)
{
	struct state *s = STATE_OF(n);
	struct vcpu_register_runstate_memory_area area = {.addr.v = &s->runstate};

	/* After a restore the old domain's last word is still there. */
	s->steal_before -= not_running(n);
	hypercall3(__HYPERVISOR_vcpu_op, VCPUOP_register_runstate_memory_area, n, (uint32_t)&area);
	s->steal_before += not_running(n);
}

enum { AVAILABLE = 1, STOLEN };

static uint64_t steal_time(const struct state *s)
{
	return not_running(s->number) - s->steal_before;
}

/*
 * Real time less steal time.  The two can't be read at once: if this processor is taken away between the two
 * readings, that steal time is in the second only.  The answer is too early then, never too late, and what
 * was told before stands.  To read again until nothing comes between might never end, for one that a debugger
 * steps.
 */
static __attribute__((noinline)) uint64_t available(struct state *s)
{
	uint64_t ns = system_time();

	asm volatile("" : : : "memory");
	return in_order(&s->last_available, ns - steal_time(s));
}

CALLCONV uint64_t GetCycleCounter_other(uint32_t counter)
{
	GUARD;

	/* The real one is read in time.S. */
	return counter == STOLEN ? steal_time(STATE) : available(STATE);
}

CALLCONV uint64_t GetWallclockTime(void)
{
	GUARD;
	uint32_t version;
	uint64_t ns;

	do {
		version = SHARED->wc_version;
		asm volatile("" : : : "memory");
		ns = (uint64_t)SHARED->wc_sec * NS_HZ + SHARED->wc_nsec;
		asm volatile("" : : : "memory");
	} while ((version & 1) || version != SHARED->wc_version);
	return ns - GLOBAL->time_offset + system_time();
}

/*
 * Whether it was set since last asked; after a restore it was.  Xen's version is even when all of it is
 * there, and another one each time.
 */
CALLCONV uint32_t WallclockUpdated(void)
{
	uint32_t version = SHARED->wc_version & ~1u, before = version;

	asm volatile("xchg %0, %1" : "+r"(before), "+m"(GLOBAL->wallclock) : : "memory");
	return before != version;
}

/* Which counter the alarm goes by: available time, or real time. */
static int by_available(const struct state *s)
{
	return (s->alarm_flags & VMI_ALARM_COUNTER_MASK) == AVAILABLE;
}

static uint64_t alarm_time(struct state *s)
{
	return by_available(s) ? available(s) : system_time();
}

/* How far that counter is behind the real one. */
static uint64_t behind(const struct state *s)
{
	return by_available(s) ? steal_time(s) : 0;
}

/*
 * Sets Xen's timer for the alarm; now is what the alarm's counter says.
 *
 * Xen's timer goes by its own system time, and takes one that is too far ahead for one that has passed.  So
 * the alarm's time is converted by what that counter is behind, and the timer never set further than FAR
 * ahead.  It may come too early: because of FAR, or because more time is stolen until then.  timer_event sees
 * that and sets it anew.
 */
static void alarm_set(const struct state *s, uint64_t now)
{
	uint64_t ns = s->alarm_next;

	if (ns > now + FAR)
		ns = now + FAR;
	if (ns)
		ns += behind(s) - GLOBAL->time_offset;
	must(REFUSED_ALARM, hypercall2(__HYPERVISOR_set_timer_op, LOW(ns), HIGH(ns)), LOW(ns));
}

/* The sum, or the latest time of all if there is no such number. */
static uint64_t later(uint64_t ns, uint64_t by)
{
	return ns + by < ns ? ~0ull : ns + by;
}

CALLCONV void SetAlarm(uint32_t flags, uint32_t low, uint32_t high, uint32_t period_low, uint32_t period_high)
{
	GUARD;
	struct state *s = STATE;
	uint64_t now;

	s->alarm_flags = flags;
	s->alarm_period = flags & VMI_ALARM_PERIODIC ? (uint64_t)period_high << 32 | period_low : 0;
	s->alarm_next = (uint64_t)high << 32 | low;
	now = alarm_time(s);
	if (s->alarm_next <= now)
		s->alarm_next = now + 1; /* 0 would mean: no timer */
	alarm_set(s, now);
}

CALLCONV void CancelAlarm(uint32_t flags)
{
	GUARD;
	struct state *s = STATE;

	(void)flags;
	s->alarm_period = 0;
	s->alarm_next = 0;
	alarm_set(s, 0);
}

/* The vector that the client has for its alarm, if that is due; 0: not now. */
LOCAL uint32_t timer_event(void)
{
	struct state *s = STATE;
	uint64_t now;

	if (!s->alarm_next)
		return 0;
	now = alarm_time(s);
	if (now < s->alarm_next) {
		alarm_set(s, now);
		return 0;
	}
	if (s->alarm_period) {
		s->alarm_next = later(s->alarm_next, s->alarm_period);
		if (s->alarm_next <= now)
			s->alarm_next = later(now, s->alarm_period);
		alarm_set(s, now);
	} else {
		s->alarm_next = 0;
	}
	return s->lvtt & LVT_MASKED ? 0 : s->lvtt & 0xff;
}
