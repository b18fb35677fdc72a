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

struct wallclock {
	uint32_t version;
	uint64_t ns; /* since 1970 */
};

static uint32_t page_frame(const struct global *g)
{
	return (g->page - g->direct) >> 12;
}

static int shared_page_put(const struct global *g)
{
	struct xen_add_to_physmap put = {
		.domid = DOMID_SELF, .space = XENMAPSPACE_shared_info, .gpfn = page_frame(g)};

	return hypercall2(__HYPERVISOR_memory_op, XENMEM_add_to_physmap, (uint32_t)&put);
}

/* And memory again in its place. */
static int shared_page_take(const struct global *g)
{
	unsigned long frame = page_frame(g);
	struct xen_remove_from_physmap take = {.domid = DOMID_SELF, .gpfn = frame};
	struct xen_memory_reservation fill = {.nr_extents = 1, .domid = DOMID_SELF};

	set_xen_guest_handle(fill.extent_start, &frame);
	if (hypercall2(__HYPERVISOR_memory_op, XENMEM_remove_from_physmap, (uint32_t)&take) < 0)
		return -1;
	return hypercall2(__HYPERVISOR_memory_op, XENMEM_populate_physmap, (uint32_t)&fill) == 1 ? 0 : -1;
}

static void look(struct wallclock *w, const volatile shared_info_t *shared)
{
	do {
		w->version = shared->wc_version;
		asm volatile("" : : : "memory");
		w->ns = (uint64_t)shared->wc_sec * NS_HZ + shared->wc_nsec;
		asm volatile("" : : : "memory");
	} while ((w->version & 1) || w->version != shared->wc_version);
	w->ns += xen_time(&shared->vcpu_info[own_state()->number].time);
}

static int wallclock_read(struct wallclock *w)
{
	GUARD;
	struct global *g = GLOBAL;
	int error;

	w->version = w->ns = 0;
	lock(&g->lock);
	error = shared_page_put(g);
	if (error >= 0) {
		look(w, (const volatile shared_info_t *)g->page);
		error = shared_page_take(g);
	}
	unlock(&g->lock);
	return error;
}

LOCAL int wallclock_works(void)
{
	struct wallclock w;
	int error = wallclock_read(&w);

	GLOBAL->wallclock = w.version;
	return error >= 0;
}

CALLCONV uint64_t GetWallclockTime(void)
{
	struct wallclock w;

	wallclock_read(&w);
	return w.ns;
}

CALLCONV uint32_t WallclockUpdated(void)
{
	struct wallclock w;
	uint32_t before;

	wallclock_read(&w);
	before = w.version;
	asm volatile("xchg %0, %1" : "+r"(before), "+m"(GLOBAL->wallclock) : : "memory");
	return before != w.version;
}
