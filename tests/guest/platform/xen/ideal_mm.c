/* SPDX-License-Identifier: GPL-2.0-only */
/* The page-table operations of bench_ops.c written by hand on Xen's interface: see ideal.c. */
#ifdef CONFIG_PAE
#include "ideal.h"

#define RW (PTE_P | PTE_W | PTE_A | PTE_D)

/* From ideal.S. */
void ideal_fault(void);

static mmu_update_t updates[BENCH_BATCH];

static void fill(mmu_update_t *u, const void *entry, pte_t value)
{
	u->ptr = ((uint64_t)machine_of(entry) << PAGE_SHIFT) + ((uint32_t)entry & (PAGE_SIZE - 1));
	u->val = value;
}

static void write_entries(uint32_t n)
{
	uint32_t i;

	for (i = 0; i < n; i++)
		fill(&updates[i], &ideal_world->entries[i], machine_entry(ideal_world->frame, RW));
	xen(__HYPERVISOR_mmu_update, (uint32_t)updates, n, 0, DOMID_SELF);
}

static void map_window(uint32_t flags)
{
	pte_t e = machine_entry(ideal_world->frame, RW);

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
	map_direct(ideal_world->page, PTE_P | PTE_A);
	map_direct(ideal_world->page, RW);
}

static pte_t *machine_table(pte_t e)
{
	return phys_to_virt(ideal_m2p[(uint32_t)(e >> PAGE_SHIFT)] << PAGE_SHIFT);
}

/* The parent's entry for an address in its first GiB. */
static pte_t *parent_entry(uint32_t va)
{
	return &machine_table(ideal_world->parent->pd[0][va >> PD_SHIFT])[va >> PAGE_SHIFT & (PT_ENTRIES - 1)];
}

static void map_user(uint32_t va, uint32_t frame, pte_t bits)
{
	pte_t e = machine_entry(frame, bits);

	xen(__HYPERVISOR_update_va_mapping, va, e, e >> 32, UVMF_INVLPG);
}

static void cow_fault(void)
{
	frame_put(ideal_m2p[(uint32_t)(*parent_entry(ideal_world->parent_va) >> PAGE_SHIFT)]);
	frame_get(ideal_world->frame);
	map_user(ideal_world->parent_va, ideal_world->frame, PTE_P | PTE_U | PTE_A | PTE_COW);
	*(volatile uint32_t *)ideal_world->parent_va = 1;
}

/* From ideal_fault_entry: the page gets a frame of its own. */
void ideal_fault(void)
{
	uint32_t va = VCPU->arch.cr2 & ~(PAGE_SIZE - 1), old, frame;
	pte_t e = *parent_entry(va);

	old = ideal_m2p[(uint32_t)(e >> PAGE_SHIFT)];
	frame = frame_alloc();
	memcpy(phys_to_virt(frame << PAGE_SHIFT), phys_to_virt(old << PAGE_SHIFT), PAGE_SIZE);
	map_user(va, frame, RW | PTE_U);
	frame_put(old);
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
		frame_get(ideal_m2p[(uint32_t)(e >> PAGE_SHIFT)]);
		to[i] = e & ~(pte_t)(PTE_A | PTE_D);
	}
}

static void drop_table(const pte_t *table)
{
	uint32_t i;

	for (i = 0; i < PT_ENTRIES; i++)
		if (table[i] & PTE_P)
			frame_put(ideal_m2p[(uint32_t)(table[i] >> PAGE_SHIFT)]);
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

static void fork_child(struct child *c)
{
	multicall_entry_t batch[16], *at = batch;
	struct mmuext_op pin, flush;
	const pte_t *pd = ideal_world->parent->pd[0];
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
			share_table(c, i, machine_table(pd[i]), &n);
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
			drop_table(machine_table(c->pd[i]));
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

	for (i = 0; i < ideal_world->parent_pages; i++) {
		uint32_t va = ideal_world->parent_va + i * PAGE_SIZE;
		pte_t *p = parent_entry(va);

		fill(&updates[i], p, (*p & ~(pte_t)PTE_COW) | PTE_W);
	}
	xen(__HYPERVISOR_mmu_update, (uint32_t)updates, ideal_world->parent_pages, 0, DOMID_SELF);
	fork_child(&child);
	child_exit(&child);
}

const struct bench_op ideal_mm_ops[] = {
	{"cow_fault", cow_fault},
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
	{NULL, NULL},
};
#endif
