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

#define NOT_STARTED ((struct global *)-1)

CALLCONV uint32_t Offer(void)
{
	return AREA_PAGES | VMI_OFFERS_CONSOLE;
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
	error = hypercall2(__HYPERVISOR_hvm_op, HVMOP_get_param, (uint32_t)&way);
	return error < 0 ? error : hypercall2(__HYPERVISOR_hvm_op, HVMOP_set_param, (uint32_t)&way);
}

/* From now on Xen writes the time of virtual CPU n, on which this runs, to time; NULL: nowhere. */
static int time_info_open(vcpu_time_info_t *time, uint32_t n)
{
	struct vcpu_register_time_memory_area area = {.addr.v = time};

	return hypercall3(__HYPERVISOR_vcpu_op, VCPUOP_register_vcpu_time_memory_area, n, (uint32_t)&area);
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
	asm volatile("wrmsr" : : "c"(OWN_MSR), "a"(n), "d"(OWN_MARK));
	return s;
}

LOCAL struct state *own_state(void)
{
	uint32_t n, mark;

	asm volatile("rdmsr" : "=a"(n), "=d"(mark) : "c"(OWN_MSR));
	if (mark == OWN_MARK && n < MAX_VCPUS && STATE_OF(n)->opened)
		return STATE_OF(n);
	return open_here();
}

/* More virtual CPUs than we have room for. */
static int too_many(void)
{
	return hypercall3(__HYPERVISOR_vcpu_op, VCPUOP_is_up, MAX_VCPUS, 0) != -XEN_ENOENT;
}

/*
 * The checksum of the ROM stays right, for who looks at it again: the word behind the one before the room
 * makes up for it.
 */
static void global_set(struct global *g)
{
	uint32_t value = (uint32_t)g, sum = value + (value >> 8) + (value >> 16) + (value >> 24);
	struct global *volatile *word = (struct global *volatile *)global_word();

	word[0] = g;
	word[1] = (struct global *)((8 * 0xff - sum) & 0xff);
}

/*
 * All that may fail; last, what Xen goes on writing.  The state is at g, and its linear and physical address
 * differ by direct.
 */
static int set_up(struct global *g, uint32_t page, uint32_t direct, uint32_t leaves)
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

static uint32_t set_up_or_leave(struct global *g, uint32_t page, uint32_t direct, uint32_t leaves)
{
	GUARD;
	uint32_t result = set_up(g, page, direct, leaves);

	if (result != VMI_START_OK)
		global_set(NOT_STARTED);
	return result;
}

/*
 * The area's first page gets Xen's shared page, for moments.  The boot data is not looked at: there is none
 * that all ways to start such a domain have in common.
 */
LOCAL uint32_t start_on_xen(uint32_t client, uint32_t area, uint32_t frame)
{
	(void)client;
	if (!area || (area & 0xfff) || area < frame << 12)
		return VMI_START_NO_STATE;
	return set_up_or_leave((struct global *)(area + 4096), area, area - (frame << 12), xen_leaves());
}

#define WINDOW_BEGIN 0xc0000 /* where firmware puts ROMs */
#define WINDOW_END 0xf0000
#define MIB 0x100000

/*
 * A client of 3.0: it has found the ROM in firmware's window, in a direct map that begins at a whole MiB.
 * That the room is where this makes it be, the page tables say.
 */
LOCAL uint32_t init_on_xen(uint32_t leaves)
{
	uint32_t room = (uint32_t)(global_word() + 4), page = (room + 0xfff) & ~0xfffu, direct = room & -MIB;
	uint32_t state = page == room ? page + 4096 : room, begin = room & (MIB - 1), result;

	if (begin < WINDOW_BEGIN || begin >= WINDOW_END || !is_mapped(page, page - direct, direct))
		return VMI_INIT_NO_STATE;
	result = set_up_or_leave((struct global *)state, page, direct, leaves);
	if (result == VMI_START_OK)
		return VMI_INIT_OK;
	return result == VMI_START_NO_STATE ? VMI_INIT_NO_STATE : VMI_INIT_OLD_PLATFORM;
}
