/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The operations of bench_ops.c written by hand on Xen's interface, for one virtual CPU and
 * with all that is known beforehand: nothing that works on any Xen and any client can
 * do with less.  They go behind the blob's back, so nothing runs after them.
 */
#ifdef CONFIG_PAE
#include "xen.h"
#include <xen/event_channel.h>
#include "bench.h"

#define IDEAL_SHARED DEVICE_BASE /* its page table is there */
#define SHARED ((volatile shared_info_t *)IDEAL_SHARED)
#define VCPU (&SHARED->vcpu_info[0])
#define RW (PTE_P | PTE_W | PTE_A | PTE_D)
#define FLAT_CS 0xe019

void ideal_int(void);
void ideal_int_entry(void);
void ideal_upcall(void);
void ideal_event(void);

static const start_info_t *si;
static const uint32_t *p2m, *m2p;
static const struct bench_world *world;
volatile uint32_t ideal_calls; /* counted as the blob counts its own */
static volatile uint32_t sink, received;
static uint32_t turn, port, cr3_copy;
static mmu_update_t updates[BENCH_BATCH];

static int xen(uint32_t nr, uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
	ideal_calls++;
	return hypercall(nr, a, b, c, d);
}

static uint32_t machine_of(const void *page)
{
	return p2m[virt_to_phys(page) >> PAGE_SHIFT];
}

static pte_t machine_entry(uint32_t frame, pte_t bits)
{
	return (pte_t)p2m[frame] << PAGE_SHIFT | bits;
}

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

static void add(multicall_entry_t **at, uint32_t nr, uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
	(*at)->op = nr;
	(*at)->args[0] = a;
	(*at)->args[1] = b;
	(*at)->args[2] = c;
	(*at)->args[3] = d;
	++*at;
}

/* Stack, the TLS descriptor, and the FPU's trap. */
static void add_switch(multicall_entry_t **at)
{
	uint64_t tls = desc_make(++turn << 12, 0xfff, DESC_DATA | DESC_DPL(3), DESC_BYTE_32);
	uint32_t gdt = machine_of(world->cpu->gdt);

	add(at, __HYPERVISOR_stack_switch, world->cpu->tss.ss0, world->cpu->tss.esp0, 0, 0);
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
	op->arg1.mfn = machine_of(world->as[turn & 1]->root);
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

static void fill(mmu_update_t *u, const void *entry, pte_t value)
{
	u->ptr = ((uint64_t)machine_of(entry) << PAGE_SHIFT) + ((uint32_t)entry & (PAGE_SIZE - 1));
	u->val = value;
}

static void write_entries(uint32_t n)
{
	uint32_t i;

	for (i = 0; i < n; i++)
		fill(&updates[i], &world->entries[i], machine_entry(world->frame, RW));
	xen(__HYPERVISOR_mmu_update, (uint32_t)updates, n, 0, DOMID_SELF);
}

static void map_window(uint32_t flags)
{
	pte_t e = machine_entry(world->frame, RW);

	xen(__HYPERVISOR_update_va_mapping, WINDOW_BASE, e, e >> 32, flags);
}

static void entry(void)
{
	map_window(0);
}

static void entry_and_flush(void)
{
	map_window(UVMF_INVLPG);
}

#define ENTRIES(n)                                                                                           \
	static void entries_##n(void)                                                                        \
	{                                                                                                    \
		write_entries(n);                                                                            \
	}
ENTRIES(8)
ENTRIES(64)
ENTRIES(65)
ENTRIES(200)
ENTRIES(256)
ENTRIES(512)

static void flush_page(void)
{
	struct mmuext_op op = {.cmd = MMUEXT_INVLPG_LOCAL};

	op.arg1.linear_addr = WINDOW_BASE;
	xen(__HYPERVISOR_mmuext_op, (uint32_t)&op, 1, 0, DOMID_SELF);
}

static void map_direct(void *page, pte_t bits)
{
	pte_t e = machine_entry(virt_to_phys(page) >> PAGE_SHIFT, bits);

	xen(__HYPERVISOR_update_va_mapping, (uint32_t)page, e, e >> 32, UVMF_INVLPG);
}

static void table_and_back(void)
{
	map_direct(world->page, PTE_P | PTE_A);
	map_direct(world->page, RW);
}

/* A child's tables, filled while they are ordinary pages, and the hypercalls that make them tables. */
struct child {
	void *tables[8];
	uint32_t nr_tables;
	pte_t *root, *pd;
};

static void *new_table(struct child *c)
{
	return c->tables[c->nr_tables++] = pages_alloc(1);
}

/* Shares the pages of one of the parent's page tables. */
static void share_table(struct child *c, uint32_t index, const pte_t *from, uint32_t *n)
{
	pte_t *to = new_table(c);
	uint32_t i;

	c->pd[index] = (pte_t)machine_of(to) << PAGE_SHIFT | PTE_P | PTE_W | PTE_U;
	for (i = 0; i < PT_ENTRIES; i++) {
		pte_t e = from[i];

		if (!(e & PTE_P))
			continue;
		if (e & PTE_W) {
			e = (e & ~(pte_t)PTE_W) | PTE_COW;
			fill(&updates[(*n)++], &from[i], e);
		}
		frame_get(m2p[(uint32_t)(e >> PAGE_SHIFT)]);
		to[i] = e & ~(pte_t)(PTE_A | PTE_D);
	}
}

static void drop_table(const pte_t *table)
{
	uint32_t i;

	for (i = 0; i < PT_ENTRIES; i++)
		if (table[i] & PTE_P)
			frame_put(m2p[(uint32_t)(table[i] >> PAGE_SHIFT)]);
}

static void add_tables(multicall_entry_t **at, const struct child *c, pte_t bits)
{
	uint32_t i;

	for (i = 0; i < c->nr_tables; i++) {
		pte_t e = machine_entry(virt_to_phys(c->tables[i]) >> PAGE_SHIFT, bits);

		add(at, __HYPERVISOR_update_va_mapping, (uint32_t)c->tables[i], e, e >> 32, UVMF_INVLPG);
	}
}

static void add_op(multicall_entry_t **at, struct mmuext_op *op, uint32_t cmd, const void *root)
{
	op->cmd = cmd;
	op->arg1.mfn = root ? machine_of(root) : 0;
	add(at, __HYPERVISOR_mmuext_op, (uint32_t)op, 1, 0, DOMID_SELF);
}

static pte_t *table_of(pte_t e)
{
	return phys_to_virt(m2p[(uint32_t)(e >> PAGE_SHIFT)] << PAGE_SHIFT);
}

static void fork_child(struct child *c)
{
	multicall_entry_t batch[16], *at = batch;
	struct mmuext_op pin, flush;
	const pte_t *pd = world->parent->pd[0];
	pte_t *kernel;
	uint32_t i, n = 0;

	c->nr_tables = 0;
	c->root = new_table(c);
	c->pd = new_table(c);
	kernel = new_table(c);
	memcpy(kernel, kernel_aspace.pd[3], PAGE_SIZE);
	c->root[0] = (pte_t)machine_of(c->pd) << PAGE_SHIFT | PTE_P;
	c->root[3] = (pte_t)machine_of(kernel) << PAGE_SHIFT | PTE_P;
	for (i = 0; i < PT_ENTRIES; i++)
		if (pd[i] & PTE_P)
			share_table(c, i, table_of(pd[i]), &n);
	add(&at, __HYPERVISOR_mmu_update, (uint32_t)updates, n, 0, DOMID_SELF);
	add_tables(&at, c, PTE_P | PTE_A);
	add_op(&at, &pin, MMUEXT_PIN_L3_TABLE, c->root);
	add_op(&at, &flush, MMUEXT_TLB_FLUSH_LOCAL, NULL);
	xen(__HYPERVISOR_multicall, (uint32_t)batch, at - batch, 0, 0);
}

static void child_exit(struct child *c)
{
	multicall_entry_t batch[16], *at = batch;
	struct mmuext_op unpin;
	uint32_t i;

	for (i = 0; i < PT_ENTRIES; i++)
		if (c->pd[i] & PTE_P)
			drop_table(table_of(c->pd[i]));
	add_op(&at, &unpin, MMUEXT_UNPIN_TABLE, c->root);
	add_tables(&at, c, RW);
	xen(__HYPERVISOR_multicall, (uint32_t)batch, at - batch, 0, 0);
	for (i = 0; i < c->nr_tables; i++)
		page_free(c->tables[i]);
}

static void fork_and_exit(void)
{
	struct child child;
	uint32_t i;

	for (i = 0; i < world->parent_pages; i++) {
		uint32_t va = world->parent_va + i * PAGE_SIZE;
		pte_t *p = &table_of(world->parent->pd[0][va >> PD_SHIFT])[va >> PAGE_SHIFT & (PT_ENTRIES - 1)];

		fill(&updates[i], p, (*p & ~(pte_t)PTE_COW) | PTE_W);
	}
	xen(__HYPERVISOR_mmu_update, (uint32_t)updates, world->parent_pages, 0, DOMID_SELF);
	fork_child(&child);
	child_exit(&child);
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
	struct trap_info traps[2] = {{.vector = VEC_BP, .flags = 5, .cs = FLAT_CS, .address = (uint32_t)ideal_int_entry}};
	pte_t shared = si->shared_info | RW;

	world = w;
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
	{"entry", entry},
	{"entry_and_flush", entry_and_flush},
	{"flush_page", flush_page},
	{"entries_8", entries_8},
	{"entries_64", entries_64},
	{"entries_65", entries_65},
	{"entries_200", entries_200},
	{"entries_256", entries_256},
	{"entries_512", entries_512},
	{"table_and_back", table_and_back},
	{"fork_exit_64_pages", fork_and_exit},
	{"alarm_and_cancel", alarm_and_cancel},
	{"interrupt_to_self", interrupt},
	{NULL, NULL},
};

const struct bench_ideal xen_ideal = {.begin = begin, .ops = ops, .calls = &ideal_calls};

void xen_ideal_init(const start_info_t *info, const uint32_t *machine_to_phys)
{
	si = info;
	p2m = (const uint32_t *)info->mfn_list;
	m2p = machine_to_phys;
}
#endif
