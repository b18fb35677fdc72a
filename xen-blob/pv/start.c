/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Offer and Start: what the PV back end needs, and how it takes it.  Nothing has
 * changed when a client is refused.
 */
#define HYPERCALLS_UNCOUNTED
#include "hypercall.h"
#include "state.h"
#include <vmi/rom.h>
#include <vmi/calls.h>

#define PTE_P 0x001
#define PTE_W 0x002
#define PTE_A 0x020
#define PTE_D 0x040
#define RW (PTE_P | PTE_W | PTE_A | PTE_D)
#define KERNEL_PD 3

BODY uint32_t Offer_body(void)
{
	return AREA_PAGES | VMI_NEEDS_CONVERSION | VMI_NEEDS_START | VMI_NEEDS_ALL | VMI_OFFERS_CONSOLE;
}

static int is_start_info(const start_info_t *si)
{
	return si && si->magic[0] == 'x' && si->magic[1] == 'e' && si->magic[2] == 'n' && si->magic[3] == '-';
}

static int is_dom0(const start_info_t *si)
{
	return si->flags & SIF_INITDOMAIN;
}

static uint64_t entry_of(uint32_t machine, uint32_t bits)
{
	return (uint64_t)machine << 12 | bits;
}

/* What is needed before there is a state. */
struct early {
	const start_info_t *si;
	const uint32_t *p2m, *m2p;
	uint32_t nr_machine, linear_base, area, frame;
};

/* The first page of virtual CPU n, counted from WINDOW. */
static uint32_t vcpu_page(uint32_t n)
{
	return (WINDOW_VCPUS - WINDOW + (n << VCPU_STRIDE_SHIFT)) >> 12;
}

/* The area's first page becomes the page table of the window. */
static int make_table(const struct early *e)
{
	uint64_t *table = (uint64_t *)e->area;
	uint64_t entry = entry_of(e->p2m[e->frame], PTE_P | PTE_A);
	uint32_t i;

	for (i = 0; i < 512; i++)
		table[i] = 0;
	table[0] = entry_of(e->p2m[e->frame + AREA_GLOBAL], RW);
	table[1] = entry_of(e->si->shared_info >> 12, RW);
	if (!is_dom0(e->si))
		table[2] = entry_of(e->si->console.domU.mfn, RW);
	for (i = 0; i < VCPU_PAGES * MAX_VCPUS; i++)
		table[vcpu_page(i / VCPU_PAGES) + i % VCPU_PAGES] = entry_of(e->p2m[e->frame + AREA_VCPUS + i], RW);
	return hypercall4(__HYPERVISOR_update_va_mapping, e->area, LOW(entry), HIGH(entry), UVMF_INVLPG);
}

static int map_window(const struct early *e)
{
	const uint64_t *root = (const uint64_t *)e->si->pt_base;
	uint32_t directory = root[KERNEL_PD] >> 12;
	mmu_update_t update;

	if (!(root[KERNEL_PD] & PTE_P))
		return -1;
	update.ptr = ((uint64_t)directory << 12) + (WINDOW >> 21 & 511) * 8;
	update.val = entry_of(e->p2m[e->frame], RW);
	return hypercall4(__HYPERVISOR_mmu_update, (uint32_t)&update, 1, 0, DOMID_SELF);
}

static int find_machine_table(struct early *e)
{
	xen_machphys_mapping_t mapping;
	int error = hypercall2(__HYPERVISOR_memory_op, XENMEM_machphys_mapping, (uint32_t)&mapping);
	/* Behind the machine's memory the table has room, but no pages. */
	int pages = hypercall2(__HYPERVISOR_memory_op, XENMEM_maximum_ram_page, 0);

	e->m2p = (const uint32_t *)mapping.v_start;
	e->nr_machine = mapping.max_mfn + 1;
	if (pages > 0 && (uint32_t)pages < e->nr_machine)
		e->nr_machine = pages;
	return error;
}

static void clear_page(uint32_t *word)
{
	uint32_t i;

	for (i = 0; i < 1024; i++)
		word[i] = 0;
}

/* Of a virtual CPU: see state.h. */
static void identity_make(uint32_t *entry, uint32_t n)
{
	clear_page(entry);
	entry[0] = n << ID_LIMIT_SHIFT;
	entry[1] = 0x0040b300; /* data, accessed, DPL 1, 32-bit, limit in bytes */
}

static void fill_global(const struct early *e)
{
	struct global *g = GLOBAL;

	clear_page((uint32_t *)g);
	g->linear_base = e->linear_base;
	g->nr_frames = e->si->nr_pages;
	g->p2m = e->p2m;
	g->m2p = e->m2p;
	g->nr_machine = e->nr_machine;
	g->area = e->area;
	g->online = 1;
	g->console_port = is_dom0(e->si) ? 0 : e->si->console.domU.evtchn;
	/* Xen holds the boot tables itself. */
	g->roots[g->nr_roots++] = (e->si->pt_base - e->linear_base) >> 12;
}

static void mask_ports(void)
{
	uint32_t i;

	for (i = 0; i < sizeof(SHARED->evtchn_mask) / sizeof(SHARED->evtchn_mask[0]); i++)
		SHARED->evtchn_mask[i] = ~0u;
}

static void fill_states(const struct early *e)
{
	uint32_t n;

	for (n = 0; n < MAX_VCPUS; n++) {
		clear_page((uint32_t *)STATE_OF(n));
		STATE_OF(n)->number = n;
	}
	STATE_OF(0)->cr0 = 0x80050033;
	STATE_OF(0)->cr3 = e->si->pt_base - e->linear_base;
	STATE_OF(0)->cr4 = 0x20;
}

/* From here on virtual CPU 0 knows itself, also before the client has loaded a GDT. */
static void identify(const struct early *e)
{
	unsigned long *frames = BUFFER(STATE_OF(0));
	uint32_t n, i;

	for (n = 0; n < MAX_VCPUS; n++) {
		uint32_t page = AREA_GDTS + n;
		uint64_t entry = entry_of(e->p2m[e->frame + page], PTE_P | PTE_A);

		identity_make((uint32_t *)(e->area + page * 4096), n);
		must(__HYPERVISOR_update_va_mapping,
		     hypercall4(__HYPERVISOR_update_va_mapping, e->area + page * 4096, LOW(entry), HIGH(entry),
				UVMF_INVLPG));
	}
	for (i = 0; i < GDT_PAGES; i++)
		frames[i] = e->p2m[e->frame + AREA_GDTS];
	must(__HYPERVISOR_set_gdt, hypercall2(__HYPERVISOR_set_gdt, (uint32_t)frames, GDT_PAGES * 512));
}

BODY uint32_t Start_body(uint32_t client, uint32_t area, uint32_t frame, const start_info_t *si)
{
	struct early e = { .si = si, .area = area, .frame = frame, .linear_base = area - (frame << 12) };
	uint32_t cs;

	asm("mov %%cs, %0" : "=r"(cs));
	if ((cs & 3) != 1 || !is_start_info(si))
		return VMI_START_WRONG_PLATFORM;
	if (!(client & VMI_CLIENT_CONVERTS))
		return VMI_START_NO_CONVERSION;
	if (!area || (area & 0xfff))
		return VMI_START_NO_STATE;
	e.p2m = (const uint32_t *)si->mfn_list;
	/* A client may store to its tables and tell it after (UpdatePxELong); dom0 has this anyway. */
	if (find_machine_table(&e) < 0 ||
	    hypercall2(__HYPERVISOR_vm_assist, VMASST_CMD_enable, VMASST_TYPE_writable_pagetables) < 0)
		return VMI_START_OLD_PLATFORM;
	if (make_table(&e) < 0 || map_window(&e) < 0)
		return VMI_START_NO_STATE;
	fill_global(&e);
	fill_states(&e);
	identify(&e);
	must(__HYPERVISOR_set_callbacks, hypercall4(__HYPERVISOR_set_callbacks, XEN_CS, upcall_address(), XEN_CS,
						    failsafe_address()));
	mask_ports();
	events_bind(0);
	return VMI_START_OK;
}
