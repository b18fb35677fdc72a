/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Save and restore of the domain.
 *
 * The problem: a restored domain has other machine frames, event channels and times.  The toolstack knows of
 * frames in page tables, in GDTs and in the p2m, the domain's list of its frames, and puts the new ones
 * there.  All else that names a frame, a channel or a time is made anew here, in the new domain.
 */
#include "suspend.h"
#include "alarms.h"
#include "die.h"
#include "events.h"
#include "hypercall.h"
#include "mmu.h"
#include "multicall.h"
#include "percpu.h"
#include "start.h"
#include "time.h"
#include <vmi/calls.h>

/* Frames that one page can list; and with one more page that lists such pages. */
#define PER_PAGE (4096 / sizeof(xen_pfn_t))
#define MAX_LISTED (PER_PAGE * PER_PAGE)

/* Of a page in the direct mapping. */
static xen_pfn_t machine_of(const void *linear)
{
	return GLOBAL->p2m[((uintptr_t)linear - GLOBAL->linear_base) >> 12];
}

/*
 * Whether machine_of knows it: a builder can put the p2m elsewhere, where the client wants it
 * (xen/elfnote.h).
 */
static int is_in_direct_map(const void *linear, uintptr_t bytes)
{
	uintptr_t from = (uintptr_t)linear - GLOBAL->linear_base, room = (uintptr_t)GLOBAL->nr_direct << 12;

	return !(from & 0xfff) && from < room && bytes <= room - from;
}

static int can_publish(const struct global *g)
{
	return g->nr_frames <= MAX_LISTED && is_in_direct_map(g->p2m, g->nr_frames * sizeof(*g->p2m)) &&
	       is_in_direct_map(g->start_info, 4096);
}

/*
 * Tells the toolstack where the p2m is (public/arch-x86/xen.h, arch_shared_info): a page with the frames of
 * pages with the frames of the list.  It looks before it asks the client to suspend, so this is done at once.
 * A p2m that is too long, or whose frames aren't known, is not published; a save fails there.
 */
LOCAL void publish_p2m(void)
{
	const struct global *g = GLOBAL;
	xen_pfn_t *pages = (xen_pfn_t *)(g->area + AREA_LISTS * 4096), *list = pages + PER_PAGE;
	uint32_t i;

	if (!can_publish(g))
		return;
	for (i = 0; i * PER_PAGE < g->nr_frames; i++)
		list[i] = machine_of(g->p2m + i * PER_PAGE);
	pages[0] = machine_of(list);
	SHARED->arch.max_pfn = g->nr_frames;
	SHARED->arch.pfn_to_mfn_frame_list_list = machine_of(pages);
}

/*
 * Maps another page in the place of Xen's shared one, for all virtual CPUs: the others stand still, but an
 * NMI may have made one read it, and its TLB has the old page.  If this fails, not even the console is left
 * to say so.
 */
static void shared_set(uint64_t entry)
{
	if (hypercall4(__HYPERVISOR_update_va_mapping,
		       WORDS_WDW((uintptr_t)SHARED, entry, UVMF_INVLPG | UVMF_ALL)) < 0)
		__builtin_trap();
}

/*
 * The problem: the toolstack saves no page table that maps Xen's shared page.  But an NMI may come, and its
 * handler and its IRET need each virtual CPU's flag and its byte for what is held back.  So a page of the
 * client's memory stands in for the shared page: the buffer, which no hypercall of Suspend's uses.  Flags are
 * off there, and time stands still: its rate is 0, and it begins at what anybody was told last.
 */
static uint64_t stand_in(void)
{
	volatile shared_info_t *shared = BUFFER(STATE);
	uint32_t n, *word = BUFFER(STATE);

	for (n = 0; n < 1024; n++)
		word[n] = 0;
	for (n = 0; n < MAX_VCPUS; n++) {
		shared->vcpu_info[n].evtchn_upcall_mask = 1;
		shared->vcpu_info[n].time.system_time = GLOBAL->last_cycles - GLOBAL->time_offset;
	}
	return (uint64_t)machine_of((void *)(GLOBAL->area + AREA_BUFFER * 4096)) << 12 | PTE_RW;
}

static uint32_t why_not(void)
{
	const struct global *g = GLOBAL;
	uint32_t n;

	/* Of dom0 Xen makes a restart of the machine. */
	if (g->start_info->flags & SIF_INITDOMAIN)
		return VMI_SUSPEND_NOWHERE;
	if (!VCPU->evtchn_upcall_mask || STATE->number != 0)
		return VMI_SUSPEND_NOT_READY;
	for (n = 0; n < MAX_VCPUS; n++)
		if (STATE_OF(n)->lazy != VMI_LAZY_NONE || something_waits(STATE_OF(n)))
			return VMI_SUSPEND_NOT_READY;
	/*
	 * A root that is neither pinned nor loaded looks like data to the toolstack, and its frames stay the
	 * old ones.
	 */
	return !can_publish(g) || g->unpinned ? VMI_SUSPEND_TOO_LARGE : 0;
}

/* In the new domain, maybe on another machine; last: where the real counter stood. */
static void restore(struct global *g, uint64_t last)
{
	uint32_t n;

	time_restore(last);
	machine_table_restore();
	publish_p2m();
	ports_mask();
	g->console_port = g->start_info->console.domU.evtchn;
	g->console_full = 0;
	g->wallclock = 1; /* odd, so no version of Xen's: the wall clock counts as set */
	for (n = 0; n < MAX_VCPUS; n++) {
		if (!(g->online & 1u << n))
			continue;
		must(REFUSED_CHANNEL, events_bind(n), n);
		events_open(n);
		time_open(n);
		events_restore(n);
	}
	available_restore();
}

CALLCONV uint32_t Suspend(void)
{
	struct sched_shutdown why = {.reason = SHUTDOWN_suspend};
	struct global *g = GLOBAL;
	start_info_t *si = g->start_info;
	uint32_t result = why_not();
	xen_pfn_t store, console;
	uint64_t last;

	if (result)
		return result;
	system_time(); /* notes the time, from which it goes on */
	store = si->store_mfn;
	console = si->console.domU.mfn;
	si->store_mfn = to_client(store);
	si->console.domU.mfn = to_client(console);
	shared_set(stand_in());
	result = hypercall3(__HYPERVISOR_sched_op, SCHEDOP_shutdown, (uintptr_t)&why, machine_of(si));
	last = time_save(); /* up to here it stood still */
	shared_set(si->shared_info | PTE_RW);
	if (result) {
		/* As they were: to_client and back would not do, as the frames may be other domains'. */
		si->store_mfn = store;
		si->console.domU.mfn = console;
		return VMI_SUSPEND_CANCELLED;
	}
	restore(g, last);
	return VMI_SUSPEND_RESTORED;
}
