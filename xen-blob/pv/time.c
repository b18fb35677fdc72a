/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The wall clock is in Xen's shared page; alarms are Xen's timer of the virtual CPU.  And what becomes of the
 * counters when the domain is saved.
 */
#include "alarms.h"
#include "die.h"
#include "hypercall.h"
#include "lapic.h"
#include "percpu.h"
#include "time.h"
#include <vmi/calls.h>

#define NS_HZ 1000000000u
/* Six days: from 2^50 ns on Xen takes a time for one that has wrapped, and makes it 100 ms. */
#define FAR (1ull << 49)

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
	GLOBAL->time_offset = last - xen_time(&VCPU->time);
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
	return by_available(s) ? available_time(s) : system_time();
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
	must(REFUSED_ALARM, hypercall2(__HYPERVISOR_set_timer_op, WORDS_D(ns)), ns);
}

/* The sum, or the latest time of all if there is no such number. */
static uint64_t later(uint64_t ns, uint64_t by)
{
	return ns + by < ns ? ~0ull : ns + by;
}

CALLCONV STATUS SetAlarm(uint32_t flags, D_ARG(expiry), D_ARG(period))
{
	GUARD;
	struct state *s = STATE;
	uint64_t now;

	s->alarm_flags = flags;
	s->alarm_period = flags & VMI_ALARM_PERIODIC ? D_VALUE(period) : 0;
	s->alarm_next = D_VALUE(expiry);
	now = alarm_time(s);
	if (s->alarm_next <= now)
		s->alarm_next = now + 1; /* 0 would mean: no timer */
	alarm_set(s, now);
	DONE;
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
