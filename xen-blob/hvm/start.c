/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Init, Offer and Start: where the state goes, and that the platform has all that the bodies need.  A client
 * that is refused finds all as it was; only what stood in the state area, or in the ROM's room, is gone.
 */
#include "start.h"
#include "apic.h"
#include "cpu.h"
#include "hypercall.h"
#include "percpu.h"
#include "time.h"
#include "wallclock.h"
#include <vmi/calls.h>
#include <vmi/rom.h>
#include <xen/errno.h>
#include <xen/hvm/hvm_op.h>
#include <xen/hvm/params.h>
#include <xen/arch-x86/cpuid.h>

CALLCONV uint32_t Offer(void)
{
	return OFFER_ROOM | VMI_OFFERS_CONSOLE;
}

/* Xen's own number of this virtual CPU; MAX_VCPUS if it tells none. */
static uint32_t vcpu_number(const struct global *g)
{
	struct cpuid_regs r;

	cpuid(&r, g->leaves + 4);
	return r.eax & XEN_HVM_CPUID_VCPU_ID_PRESENT ? r.ebx : MAX_VCPUS;
}

/*
 * Xen has to know that this is a client of 32 bits: it lays out by that what it writes.  It looks whenever
 * the way of its event channels is set, here to what it is; and it forgets when the domain is saved.
 */
LOCAL int tell_width(void)
{
	struct xen_hvm_param way;
	int error;

	way.domid = DOMID_SELF;
	way.index = HVM_PARAM_CALLBACK_IRQ;
	error = hypercall2(__HYPERVISOR_hvm_op, HVMOP_get_param, (uintptr_t)&way);
	return error < 0 ? error : hypercall2(__HYPERVISOR_hvm_op, HVMOP_set_param, (uintptr_t)&way);
}

/* From now on Xen writes the time of virtual CPU n, on which this runs, to time; NULL: nowhere. */
static int time_info_open(vcpu_time_info_t *time, uint32_t n)
{
	struct vcpu_register_time_memory_area area = {.addr.v = time};

	return hypercall3(__HYPERVISOR_vcpu_op, VCPUOP_register_vcpu_time_memory_area, n, (uintptr_t)&area);
}

#define MUCH (1ll << 30) /* ns */

/*
 * A virtual CPU's clock is like that of the others, as Xen keeps their TSCs together.  Not so if it comes
 * first after a restore: Xen's time is then another host's, and theirs still is the old one's.  Then it has a
 * copy of theirs, which goes on as well.
 */
static void clock_open(struct global *g, struct state *s)
{
	const struct state *other = g->states;
	int64_t ahead;

	while (!other->opened)
		if (++other == g->states + MAX_VCPUS)
			return;
	ahead = s->time.tsc_to_system_mul ? xen_time(&s->time) - xen_time(&other->time) : MUCH;
	if (ahead > -MUCH && ahead < MUCH)
		return;
	time_info_open(NULL, s->number);
	s->time = other->time;
}

static struct state *open_here(void)
{
	struct global *g = GLOBAL;
	uint32_t n = vcpu_number(g);
	struct state *s = &g->states[n];

	s->number = n;
	tell_width();
	time_info_open(&s->time, n);
	clock_open(g, s);
	time_open(n);
	s->opened = 1;
	OWN_SET(n, s);
	return s;
}

#include "own_state.h"

/* More virtual CPUs than we have room for. */
static int too_many(void)
{
	return hypercall3(__HYPERVISOR_vcpu_op, VCPUOP_is_up, MAX_VCPUS, 0) != -XEN_ENOENT;
}

/*
 * All that may fail; last, what Xen goes on writing.  The state is at g, and its linear and physical address
 * differ by direct.
 */
static int set_up(struct global *g, uintptr_t page, uintptr_t direct, uint32_t leaves)
{
	uint32_t i, number;

	for (i = 0; i < sizeof(*g) / 4; i++)
		((volatile uint32_t *)g)[i] = 0;
	global_set(g);
	if (GLOBAL != g)
		return VMI_START_NO_STATE;
	g->leaves = leaves;
	g->vmmcall = has_vmmcall();
	g->direct = direct;
	g->page = page;
	g->hypercalls = 1; /* read back from memory that can't be written, it would be another */
	if (((volatile struct global *)g)->hypercalls != 1)
		return VMI_START_NO_STATE;
	g->hypercalls = 0;
	number = vcpu_number(g);
	if (number >= MAX_VCPUS || too_many() || tell_width() < 0 || !wallclock_works(number) ||
	    time_info_open(&g->states[number].time, number) < 0)
		return VMI_START_OLD_PLATFORM;
	/* Xen writes by the page tables that are loaded, and says nothing if it can't. */
	if (!g->states[number].time.tsc_to_system_mul) {
		time_info_open(NULL, number);
		return VMI_START_NO_STATE;
	}
	open_here();
	return VMI_START_OK;
}

static uint32_t set_up_or_leave(struct global *g, uintptr_t page, uintptr_t direct, uint32_t leaves)
{
	GUARD;
	uint32_t result = set_up(g, page, direct, leaves);

	if (result != VMI_START_OK)
		global_set(NOT_STARTED);
	return result;
}

#include "room.h"
