/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Available time is real time less steal time, which Xen tells in a run state that it writes whenever it
 * schedules.  Real time, the wall clock and alarms are each back end's: time.c beside this folder.
 */
#include "time.h"
#include "hypercall.h"
#include "percpu.h"
#include "pvclock.h"
#include <stddef.h>

_Static_assert(offsetof(vcpu_time_info_t, version) == PVCLOCK_VERSION &&
		       offsetof(vcpu_time_info_t, tsc_timestamp) == PVCLOCK_TSC &&
		       offsetof(vcpu_time_info_t, system_time) == PVCLOCK_SYSTEM &&
		       offsetof(vcpu_time_info_t, tsc_to_system_mul) == PVCLOCK_MUL &&
		       offsetof(vcpu_time_info_t, tsc_shift) == PVCLOCK_SHIFT,
	       "as PVCLOCK_READ reads it");

/*
 * ns, or what was told last if that is later: a counter never goes back.  The first read may be torn, and the
 * exchange then gives the whole.  What another told meanwhile is mostly later, and then good enough: one that
 * is slow, because a debugger steps it, must not try for ever.
 */
LOCAL uint64_t in_order(volatile uint64_t *told, uint64_t ns)
{
	uint64_t last = *told, next;
	uint8_t done;

	do {
		next = ns > last ? ns : last;
		done = EXCHANGE64(told, last, next);
		if (!done && last >= ns)
			return last;
	} while (!done);
	return next;
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
	hypercall3(__HYPERVISOR_vcpu_op, VCPUOP_register_runstate_memory_area, n, (uintptr_t)&area);
	s->steal_before += not_running(n);
}

LOCAL uint64_t steal_time(const struct state *s)
{
	return not_running(s->number) - s->steal_before;
}

/*
 * Real time less steal time.  The two can't be read at once: if this processor is taken away between the two
 * readings, that steal time is in the second only.  The answer is too early then, never too late, and what
 * was told before stands.  To read again until nothing comes between might never end, for one that a debugger
 * steps.
 */
LOCAL uint64_t available_time(struct state *s)
{
	uint64_t ns = system_time();

	asm volatile("" : : : "memory");
	return in_order(&s->last_available, ns - steal_time(s));
}

CALLCONV uint64_t GetCycleCounter_other(uint32_t counter)
{
	GUARD;

	/* The real one is read elsewhere. */
	return counter == STOLEN ? steal_time(STATE) : available_time(STATE);
}
