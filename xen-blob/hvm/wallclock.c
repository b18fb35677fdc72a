/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The wall clock is in Xen's shared page and nowhere else.  That page takes the place of one of ours only
 * while it is read: so the client gets back memory that nobody writes to, and a save finds no page that isn't
 * the domain's.  It is read seldom.
 */
#include "wallclock.h"
#include "hypercall.h"
#include "lock.h"
#include "percpu.h"
#include "time.h"

#define NS_HZ 1000000000u

LOCAL uint64_t xen_time(const volatile vcpu_time_info_t *time);

static uint32_t page_frame(const struct global *g)
{
	return (g->page - g->direct) >> 12;
}

static __attribute__((noinline)) int shared_page_put(struct global *g)
{
	struct xen_add_to_physmap *put = &g->args.put;

	put->domid = DOMID_SELF;
	put->size = 0;
	put->space = XENMAPSPACE_shared_info;
	put->idx = 0;
	put->gpfn = page_frame(g);
	return hypercall2(__HYPERVISOR_memory_op, XENMEM_add_to_physmap, (uint32_t)put);
}

/* And memory again in its place. */
static __attribute__((noinline)) int shared_page_take(struct global *g)
{
	unsigned long frame = page_frame(g);
	struct xen_remove_from_physmap *take = &g->args.take;
	struct xen_memory_reservation *fill = &g->args.fill;

	take->domid = DOMID_SELF;
	take->gpfn = frame;
	if (hypercall2(__HYPERVISOR_memory_op, XENMEM_remove_from_physmap, (uint32_t)take) < 0)
		return -1;
	set_xen_guest_handle(fill->extent_start, &frame);
	fill->nr_extents = 1;
	fill->extent_order = 0;
	fill->mem_flags = 0;
	fill->domid = DOMID_SELF;
	return hypercall2(__HYPERVISOR_memory_op, XENMEM_populate_physmap, (uint32_t)fill) == 1 ? 0 : -1;
}

/* What time it was when Xen's began, and the clock's version. */
static __attribute__((noinline)) uint64_t look(struct global *g)
{
	const volatile shared_info_t *shared = (const volatile shared_info_t *)g->page;
	uint64_t ns;

	do {
		g->wallclock_now = shared->wc_version;
		asm volatile("" : : : "memory");
		ns = (uint64_t)shared->wc_sec * NS_HZ + shared->wc_nsec;
		asm volatile("" : : : "memory");
	} while ((g->wallclock_now & 1) || g->wallclock_now != shared->wc_version);
	return ns;
}

/* 0 where it can't be read. Notes the clock's version, too. */
CALLCONV uint64_t GetWallclockTime(void)
{
	GUARD;
	struct global *g = GLOBAL;
	uint64_t ns = 0;

	lock(&g->lock);
	if (shared_page_put(g) >= 0) {
		ns = look(g);
		ns += xen_time(
			&((const volatile shared_info_t *)g->page)->vcpu_info[own_state()->number].time);
		if (shared_page_take(g) < 0)
			ns = 0;
	}
	unlock(&g->lock);
	return ns;
}

LOCAL int wallclock_works(void)
{
	struct global *g = GLOBAL;
	int works = GetWallclockTime() != 0;

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
