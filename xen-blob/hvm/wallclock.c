/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The wall clock is in Xen's shared page and nowhere else.  That page takes the place of one of ours only
 * while it is read.  So the client gets back memory that nobody writes to, and but for that moment a save
 * finds no page that isn't the domain's.  It is read seldom.
 */
#include "wallclock.h"
#include "hypercall.h"
#include "lock.h"
#include "percpu.h"
#include "start.h"
#include "time.h"
#include <xen/hvm/hvm_op.h>
#include <xen/hvm/params.h>

#define NS_HZ 1000000000u

static uintptr_t page_frame(const struct global *g)
{
	return PAGE_FRAME(g);
}

static __attribute__((noinline)) int shared_page_put(struct global *g)
{
	struct xen_add_to_physmap *put = &g->args.put;

	put->domid = DOMID_SELF;
	put->size = 0;
	put->space = XENMAPSPACE_shared_info;
	put->idx = 0;
	put->gpfn = page_frame(g);
	return hypercall2(__HYPERVISOR_memory_op, XENMEM_add_to_physmap, (uintptr_t)put);
}

/* And memory again in its place. */
static __attribute__((noinline)) int shared_page_take(struct global *g)
{
	unsigned long frame = page_frame(g);
	struct xen_remove_from_physmap *take = &g->args.take;
	struct xen_memory_reservation *fill = &g->args.fill;

	take->domid = DOMID_SELF;
	take->gpfn = frame;
	if (hypercall2(__HYPERVISOR_memory_op, XENMEM_remove_from_physmap, (uintptr_t)take) < 0)
		return -1;
	set_xen_guest_handle(fill->extent_start, &frame);
	fill->nr_extents = 1;
	fill->extent_order = 0;
	fill->mem_flags = 0;
	fill->domid = DOMID_SELF;
	return hypercall2(__HYPERVISOR_memory_op, XENMEM_populate_physmap, (uintptr_t)fill) == 1 ? 0 : -1;
}

#define TRIES 1000

/*
 * What time it is, and the clock's version.  0: it isn't where we look, as Xen has forgotten that we are of
 * 32 bits.  Or it is being written for ever, in the page's copy that a restore made while it was here.
 */
static __attribute__((noinline)) uint64_t look(struct global *g, uint32_t number)
{
	const volatile shared_info_t *shared = (const volatile shared_info_t *)g->page;
	const volatile vcpu_time_info_t *time = &shared->vcpu_info[number].time;
	uint32_t tries = TRIES, version;
	uint64_t ns;

	do {
		version = shared->wc_version;
		asm volatile("" : : : "memory");
		ns = (uint64_t)shared->wc_sec * NS_HZ + shared->wc_nsec;
		asm volatile("" : : : "memory");
		if (!--tries)
			return 0;
	} while ((version | time->version) & 1 || version != shared->wc_version);
	g->wallclock_now = version;
	return shared->wc_sec ? ns + xen_time(time) : 0;
}

/* PV drivers that have come since have the page, and would lose it. */
static __attribute__((noinline)) int events_are_taken(struct global *g)
{
	struct xen_hvm_param *way = &g->args.way;

	way->domid = DOMID_SELF;
	way->index = HVM_PARAM_CALLBACK_IRQ;
	way->value = 0;
	hypercall2(__HYPERVISOR_hvm_op, HVMOP_get_param, (uintptr_t)way);
	return way->value != 0;
}

static uint64_t wallclock_read(struct global *g, uint32_t number)
{
	uint64_t ns;

	if (events_are_taken(g) || shared_page_put(g) < 0)
		return 0;
	ns = look(g, number);
	if (!ns && tell_width() >= 0)
		ns = look(g, number);
	return shared_page_take(g) < 0 ? 0 : ns;
}

/* Where it can't be read it goes on from where it was. */
CALLCONV uint64_t GetWallclockTime(void)
{
	GUARD;
	struct global *g = GLOBAL;
	uint64_t ns, now = system_time();

	lock(&g->lock);
	ns = wallclock_read(g, own_state()->number);
	if (ns)
		g->wallclock_base = ns - now;
	else
		ns = g->wallclock_base + now;
	unlock(&g->lock);
	return ns;
}

/* Before there is a clock. */
LOCAL int wallclock_works(uint32_t number)
{
	struct global *g = GLOBAL;
	int works = wallclock_read(g, number) != 0;

	g->wallclock_told = g->wallclock_now;
	return works;
}

CALLCONV uint32_t WallclockUpdated(void)
{
	struct global *g = GLOBAL;
	uint32_t now, before;

	GetWallclockTime();
	before = now = g->wallclock_now;
	asm volatile("xchg %0, %1" : "+r"(before), "+m"(g->wallclock_told) : : "memory");
	return before != now;
}
