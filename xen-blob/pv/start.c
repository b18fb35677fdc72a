/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Offer and Start: what the PV back end needs, and how it takes it.  When a client is
 * refused, also in the middle, all is as before; only what stood in the area is gone.
 */
#define HYPERCALLS_UNCOUNTED
#include "start.h"
#include "descriptors.h"
#include "events.h"
#include "hypercall.h"
#include "lapic.h"
#include "mmu.h"
#include "percpu.h"
#include "suspend.h"
#include "time.h"
#include <vmi/rom.h>
#include <vmi/calls.h>

static int is_start_info(const start_info_t *si)
{
	return si && si->magic[0] == 'x' && si->magic[1] == 'e' && si->magic[2] == 'n' && si->magic[3] == '-';
}

static int is_dom0(const start_info_t *si)
{
	return si->flags & SIF_INITDOMAIN;
}

static uint64_t entry_of(xen_pfn_t machine, uint32_t bits)
{
	return (uint64_t)machine << 12 | bits;
}

static void clear_page(uint32_t *word)
{
	uint32_t i;

	for (i = 0; i < 1024; i++)
		word[i] = 0;
}

#include "room.h"

CALLCONV uint32_t Offer(void)
{
	return OFFER_ROOM | VMI_NEEDS_CONVERSION | VMI_NEEDS_START | VMI_NEEDS_ALL | VMI_OFFERS_CONSOLE;
}

static int find_machine_table(struct early *e)
{
	xen_machphys_mapping_t mapping;
	int error = hypercall2(__HYPERVISOR_memory_op, XENMEM_machphys_mapping, (uintptr_t)&mapping);
	/* Behind the machine's memory the table has room, but no pages. */
	long pages = hypercall2(__HYPERVISOR_memory_op, XENMEM_maximum_ram_page, 0);

	e->m2p = (const xen_pfn_t *)mapping.v_start;
	e->nr_machine = mapping.max_mfn + 1;
	if (pages > 0 && (xen_pfn_t)pages < e->nr_machine)
		e->nr_machine = pages;
	return error;
}

/* After a restore: on another machine it is another table. */
LOCAL void machine_table_restore(void)
{
	struct early e;

	find_machine_table(&e);
	GLOBAL->m2p = e.m2p;
	GLOBAL->nr_machine = e.nr_machine;
}

/* The frame of the top-level table; the area's address and frame tell where the direct map is. */
static xen_pfn_t boot_root(const struct early *e)
{
	return (e->si->pt_base - e->linear_base) >> 12;
}

/*
 * Whether the direct map is where we think: then it leads to the table that is loaded.  Xen gives CR3 as
 * 32-bit guests have it.
 */
static int is_direct(const struct early *e)
{
	uintptr_t cr3;
	xen_pfn_t root = boot_root(e);

	asm("mov %%cr3, %0" : "=r"(cr3));
	return root < e->si->nr_pages && e->p2m[root] == xen_cr3_to_pfn(cr3);
}

static void init_global(const struct early *e)
{
	struct global *g = GLOBAL;
	uint32_t root = boot_root(e), room = DIRECT_ROOM(e);

	clear_page((uint32_t *)g);
	init_place(g, e);
	g->linear_base = e->linear_base;
	g->nr_frames = e->si->nr_pages;
	g->nr_direct = g->nr_frames < room ? g->nr_frames : room;
	g->p2m = e->p2m;
	g->m2p = e->m2p;
	g->nr_machine = e->nr_machine;
	g->area = e->area;
	g->start_info = e->si;
	g->online = 1;
	g->console_port = is_dom0(e->si) ? 0 : e->si->console.domU.evtchn;
	/* Xen holds the boot tables itself. */
	g->nr_roots = 1;
	g->roots[root % ROOTS_HASH] = root;
}

static void init_states(const struct early *e)
{
	uint32_t n;

	for (n = 0; n < MAX_VCPUS; n++) {
		clear_page((uint32_t *)STATE_OF(n));
		STATE_OF(n)->number = n;
		STATE_OF(n)->lvtt = LVT_MASKED;
	}
	STATE_OF(0)->cr0 = 0x80050033;
	STATE_OF(0)->cr3 = (uintptr_t)boot_root(e) << 12;
	STATE_OF(0)->cr4 = 0x20;
}

/* A client may store to its tables and tell it after (UpdatePxELong); dom0 has this anyway. */
static int allow_stores(void)
{
	return hypercall2(__HYPERVISOR_vm_assist, VMASST_CMD_enable, VMASST_TYPE_writable_pagetables);
}

/* All that Start changes; what is done is taken back if it does not come to the end. */
static uint32_t take(struct early *e)
{
	uint32_t result = VMI_START_NO_STATE;

	if (make_room(e) < 0)
		return result;
	if (map_room(e) < 0)
		goto no_map;
	init_global(e);
	init_states(e);
	if (vcpu_pages_set(e) < 0 || area_page(e, AREA_LISTS, PTE_RW) < 0 ||
	    area_page(e, AREA_LISTS + 1, PTE_RW) < 0)
		goto no_vcpu_pages;
	result = VMI_START_OLD_PLATFORM;
	if (events_bind(0) < 0)
		goto no_vcpu_pages;
	/* Neither can be taken back, and neither changes anything for a client without a blob. */
	if (allow_stores() < 0 || set_callbacks() < 0 || place_register(e) < 0)
		goto not_bound;
	ports_mask();
	events_open(0);
	time_open(0);
	GLOBAL->wallclock = SHARED->wc_version;
	publish_p2m();
	return VMI_START_OK;
not_bound:
	events_unbind(0);
no_vcpu_pages:
	undo_vcpu_pages(e);
	undo_map(e);
no_map:
	undo_room(e);
	return result;
}

CALLCONV uint32_t Start(START_ARG)
{
	struct early e = START_EARLY;
	uint32_t cs;

	if (START_TOO_LITTLE)
		return VMI_START_NO_STATE;
	asm("mov %%cs, %0" : "=r"(cs));
	if ((cs & 3) != KERNEL_RPL || !is_start_info(e.si))
		return VMI_START_WRONG_PLATFORM;
	if (!(START_CLIENT & VMI_CLIENT_CONVERTS))
		return VMI_START_NO_CONVERSION;
	if (AREA_IS_BAD(e))
		return VMI_START_NO_STATE;
	e.p2m = (const xen_pfn_t *)e.si->mfn_list;
	if (!is_direct(&e))
		return VMI_START_NO_STATE;
	if (find_machine_table(&e) < 0)
		return VMI_START_OLD_PLATFORM;
	return take(&e);
}
