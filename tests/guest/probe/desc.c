/* SPDX-License-Identifier: GPL-2.0-only */
/* Descriptor tables, task register, kernel stack. */
#include "probe.h"
#include "native.h"

static struct table_register *buffer_register(struct probe *p)
{
	return (struct table_register *)p->buffer;
}

#define kernels_gdt this_cpu()->gdt
#define kernels_idt idt

/* GDT and IDT registers: the same with another name. */
#define TABLE(X, x)                                                                                          \
	probe_why probe_args_Set##X(struct probe *p)                                                         \
	{                                                                                                    \
		native_s##x(buffer_register(p));                                                             \
		p->gpr[EAX] = (uint32_t)p->buffer;                                                           \
		return NULL;                                                                                 \
	}                                                                                                    \
	probe_why probe_args_Get##X(struct probe *p)                                                         \
	{                                                                                                    \
		p->gpr[EAX] = (uint32_t)p->buffer;                                                           \
		return NULL;                                                                                 \
	}                                                                                                    \
	probe_why probe_effect_Get##X(struct probe *p)                                                       \
	{                                                                                                    \
		struct table_register want;                                                                  \
		native_s##x(&want);                                                                          \
		PROBE_CHECK(p, "base that the kernel loaded", want.base, (uint32_t)(kernels_##x));           \
		memset(p->buffer, 0xee, sizeof(p->buffer));                                                  \
		probe_go(p, (uint32_t)p->buffer, 0, 0, 0);                                                   \
		PROBE_CHECK(p, "limit", buffer_register(p)->limit, want.limit);                              \
		PROBE_CHECK(p, "base", buffer_register(p)->base, want.base);                                 \
		PROBE_CHECK(p, "the word behind", ((uint16_t *)p->buffer)[3], 0xeeee);                       \
		return NULL;                                                                                 \
	}                                                                                                    \
	static void check_##x(struct probe *p, uint32_t base, uint16_t limit)                                \
	{                                                                                                    \
		struct table_register now;                                                                   \
		buffer_register(p)->base = base;                                                             \
		buffer_register(p)->limit = limit;                                                           \
		probe_go(p, (uint32_t)p->buffer, 0, 0, 0);                                                   \
		native_s##x(&now);                                                                           \
		PROBE_CHECK(p, "base", now.base, base);                                                      \
		PROBE_CHECK(p, "limit", now.limit, limit);                                                   \
	}
TABLE(GDT, gdt)
TABLE(IDT, idt)

/* A table has its pages for itself: a hypervisor makes them read-only while it is loaded. */
#define TABLE_ENTRIES (PAGE_SIZE / sizeof(uint64_t))
/* Segments of the kernel's own level. */
#define DESC_KERNEL_DATA (DESC_DATA | DESC_DPL(kernel_rpl))

/* A copy of the GDT with one more segment, which must be there then. */
probe_why probe_effect_SetGDT(struct probe *p)
{
	static uint64_t copy[TABLE_ENTRIES] __attribute__((aligned(4096)));
	struct table_register old;

	native_sgdt(&old);
	memcpy(copy, (const void *)old.base, NR_GDT * sizeof(copy[0]));
	copy[NR_GDT] = desc_make(0, 0x4321, DESC_KERNEL_DATA, DESC_BYTE_32);
	check_gdt(p, (uint32_t)copy, (NR_GDT + 1) * sizeof(copy[0]) - 1);
	PROBE_CHECK(p, "limit of a segment in it", native_lsl(NR_GDT * 8), 0x4321);
	check_gdt(p, old.base, old.limit);
	native_lgdt(&old);
	return NULL;
}

#define VEC_GATE (VEC_TEST + 3)
static uint64_t gate(void)
{
	uint32_t address = (uint32_t)probe_gate;

	return (uint64_t)((address & 0xffff0000) | 0x8e00) << 32 | SEL_KERNEL_CS << 16 | (address & 0xffff);
}

static uint32_t hits(void)
{
	uint32_t before = probe_gate_hits;

	asm volatile("int %0" : : "i"(VEC_GATE) : "memory", "cc");
	return probe_gate_hits - before;
}

/* A copy of the IDT with another gate, which must be taken then. */
probe_why probe_effect_SetIDT(struct probe *p)
{
	static uint64_t copy[NR_IDT];
	struct table_register old;

	native_sidt(&old);
	memcpy(copy, (const void *)old.base, sizeof(copy));
	copy[VEC_GATE] = gate();
	if (!cpu_is_ours())
		copy[VEC_INSTEAD(VEC_GATE)] = gate();
	check_idt(p, (uint32_t)copy, sizeof(copy) - 1);
	if (!p->failed)
		PROBE_CHECK(p, "interrupts through its gate", hits(), 1);
	check_idt(p, old.base, old.limit);
	native_lidt(&old);
	return NULL;
}

static uint64_t *gdt_now(void)
{
	struct table_register r;

	native_sgdt(&r);
	return (uint64_t *)r.base;
}

void probe_gdt_write(unsigned int index, uint64_t d)
{
	if (cpu_is_ours())
		gdt_now()[index] = d;
	else
		gdt_write(gdt_now(), index, d);
}

static uint64_t test_ldt[TABLE_ENTRIES] __attribute__((aligned(4096)));

static void ldt_prepare(void)
{
	test_ldt[2] = desc_make(0, 0x1234, DESC_DATA | DESC_DPL(3), DESC_BYTE_32);
	probe_gdt_write(SEL_PROBE(1) / 8,
			desc_make((uint32_t)test_ldt, NR_LDT * sizeof(test_ldt[0]) - 1, DESC_LDT, DESC_BYTE));
}

probe_why probe_args_SetLDT(struct probe *p)
{
	p->gpr[EAX] = native_sldt() & 0xffff;
	return NULL;
}

probe_why probe_effect_SetLDT(struct probe *p)
{
	uint32_t old = native_sldt() & 0xffff;

	ldt_prepare();
	probe_go(p, SEL_PROBE(1), 0, 0, 0);
	PROBE_CHECK(p, "LDTR", native_sldt() & 0xffff, SEL_PROBE(1));
	PROBE_CHECK(p, "limit of a segment in it", native_lsl(SEL_LDT_ENTRY(2)), 0x1234);
	probe_go(p, 0, 0, 0, 0);
	PROBE_CHECK(p, "LDTR", native_sldt() & 0xffff, 0);
	native_lldt(old);
	return NULL;
}

probe_why probe_args_GetLDT(struct probe *p)
{
	(void)p;
	return NULL;
}

probe_why probe_effect_GetLDT(struct probe *p)
{
	uint32_t old = native_sldt() & 0xffff;

	ldt_prepare();
	native_lldt(SEL_PROBE(1));
	PROBE_CHECK(p, "LDTR", probe_go(p, 0, 0, 0, 0) & 0xffff, SEL_PROBE(1));
	native_lldt(0);
	PROBE_CHECK(p, "LDTR", probe_go(p, 0, 0, 0, 0) & 0xffff, 0);
	native_lldt(old);
	return NULL;
}

#define DESC_BUSY (1ull << 41)

/* Loading what is loaded needs the busy mark gone. */
probe_why probe_args_SetTR(struct probe *p)
{
	uint32_t tr = native_str() & 0xffff;

	if (cpu_is_ours())
		gdt_now()[tr / 8] &= ~DESC_BUSY;
	p->gpr[EAX] = tr;
	return NULL;
}

/* The TSS in use is the hypervisor's: the register reads back, and that is all. */
static void set_another_tr(struct probe *p)
{
	uint32_t old = vmi_GetTR();

	probe_go(p, SEL_PROBE(2), 0, 0, 0);
	PROBE_CHECK(p, "TR", vmi_GetTR() & 0xffff, SEL_PROBE(2));
	probe_go(p, old, 0, 0, 0);
	PROBE_CHECK(p, "TR", vmi_GetTR() & 0xffff, old);
}

/* Another descriptor of the same TSS, so that nothing else changes. */
probe_why probe_effect_SetTR(struct probe *p)
{
	uint32_t old = native_str() & 0xffff;
	uint64_t *gdt = gdt_now(), d = gdt[old / 8] & ~DESC_BUSY;

	if (!cpu_is_ours()) {
		set_another_tr(p);
		return NULL;
	}
	gdt[SEL_PROBE(2) / 8] = d;
	probe_go(p, SEL_PROBE(2), 0, 0, 0);
	PROBE_CHECK(p, "TR", native_str() & 0xffff, SEL_PROBE(2));
	PROBE_CHECK(p, "busy mark", (gdt[SEL_PROBE(2) / 8] ^ d) >> 32, DESC_BUSY >> 32);
	gdt[old / 8] &= ~DESC_BUSY;
	native_ltr(old);
	gdt[SEL_PROBE(2) / 8] = 0;
	return NULL;
}

probe_why probe_args_GetTR(struct probe *p)
{
	(void)p;
	return NULL;
}

probe_why probe_effect_GetTR(struct probe *p)
{
	PROBE_CHECK(p, "TR", probe_go(p, 0, 0, 0, 0) & 0xffff, native_str() & 0xffff);
	PROBE_CHECK(p, "TR that the kernel loaded", p->out[EAX] & 0xffff, SEL_TSS);
	return NULL;
}

/* A table that is nowhere loaded. */
static probe_why write_args(struct probe *p)
{
	p->gpr[EAX] = (uint32_t)p->buffer;
	p->gpr[EDX] = 1;
	return NULL;
}

static void write_unloaded(struct probe *p)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(p->buffer); i++) {
		memset(p->buffer, 0x77, sizeof(p->buffer));
		probe_go(p, (uint32_t)p->buffer, i, 0x89abcdef, 0x01234567);
		for (unsigned int k = 0; k < ARRAY_SIZE(p->buffer); k++) {
			uint64_t want = k == i ? 0x0123456789abcdef : 0x7777777777777777;

			PROBE_CHECK(p, "low word", p->buffer[k], want);
			PROBE_CHECK(p, "high word", p->buffer[k] >> 32, want >> 32);
		}
	}
}

static void write_entry(struct probe *p, const uint64_t *table, unsigned int index, uint64_t d)
{
	probe_go(p, (uint32_t)table, index, d, d >> 32);
	PROBE_CHECK(p, "low word", table[index], d);
	PROBE_CHECK(p, "high word", table[index] >> 32, d >> 32);
}

probe_why probe_args_WriteGDTEntry(struct probe *p)
{
	return write_args(p);
}

probe_why probe_effect_WriteGDTEntry(struct probe *p)
{
	write_unloaded(p);
	write_entry(p, gdt_now(), SEL_PROBE(3) / 8, desc_make(0, 0x5678, DESC_KERNEL_DATA, DESC_BYTE_32));
	PROBE_CHECK(p, "limit of the segment", native_lsl(SEL_PROBE(3)), 0x5678);
	write_entry(p, gdt_now(), SEL_PROBE(3) / 8, 0);
	PROBE_CHECK(p, "limit of no segment", native_lsl(SEL_PROBE(3)), 0xffffffff);
	return NULL;
}

probe_why probe_args_WriteLDTEntry(struct probe *p)
{
	return write_args(p);
}

probe_why probe_effect_WriteLDTEntry(struct probe *p)
{
	uint32_t old = native_sldt() & 0xffff;

	write_unloaded(p);
	ldt_prepare();
	native_lldt(SEL_PROBE(1));
	write_entry(p, test_ldt, 3, desc_make(0, 0x3579, DESC_DATA | DESC_DPL(3), DESC_BYTE_32));
	PROBE_CHECK(p, "limit of the segment", native_lsl(SEL_LDT_ENTRY(3)), 0x3579);
	native_lldt(old);
	return NULL;
}

probe_why probe_args_WriteIDTEntry(struct probe *p)
{
	return write_args(p);
}

probe_why probe_effect_WriteIDTEntry(struct probe *p)
{
	uint64_t old = idt[VEC_GATE];

	write_unloaded(p);
	write_entry(p, idt, VEC_GATE, gate());
	if (!cpu_is_ours())
		write_entry(p, idt, VEC_INSTEAD(VEC_GATE), gate());
	if (!p->failed)
		PROBE_CHECK(p, "interrupts through the gate", hits(), 1);
	if (!cpu_is_ours())
		idt_gate(VEC_INSTEAD(VEC_GATE), trap_entries[VEC_INSTEAD(VEC_GATE)], 0);
	write_entry(p, idt, VEC_GATE, old);
	idt[VEC_GATE] = old;
	return NULL;
}

/* The stack that is in use already. */
probe_why probe_args_UpdateKernelStack(struct probe *p)
{
	p->gpr[EAX] = this_cpu()->tss.ss0;
	p->gpr[EDX] = this_cpu()->tss.sp0;
	return NULL;
}

/* That entries from user mode come in on it: SYSEXIT's probe and the kernel's own tests. */
probe_why probe_effect_UpdateKernelStack(struct probe *p)
{
	struct tss *tss = &this_cpu()->tss;
	uint32_t old = tss->sp0;

	probe_go(p, tss->ss0, old, 0, 0);
	PROBE_CHECK(p, "ESP0", tss->sp0, old);
	return NULL;
}
