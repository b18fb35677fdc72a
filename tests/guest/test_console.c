/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A platform's console that somebody must empty.  It could take a byte more than it has room for, stop the
 * client for as long at each line when nobody empties it, or stay silent when somebody does again.  Dom0 is
 * too fast for any of that to be seen, so a page of ours is put where the blob finds its ring, and we are the
 * reader. Expected: as much as there is room for, in order; one wait, and a new one only when something was
 * taken.
 */
#include "kernel.h"
#include "groups.h"

#ifdef CONFIG_PAE
#include <xen/io/console.h>

#define ROOM sizeof(ring->out)
#define BEFORE 100 /* taken before it gets full, so that it doesn't begin at 0 */

static volatile struct xencons_interface *ring;
static char text[ROOM];

static char nth(uint32_t n)
{
	return 'a' + n % 23;
}

/* Bytes number from on; returns how many calls of the platform that took. */
static uint32_t write(uint32_t from, uint32_t n)
{
	uint32_t i, before = vmi_PlatformCalls();

	for (i = 0; i < n; i++)
		text[i] = nth(from + i);
	vmi_ConsoleWrite((uint32_t)text, n);
	return vmi_PlatformCalls() - before;
}

/* Whether all that is in the ring is what was written, in order. */
static bool is_right(uint32_t from, uint32_t to)
{
	uint32_t i;

	for (i = from; i < to; i++)
		if (ring->out[i % ROOM] != nth(i))
			return false;
	return ring->out_prod == to;
}

static void check_ring(void)
{
	uint32_t patient, calls;

	write(0, BEFORE);
	tap_ok(is_right(0, BEFORE), "what is written is in the ring");
	ring->out_cons = BEFORE;
	write(BEFORE, ROOM - 1);
	patient = write(BEFORE + ROOM - 1, 2);
	tap_eq(ring->out_prod, BEFORE + ROOM, "a ring that nobody empties takes what it has room for");
	tap_ok(is_right(BEFORE, BEFORE + ROOM), "and loses nothing that it has");
	calls = write(BEFORE + ROOM, 10);
	/* Two to tell the reader, and maybe some of other processors; the wait was one for each look. */
	tap_ok(calls < patient / 4, "nobody waits for it a second time: %u calls, %u the first time", calls,
	       patient);
	tap_ok(is_right(BEFORE, BEFORE + ROOM), "it is as it was");
	ring->out_cons += 1000;
	write(BEFORE + ROOM, 1000);
	tap_ok(is_right(BEFORE + 1000, BEFORE + ROOM + 1000), "when it is emptied again it is used again");
	ring->out_cons = ring->out_prod;
	write(BEFORE + ROOM + 1000, ROOM);
	tap_ok(is_right(BEFORE + ROOM + 1000, BEFORE + 2 * ROOM + 1000), "up to its last byte");
	/* Our page leaves as a ring that waits for nobody. */
	ring->out_cons = ring->out_prod;
	write(BEFORE + 2 * ROOM + 1000, 1);
}

void test_console(void)
{
	if (!platform->console_ring) {
		tap_skip("no ring here", "a console that nobody empties");
		return;
	}
	ring = (void *)pages_alloc(1);
	preempt_disable();
	platform->console_ring((void *)ring);
	check_ring();
	platform->console_ring(NULL);
	preempt_enable();
	page_free((void *)ring);
}
#else
void test_console(void)
{
	tap_skip("no ring here", "a console that nobody empties");
}
#endif
