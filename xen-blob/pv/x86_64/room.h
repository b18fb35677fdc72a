/* SPDX-License-Identifier: GPL-2.0-only */
/* Start's own of x86-64: the state area behind the image, and each processor's memory (layout.h). */
#ifndef XEN_PV_X86_64_ROOM_H
#define XEN_PV_X86_64_ROOM_H

#include "place_open.h"
#include <vmi/start.h>
#include <xen/callback.h>

#define OFFER_ROOM 0 /* the image says it */
#define MSR_GS_BASE 0xc0000101
#define MSR_EFER 0xc0000080
#define EFER_NXE 0x800

#define START_ARG const struct vmi_start_block *block
#define START_CLIENT block->features
/* Of a shorter block what stands behind it is not the client's word. */
#define START_TOO_LITTLE (block->size < VMI_START_SIZE)
#define START_EARLY                                                                                          \
	{                                                                                                    \
		.si = (start_info_t *)block->boot_data, .linear_base = block->direct,                        \
		.area = block->direct + (block->state_frame << 12), .frame = block->state_frame,             \
		.percpu = block->percpu, .percpu_frame = block->percpu_frame                                 \
	}

/* What Start knows before there is a state. */
struct early {
	start_info_t *si;
	const xen_pfn_t *p2m, *m2p;
	xen_pfn_t nr_machine;
	uintptr_t linear_base, area; /* the second: in the direct map */
	uint64_t frame;
	int64_t percpu;
	uint64_t percpu_frame;
};

#define AREA_IS_BAD(e)                                                                                       \
	((e).frame >= (e).si->nr_pages ||                                                                    \
	 (e).si->nr_pages - (e).frame < AREA_PAGES || (e).percpu_frame >= (e).si->nr_pages)

/* Xen shows it if it has turned it on. */
static uint64_t no_execute(void)
{
	uint32_t low, high;

	asm volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(MSR_EFER));
	return low & EFER_NXE ? 1ull << 63 : 0;
}

/* What is mapped at a page of the area, where the bodies look for it. */
static int area_map(uint32_t page, uint64_t entry)
{
	entry |= no_execute();
	return hypercall4(__HYPERVISOR_update_va_mapping,
			  WORDS_WDW((uintptr_t)AREA_PAGE(page), entry, UVMF_INVLPG));
}

/* Changes the bits with which the client has a page of the area mapped, at both of its places. */
static int area_page(const struct early *e, uint32_t page, uint32_t bits)
{
	uint64_t entry = entry_of(e->p2m[e->frame + page], bits) | no_execute();
	int error = area_map(page, entry);

	if (error < 0 || e->area + page * 4096 == (uintptr_t)AREA_PAGE(page))
		return error;
	return hypercall4(__HYPERVISOR_update_va_mapping,
			  WORDS_WDW(e->area + page * 4096, entry, UVMF_INVLPG));
}

/* Xen's pages in the place of two of ours. */
static int make_room(const struct early *e)
{
	return area_map(AREA_SHARED, e->si->shared_info | PTE_RW);
}

static void undo_room(const struct early *e)
{
	area_page(e, AREA_SHARED, PTE_RW);
}

static int map_room(struct early *e)
{
	return is_dom0(e->si) ? 0 : area_map(AREA_CONSOLE, entry_of(e->si->console.domU.mfn, PTE_RW));
}

static void undo_map(struct early *e)
{
	area_page(e, AREA_CONSOLE, PTE_RW);
}

/* All of the client's memory is in the direct map. */
#define DIRECT_ROOM(e) ((void)(e), ~0u)

static void init_place(struct global *g, const struct early *e)
{
	g->place.percpu = e->percpu;
	g->place.no_execute = no_execute();
}

static uint8_t *boot_memory(const struct early *e)
{
	uint32_t low, high;

	asm volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(MSR_GS_BASE));
	return (uint8_t *)((uint64_t)high << 32 | low) + e->percpu;
}

/* The page of empty descriptors, which nobody writes; and virtual CPU 0 knows which one it is. */
static int vcpu_pages_set(const struct early *e)
{
	place_words(0, boot_memory(e));
	clear_page(AREA_PAGE(AREA_GDT));
	return area_page(e, AREA_GDT, PTE_P | PTE_A);
}

static void undo_vcpu_pages(const struct early *e)
{
	area_page(e, AREA_GDT, PTE_RW);
}

/* Each is entered with events off; of the event's Xen sees to that itself. */
static int set_callback(uint16_t type, uintptr_t address)
{
	struct callback_register callback = {.type = type, .flags = CALLBACKF_mask_events, .address = address};

	return hypercall2(__HYPERVISOR_callback_op, CALLBACKOP_register, (uintptr_t)&callback);
}

static int set_callbacks(void)
{
	int error = set_callback(CALLBACKTYPE_event, upcall_address());

	return error < 0 ? error : set_callback(CALLBACKTYPE_failsafe, failsafe_address());
}

/* The last that may fail: it can't be taken back. Up to here the mask and what waits were in the shared page.
 */
static int place_register(const struct early *e)
{
	if (place_open(0, boot_memory(e), e->p2m[e->percpu_frame]) < 0)
		return -1;
	NOTE_CR(0, STATE_OF(0)->cr0);
	NOTE_CR(3, STATE_OF(0)->cr3);
	NOTE_CR(4, STATE_OF(0)->cr4);
	return 0;
}
#endif
