/* SPDX-License-Identifier: GPL-2.0-only */
/* Start's own of i386: the window that the state area's pages are mapped in (layout.h). */
#ifndef XEN_PV_I386_ROOM_H
#define XEN_PV_I386_ROOM_H

#define KERNEL_PD 3
#define OFFER_ROOM AREA_PAGES

#define START_ARG uint32_t client, uint32_t area, uint32_t frame, start_info_t *si
#define START_CLIENT client
#define START_BOOT_DATA si
#define START_AREA area, frame
#define START_EARLY                                                                                          \
	{                                                                                                    \
		.si = si, .area = area, .frame = frame, .linear_base = area - (frame << 12)                  \
	}

/* What Start knows before there is a state. */
struct early {
	start_info_t *si;
	const xen_pfn_t *p2m, *m2p;
	uint32_t nr_machine, linear_base, area, frame;
	mmu_update_t window_pde; /* the window's entry in the page directory */
};

#define START_TOO_LITTLE 0 /* all of it is in registers */
#define AREA_IS_BAD(e)                                                                                       \
	(!(e).area || ((e).area & 0xfff) || (e).frame >= (e).si->nr_pages ||                                 \
	 (e).si->nr_pages - (e).frame < AREA_PAGES)

/* Changes the bits with which the client has a page of the area mapped; fails if the page can't bear them. */
static int area_page(const struct early *e, uint32_t page, uint32_t bits)
{
	uint64_t entry = entry_of(e->p2m[e->frame + page], bits);

	return hypercall4(__HYPERVISOR_update_va_mapping,
			  WORDS_WDW(e->area + page * 4096, entry, UVMF_INVLPG));
}

/* The first page of virtual CPU n, counted from WINDOW. */
static uint32_t vcpu_page(uint32_t n)
{
	return (WINDOW_VCPUS - WINDOW + (n << VCPU_STRIDE_SHIFT)) >> 12;
}

/* The area's first page becomes the page table of the window. */
static int make_room(const struct early *e)
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

static void undo_room(const struct early *e)
{
	area_page(e, AREA_TABLE, PTE_RW);
}

static int set_window(struct early *e, uint64_t entry)
{
	e->window_pde.val = entry;
	return hypercall4(__HYPERVISOR_mmu_update, (uint32_t)&e->window_pde, 1, 0, DOMID_SELF);
}

/* Fails if one of the pages is a table in use, or the client has something mapped where the window goes. */
static int map_room(struct early *e)
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

static void undo_map(struct early *e)
{
	set_window(e, 0);
}

/* Frames that the direct map has room for, below the window. */
#define DIRECT_ROOM(e) ((WINDOW - (e)->linear_base) >> 12)

static void init_place(struct global *g, const struct early *e)
{
	(void)e;
	g->place.id_vcpu_info = ID_SELECTOR;
	g->place.id_state = ID_STATE_SELECTOR;
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

/* From here on virtual CPU 0 knows which one it is, also before the client has loaded a GDT. */
static int vcpu_pages_set(const struct early *e)
{
	unsigned long *frames = BUFFER(STATE_OF(0));
	uint32_t n, i;

	for (n = 0; n < MAX_VCPUS; n++) {
		if (area_page(e, AREA_GDTS(n), PTE_RW) < 0)
			return -1;
		vcpu_page_make((uint32_t *)(e->area + AREA_GDTS(n) * 4096), n);
		if (area_page(e, AREA_GDTS(n), PTE_P | PTE_A) < 0)
			return -1;
	}
	for (i = 0; i < GDT_PAGES; i++)
		frames[i] = e->p2m[e->frame + AREA_GDTS(0)];
	return hypercall2(__HYPERVISOR_set_gdt, (uint32_t)frames, GDT_PAGES * 512);
}

static void undo_vcpu_pages(const struct early *e)
{
	uint32_t n;

	hypercall2(__HYPERVISOR_set_gdt, 0, 0);
	for (n = 0; n < MAX_VCPUS; n++)
		area_page(e, AREA_GDTS(n), PTE_RW);
}

static int set_callbacks(void)
{
	return hypercall4(__HYPERVISOR_set_callbacks, XEN_CS, upcall_address(), XEN_CS, failsafe_address());
}

/* The last that may fail: nothing here. */
static int place_register(const struct early *e)
{
	(void)e;
	return 0;
}
#endif
