/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The console.  A release build of Xen takes console_io from dom0 only; another
 * domain writes to a ring that dom0 empties (public/io/console.h).
 */
#ifdef CONFIG_PAE
#include "xen.h"
#include <xen/event_channel.h>
#include <xen/io/console.h>
#include <xen/sched.h>
#include "mm.h"
#include "trap.h"

static volatile struct xencons_interface *ring; /* NULL in dom0 */
static const start_info_t *info;

void xen_console_init(const start_info_t *si, const uint32_t *m2p)
{
	if (si->flags & SIF_INITDOMAIN)
		return;
	/* The builder has mapped it like all that it made. */
	ring = phys_to_virt(m2p[si->console.domU.mfn] << PAGE_SHIFT);
	info = si;
}

/* Tells dom0 that there is something to take.  A restored domain has another port. */
static void notify(void)
{
	struct evtchn_send send = { .port = info->console.domU.evtchn };

	hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_send, (uint32_t)&send, 0, 0);
}

static void yield(void)
{
	hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, 0, 0, 0);
}

static void put(char c)
{
	uint32_t at = ring->out_prod;

	if (at - ring->out_cons == sizeof(ring->out)) {
		notify();
		while (at - ring->out_cons == sizeof(ring->out))
			yield();
	}
	ring->out[at % sizeof(ring->out)] = c;
	/* x86 keeps the order of stores, and ring is volatile. */
	ring->out_prod = at + 1;
}

void xen_console_write(const char *text, size_t len)
{
	if (!ring) {
		hypercall(__HYPERVISOR_console_io, CONSOLEIO_write, len, (uint32_t)text, 0);
		return;
	}
	while (len--)
		put(*text++);
	notify();
}

char xen_console_key(void)
{
	uint32_t at = ring->in_cons;
	char c;

	if (at == ring->in_prod)
		return 0;
	c = ring->in[at % sizeof(ring->in)];
	ring->in_cons = at + 1;
	return c;
}

/* Where the blob has it: see xen-blob/pv/layout.h. */
#define RING_OF_BLOB (XEN_BLOB_WINDOW + 0x2000)

void xen_console_ring(void *page)
{
	const uint32_t *p2m = (const uint32_t *)info->mfn_list;
	pte_t e = (pte_t)p2m[virt_to_phys(page ? page : (void *)ring) >> PAGE_SHIFT] << PAGE_SHIFT | PTE_P | PTE_W | PTE_A | PTE_D;

	if (hypercall(__HYPERVISOR_update_va_mapping, RING_OF_BLOB, e, e >> 32, UVMF_INVLPG | UVMF_ALL) < 0)
		panic(NULL, "the console's ring can't be mapped");
}

void xen_console_drain(void)
{
	while (ring && ring->out_cons != ring->out_prod)
		yield();
}
#endif
