/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The console.  A release build of Xen takes console_io from dom0 only; another
 * domain writes to a ring that dom0 empties (public/io/console.h).
 */
#include "console.h"
#include "events.h"
#include "hypercall.h"
#include "lock.h"
#include "percpu.h"
#include "time.h"
#include <xen/io/console.h>

#define PATIENCE 5000000000ull /* ns; a console that nobody reads must not stop the client */

static void notify(void)
{
	struct evtchn_send send = {.port = GLOBAL->console_port};

	hypercall2(__HYPERVISOR_event_channel_op, EVTCHNOP_send, (uintptr_t)&send);
}

static uint32_t waiting(void)
{
	return RING->out_prod - RING->out_cons;
}

/*
 * Gives dom0 the processor until no more than left bytes are in the ring; 0: it takes none.  Other virtual
 * CPUs wait for the lock meanwhile, with events off; so patience with a ring that nobody drains is spent
 * once, and not again before somebody has taken something.
 */
static int wait_for(uint32_t left)
{
	struct global *g = GLOBAL;
	uint64_t start = system_time();

	if (waiting() <= left)
		return 1;
	notify();
	if (g->console_full && g->console_taken == RING->out_cons)
		return 0;
	g->console_full = 0;
	while (waiting() > left) {
		if (system_time() - start > PATIENCE) {
			g->console_taken = RING->out_cons;
			g->console_full = 1;
			return 0;
		}
		hypercall2(__HYPERVISOR_sched_op, SCHEDOP_yield, 0);
	}
	return 1;
}

static void ring_write(const char *text, uint32_t length)
{
	uint32_t at;

	for (; length && wait_for(sizeof(RING->out) - 1); length--) {
		at = RING->out_prod;
		RING->out[at % sizeof(RING->out)] = *text++;
		RING->out_prod = at + 1;
	}
	notify();
}

/* Events are off meanwhile: an interrupt's handler may write, too. */
CALLCONV void ConsoleWrite(const char *text, uint32_t length)
{
	GUARD;

	if (!GLOBAL->console_port) {
		hypercall3(__HYPERVISOR_console_io, CONSOLEIO_write, length, (uintptr_t)text);
		return;
	}
	lock(&GLOBAL->console_lock);
	ring_write(text, length);
	unlock(&GLOBAL->console_lock);
}

/* Before an end: the toolstack may throw the console away with the domain. */
LOCAL void console_drain(void)
{
	if (GLOBAL->console_port)
		wait_for(0);
}
