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

#define KERNEL_PD 3

CALLCONV uint32_t Offer(void)
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

/* What Start knows before there is a state. */
struct early {
	start_info_t *si;
	const uint32_t *p2m, *m2p;
	uint32_t nr_machine, linear_base, area, frame;
	mmu_update_t window_pde; /* the window's entry in the page directory */
};

/* Changes the bits with which the client has a page of the area mapped; fails if the page can't bear them. */
static int area_page(const struct early *e, uint32_t page, uint32_t bits)
{
	uint64_t entry = entry_of(e->p2m[e->frame + page], bits);

	return hypercall4(__HYPERVISOR_update_va_mapping, e->area + page * 4096, LOW(entry), HIGH(entry),
			  UVMF_INVLPG);
}

/* The first page of virtual CPU n, counted from WINDOW. */
static uint32_t vcpu_page(uint32_t n)
{
	return (WINDOW_VCPUS - WINDOW + (n << VCPU_STRIDE_SHIFT)) >> 12;
}

/* The area's first page becomes the page table of the window. */
static int make_table(const struct early *e)
{
	uint64_t *table = (uint64_t *)e->area;
	uint32_t i;

	/* It may be a table in use already. */
	if (area_page(e, AREA_TABLE, PTE_RW) < 0)
		return -1;
	for (i = 0; i < 512; i++)
		table[i] = 0;
	table[0] = entry_of(e->p2m[e->frame + AREA_GLOBAL], PTE_RW);
	table[1] = entry_of(e->si->shared_info >> 12, PTE_RW);
	if (!is_dom0(e->si))
		table[2] = entry_of(e->si->console.domU.mfn, PTE_RW);
	for (i = 0; i < VCPU_PAGES * MAX_VCPUS; i++)
		table[vcpu_page(i / VCPU_PAGES) + i % VCPU_PAGES] =
			entry_of(e->p2m[e->frame + AREA_VCPUS + i], PTE_RW);
	return area_page(e, AREA_TABLE, PTE_P | PTE_A);
}

static void undo_table(const struct early *e)
{
	area_page(e, AREA_TABLE, PTE_RW);
}

static int set_window(struct early *e, uint64_t entry)
{
	e->window_pde.val = entry;
	return hypercall4(__HYPERVISOR_mmu_update, (uint32_t)&e->window_pde, 1, 0, DOMID_SELF);
}

/* Fails if one of the pages is a table in use, or the client has something mapped where the window goes. */
static int map_window(struct early *e)
{
	const uint64_t *root = (const uint64_t *)e->si->pt_base, *directory;
	uint32_t machine = root[KERNEL_PD] >> 12, index = WINDOW >> 21 & 511;

	if (!(root[KERNEL_PD] & PTE_P) || machine >= e->nr_machine)
		return -1;
	directory = (const uint64_t *)(e->linear_base + (e->m2p[machine] << 12));
	if (directory[index] & PTE_P)
		return -1;
	e->window_pde.ptr = ((uint64_t)machine << 12) + index * 8;
	return set_window(e, entry_of(e->p2m[e->frame], PTE_RW));
}

static void undo_window(struct early *e)
{
	set_window(e, 0);
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

/* After a restore: on another machine it is another table. */
LOCAL void machine_table_restore(void)
{
	struct early e;

	find_machine_table(&e);
	GLOBAL->m2p = e.m2p;
	GLOBAL->nr_machine = e.nr_machine;
}

/* The frame of the top-level table; the area's address and frame tell where the direct map is. */
static uint32_t boot_root(const struct early *e)
{
	return (e->si->pt_base - e->linear_base) >> 12;
}

/*
 * Whether the direct map is where we think: then it leads to the table that is loaded.  Xen gives CR3 as
 * 32-bit guests have it.
 */
static int is_direct(const struct early *e)
{
	uint32_t cr3, root = boot_root(e);

	asm("mov %%cr3, %0" : "=r"(cr3));
	return root < e->si->nr_pages && e->p2m[root] == xen_cr3_to_pfn(cr3);
}

static void clear_page(uint32_t *word)
{
	uint32_t i;

	for (i = 0; i < 1024; i++)
		word[i] = 0;
}

/* Data, accessed, DPL 1, 32-bit, limit in bytes. */
static void descriptor_make(uint32_t *descriptor, uint32_t limit)
{
	descriptor[0] = limit & 0xffff;
	descriptor[1] = 0x0040b300 | (limit & 0xf0000);
}

/* The page of the GDT that tells virtual CPU n which one it is: see layout.h. */
static void vcpu_page_make(uint32_t *gdt_page, uint32_t n)
{
	clear_page(gdt_page);
	descriptor_make(&gdt_page[0], n << ID_LIMIT_SHIFT);
	descriptor_make(&gdt_page[2], n << VCPU_STRIDE_SHIFT);
}

static void init_global(const struct early *e)
{
	struct global *g = GLOBAL;
	uint32_t root = boot_root(e), room = (WINDOW - e->linear_base) >> 12;

	clear_page((uint32_t *)g);
	g->id_vcpu_info = ID_SELECTOR;
	g->id_state = ID_STATE_SELECTOR;
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
	STATE_OF(0)->cr3 = boot_root(e) << 12;
	STATE_OF(0)->cr4 = 0x20;
}

/* From here on virtual CPU 0 knows which one it is, also before the client has loaded a GDT. */
static int vcpu_pages_set(const struct early *e)
{
	unsigned long *frames = BUFFER(STATE_OF(0));
	uint32_t n, i;

	for (n = 0; n < MAX_VCPUS; n++) {
		if (area_page(e, AREA_GDTS + n, PTE_RW) < 0)
			return -1;
		vcpu_page_make((uint32_t *)(e->area + (AREA_GDTS + n) * 4096), n);
		if (area_page(e, AREA_GDTS + n, PTE_P | PTE_A) < 0)
			return -1;
	}
	for (i = 0; i < GDT_PAGES; i++)
		frames[i] = e->p2m[e->frame + AREA_GDTS];
	return hypercall2(__HYPERVISOR_set_gdt, (uint32_t)frames, GDT_PAGES * 512);
}

static void undo_vcpu_pages(const struct early *e)
{
	uint32_t n;

	hypercall2(__HYPERVISOR_set_gdt, 0, 0);
	for (n = 0; n < MAX_VCPUS; n++)
		area_page(e, AREA_GDTS + n, PTE_RW);
}

static int set_callbacks(void)
{
	return hypercall4(__HYPERVISOR_set_callbacks, XEN_CS, upcall_address(), XEN_CS, failsafe_address());
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

	if (make_table(e) < 0)
		return result;
	if (map_window(e) < 0)
		goto no_window;
	init_global(e);
	init_states(e);
	if (vcpu_pages_set(e) < 0 || area_page(e, AREA_LISTS, PTE_RW) < 0 ||
	    area_page(e, AREA_LISTS + 1, PTE_RW) < 0)
		goto no_vcpu_pages;
	result = VMI_START_OLD_PLATFORM;
	if (events_bind(0) < 0)
		goto no_vcpu_pages;
	/* Neither can be taken back, and neither changes anything for a client without a blob. */
	if (allow_stores() < 0 || set_callbacks() < 0)
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
	undo_window(e);
no_window:
	undo_table(e);
	return result;
}

CALLCONV uint32_t Start(uint32_t client, uint32_t area, uint32_t frame, start_info_t *si)
{
	struct early e = {.si = si, .area = area, .frame = frame, .linear_base = area - (frame << 12)};
	uint32_t cs;

	asm("mov %%cs, %0" : "=r"(cs));
	if ((cs & 3) != 1 || !is_start_info(si))
		return VMI_START_WRONG_PLATFORM;
	if (!(client & VMI_CLIENT_CONVERTS))
		return VMI_START_NO_CONVERSION;
	if (!area || (area & 0xfff) || frame >= si->nr_pages || si->nr_pages - frame < AREA_PAGES)
		return VMI_START_NO_STATE;
	e.p2m = (const uint32_t *)si->mfn_list;
	if (!is_direct(&e))
		return VMI_START_NO_STATE;
	if (find_machine_table(&e) < 0)
		return VMI_START_OLD_PLATFORM;
	return take(&e);
}
