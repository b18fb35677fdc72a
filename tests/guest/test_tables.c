/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Descriptor tables that change hands.  The LDT's descriptor could be taken from the wrong table when
 * another processor writes it.  A page that a GDT no longer has could stay write-protected, and a
 * descriptor of a kind that a platform has no use for could vanish.  Expected: as each table says.
 */
#include "kernel.h"
#include "groups.h"

static uint32_t limit_of(uint32_t selector)
{
	uint32_t limit = 0;

	asm volatile("lsl %1, %0" : "+r"(limit) : "r"(selector) : "cc");
	return limit;
}

static uint64_t ldt_descriptor(const uint64_t *ldt)
{
	return desc_make((vmi_word_t)ldt, NR_LDT * 8 - 1, DESC_LDT, DESC_BYTE);
}

static uint64_t *ldt_with_limit(uint32_t limit)
{
	uint64_t *ldt = pages_alloc(1);

	ldt_write(ldt, 5, desc_make(0, limit, DESC_DATA | DESC_DPL(3), DESC_BYTE_32));
	return ldt;
}

static volatile uint32_t limit;

static void load_and_look(void *arg)
{
	(void)arg;
	vmi_SetLDT(SEL_LDT);
	limit = limit_of(SEL_LDT_ENTRY(5));
	vmi_SetLDT(0);
}

/* Each processor's table has its own, whoever wrote it, and in whatever order. */
static void check_other(void)
{
	uint64_t *theirs = ldt_with_limit(0x123), *mine = ldt_with_limit(0x456);

	if (nr_cpus < 2) {
		tap_skip("one processor", "an LDT's descriptor that another processor wrote");
	} else {
		preempt_disable();
		gdt_write(this_cpu()->gdt, SEL_LDT / 8, ldt_descriptor(mine));
		gdt_write(cpus[1]->gdt, SEL_LDT / 8, ldt_descriptor(theirs));
		load_and_look(NULL);
		tap_eq(limit, 0x456, "SetLDT takes the descriptor in this processor's GDT");
		cpu_call(1, load_and_look, NULL);
		tap_eq(limit, 0x123, "and on another processor what this one wrote into its GDT");
		preempt_enable();
	}
	page_free(theirs);
	page_free(mine);
}

/* In a batch it isn't in the table yet. */
static void check_batch(void)
{
	uint64_t *ldt[2] = {ldt_with_limit(0x123), ldt_with_limit(0x456)};

	preempt_disable();
	gdt_write(this_cpu()->gdt, SEL_LDT / 8, ldt_descriptor(ldt[0]));
	vmi_SetLDT(SEL_LDT);
	vmi_SetLazyMode(VMI_LAZY_CPU);
	gdt_write(this_cpu()->gdt, SEL_LDT / 8, ldt_descriptor(ldt[1]));
	vmi_SetLDT(SEL_LDT);
	vmi_SetLazyMode(VMI_LAZY_NONE);
	tap_eq(limit_of(SEL_LDT_ENTRY(5)), 0x456, "a descriptor written in a batch, and its LDT loaded there");
	vmi_SetLDT(0);
	preempt_enable();
	page_free(ldt[0]);
	page_free(ldt[1]);
}

static void store(void *arg)
{
	*(volatile uint32_t *)arg = 1;
}

static void check_shrunk(void)
{
	uint64_t *gdt = pages_alloc(2), *own = this_cpu()->gdt;
	struct desc_ptr two = {8191, (vmi_word_t)gdt}, one = {4095, (vmi_word_t)gdt}, usual = {NR_GDT * 8 - 1, (vmi_word_t)own};
	struct fault f;

	preempt_disable();
	memcpy(gdt, own, NR_GDT * 8);
	vmi_SetGDT((vmi_word_t)&two);
	vmi_SetGDT((vmi_word_t)&one);
	tap_ok(!expect_fault(store, gdt + 512, &f), "a page that a shorter GDT no longer has can be written again");
	vmi_SetGDT((vmi_word_t)&usual);
	tap_ok(!expect_fault(store, gdt, &f), "and the rest, when another GDT is loaded");
	preempt_enable();
	page_free(gdt);
	page_free(gdt + 512);
}

/* DPL and code selector of a call gate are a hypervisor's to change. */
static void check_call_gate(void)
{
	uint64_t *gdt = this_cpu()->gdt;
	uint32_t low = (uint32_t)(SEL_KERNEL_CS | kernel_rpl) << 16 | 0x1234, high = 0xc010ec00;

	gdt_write(gdt, SEL_SPARE / 8, (uint64_t)high << 32 | low);
	tap_ok((uint16_t)gdt[SEL_SPARE / 8] == 0x1234 && (uint32_t)(gdt[SEL_SPARE / 8] >> 32 & 0xffff9f00) == 0xc0108c00,
	       "a call gate stands in the GDT");
	gdt_write(gdt, SEL_SPARE / 8, 0);
}

void test_tables(void)
{
	check_other();
	check_batch();
	check_shrunk();
	check_call_gate();
}
