/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The operations of bench_ops.c written by hand on Xen's interface, for one virtual CPU and
 * with all that is known beforehand: nothing that works on any Xen and any client can
 * do with less.  They go behind the blob's back, so nothing runs after them.
 */
#ifdef CONFIG_PAE
#include "ideal.h"
#include <xen/event_channel.h>

#define RW (PTE_P | PTE_W | PTE_A | PTE_D)
#define FLAT_CS 0xe019

void ideal_int(void);
void ideal_int_entry(void);
void ideal_fault_entry(void);
void ideal_upcall(void);
void ideal_event(void);

static const start_info_t *si;
const uint32_t *ideal_p2m, *ideal_m2p;
const struct bench_world *ideal_world;
volatile uint32_t ideal_calls;
static volatile uint32_t sink, received;
static uint32_t turn, port, cr3_copy;

static void nothing(void)
{
}

static void irq_off_on(void)
{
	VCPU->evtchn_upcall_mask = 1;
	barrier();
	VCPU->evtchn_upcall_mask = 0;
	barrier();
	if (VCPU->evtchn_upcall_pending)
		xen(__HYPERVISOR_xen_version, 0, 0, 0, 0);
}

static void irq_save_and_restore(void)
{
	uint8_t before = VCPU->evtchn_upcall_mask;

	VCPU->evtchn_upcall_mask = 1;
	barrier();
	VCPU->evtchn_upcall_mask = before;
	barrier();
	if (!before && VCPU->evtchn_upcall_pending)
		xen(__HYPERVISOR_xen_version, 0, 0, 0, 0);
}

static uint64_t system_time(void)
{
	volatile vcpu_time_info_t *t = &VCPU->time;
	uint32_t version, low, high;
	uint64_t delta, ns;

	do {
		version = t->version;
		barrier();
		asm volatile("rdtsc" : "=A"(delta));
		delta -= t->tsc_timestamp;
		delta = t->tsc_shift < 0 ? delta >> -t->tsc_shift : delta << t->tsc_shift;
		low = delta;
		high = delta >> 32;
		ns = ((uint64_t)low * t->tsc_to_system_mul >> 32) + (uint64_t)high * t->tsc_to_system_mul;
		ns += t->system_time;
		barrier();
	} while ((version & 1) || version != t->version);
	return ns;
}

static void read_time(void)
{
	sink = system_time();
}

static void read_registers(void)
{
	sink = VCPU->arch.cr2;
	sink = cr3_copy;
}

/* Stack, the TLS descriptor, and the FPU's trap. */
static void add_switch(multicall_entry_t **at)
{
	uint64_t tls = desc_make(++turn << 12, 0xfff, DESC_DATA | DESC_DPL(3), DESC_BYTE_32);
	uint32_t gdt = machine_of(ideal_world->cpu->gdt);

	add(at, __HYPERVISOR_stack_switch, ideal_world->cpu->tss.ss0, ideal_world->cpu->tss.sp0, 0, 0);
	add(at, __HYPERVISOR_update_descriptor, gdt << PAGE_SHIFT | (SEL_TLS & ~7), gdt >> (32 - PAGE_SHIFT), tls, tls >> 32);
	add(at, __HYPERVISOR_fpu_taskswitch, turn & 1, 0, 0, 0);
}

static void switch_thread(void)
{
	multicall_entry_t batch[3], *at = batch;

	add_switch(&at);
	xen(__HYPERVISOR_multicall, (uint32_t)batch, at - batch, 0, 0);
}

static void set_root(struct mmuext_op *op)
{
	op->cmd = MMUEXT_NEW_BASEPTR;
	op->arg1.mfn = machine_of(ideal_world->as[turn & 1]->root);
}

static void switch_process(void)
{
	multicall_entry_t batch[4], *at = batch;
	struct mmuext_op op;

	add_switch(&at);
	set_root(&op);
	add(&at, __HYPERVISOR_mmuext_op, (uint32_t)&op, 1, 0, DOMID_SELF);
	xen(__HYPERVISOR_multicall, (uint32_t)batch, at - batch, 0, 0);
}

static void load_cr3(void)
{
	struct mmuext_op op;

	turn++;
	set_root(&op);
	xen(__HYPERVISOR_mmuext_op, (uint32_t)&op, 1, 0, DOMID_SELF);
}

static void alarm_and_cancel(void)
{
	uint64_t t = system_time() + 3600000000000ull;

	xen(__HYPERVISOR_set_timer_op, t, t >> 32, 0, 0);
	xen(__HYPERVISOR_set_timer_op, 0, 0, 0, 0);
}

/* From ideal_upcall, events masked. */
void ideal_event(void)
{
	uint32_t words, bits, word;

	VCPU->evtchn_upcall_pending = 0;
	words = atomic_swap((volatile uint32_t *)&VCPU->evtchn_pending_sel, 0);
	while (words) {
		word = __builtin_ctz(words);
		words &= words - 1;
		bits = atomic_swap((volatile uint32_t *)&SHARED->evtchn_pending[word], 0);
		if (bits & 1u << port % 32)
			received++;
	}
}

static void interrupt(void)
{
	struct evtchn_send send = {.port = port};
	uint32_t before = received;

	VCPU->evtchn_upcall_mask = 0;
	xen(__HYPERVISOR_event_channel_op, EVTCHNOP_send, (uint32_t)&send, 0, 0);
	while (received == before)
		barrier();
	VCPU->evtchn_upcall_mask = 1;
}

static void begin(const struct bench_world *w)
{
	struct evtchn_bind_ipi ipi = {.vcpu = 0};
	/* Events stay as they are: no way back is needed but the instruction. */
	struct trap_info traps[3] = {
		{.vector = VEC_BP, .flags = 1, .cs = FLAT_CS, .address = (uint32_t)ideal_int_entry},
		{.vector = VEC_PF, .flags = 1, .cs = FLAT_CS, .address = (uint32_t)ideal_fault_entry},
	};
	pte_t shared = si->shared_info | RW;

	ideal_world = w;
	if (hypercall(__HYPERVISOR_update_va_mapping, IDEAL_SHARED, shared, shared >> 32, UVMF_INVLPG) < 0 ||
	    hypercall(__HYPERVISOR_set_trap_table, (uint32_t)traps, 0, 0, 0) < 0 ||
	    hypercall(__HYPERVISOR_set_callbacks, FLAT_CS, (uint32_t)ideal_upcall, FLAT_CS, (uint32_t)ideal_upcall) < 0 ||
	    hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_ipi, (uint32_t)&ipi, 0, 0) < 0)
		panic(NULL, "the ideal can't be set up");
	port = ipi.port;
	SHARED->evtchn_mask[port / 32] &= ~(1u << port % 32);
}

static const struct bench_op ops[] = {
	{"nothing", nothing},
	{"irq_off_on", irq_off_on},
	{"irq_save_restore", irq_save_and_restore},
	{"trap_and_iret", ideal_int},
	{"read_time", read_time},
	{"read_cr2_cr3", read_registers},
	{"switch_thread", switch_thread},
	{"switch_process", switch_process},
	{"load_cr3", load_cr3},
	{"alarm_and_cancel", alarm_and_cancel},
	{"interrupt_to_self", interrupt},
	{NULL, NULL},
};

const struct bench_ideal xen_ideal = {.begin = begin, .ops = {ideal_mm_ops, ops}, .calls = &ideal_calls};

void xen_ideal_init(const start_info_t *info, const uint32_t *machine_to_phys)
{
	si = info;
	ideal_p2m = (const uint32_t *)info->mfn_list;
	ideal_m2p = machine_to_phys;
}
#endif
