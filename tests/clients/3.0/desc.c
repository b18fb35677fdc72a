// SPDX-License-Identifier: GPL-2.0-only
/* GDT, IDT, TSS, LDT as such kernels have them. */
#include "mm.h"

#define CODE_0 0x9b
#define DATA_0 0x93
#define CODE_3 0xfb
#define DATA_3 0xf3
#define GATE_INTERRUPT 0x8e00
#define GATE_TRAP 0x8f00
#define GATE_USER 0x6000

struct cpu cpus[MAX_CPUS];
static uint64_t idt[256] __attribute__((aligned(8)));

/* limit in the descriptor's own units; access: the access byte and SEGMENT_ bits. */
void desc_write_segment(uint32_t *to, uint32_t base, uint32_t limit, uint32_t access)
{
	to[0] = base << 16 | (limit & 0xffff);
	to[1] = (base & 0xff000000) | (access & 0xf000) << 8 | (limit & 0xf0000) | (access & 0xff) << 8 |
		(base >> 16 & 0xff);
}

static void fill_gdt(struct cpu *cpu)
{
	static const struct {
		uint8_t selector, access;
	} flat[] = {{KERNEL_CS, CODE_0}, {KERNEL_DS, DATA_0}, {USER_CS, CODE_3}, {USER_DS, DATA_3}, {TLS_SEL, DATA_3}};

	for (unsigned int i = 0; i < COUNT(flat); i++)
		desc_write_segment((uint32_t *)&cpu->gdt[flat[i].selector / 8], 0, 0xfffff,
				   flat[i].access | SEGMENT_4G);
	desc_write_segment((uint32_t *)&cpu->gdt[PERCPU_SEL / 8], (uint32_t)cpu, 0xfffff, DATA_0 | SEGMENT_4G);
	cpu->self = cpu;
	cpu->id = (uint32_t)(cpu - cpus);
	cpu->tss[2] = KERNEL_DS;
	cpu->tss[25] = sizeof(cpu->tss) << 16;
}

/* The stack segment for returns to 16-bit stacks: of no size up to 2.6.30, flat since.  Never used where there is a ROM. */
void desc_kind(void)
{
	for (unsigned int i = 0; i < MAX_CPUS; i++)
		cpus[i].gdt[GDT_ESPFIX] = kernel_24 ? 0x00c0920000000000 : 0x00cf92000000ffff;
}

void set_gate(unsigned int vector, bool trap_gate)
{
	uint32_t at = (uint32_t)trap_stubs + vector * TRAP_STUB_SIZE;
	uint32_t kind = trap_gate ? GATE_TRAP : GATE_INTERRUPT;

	if (vector == VEC_SYSCALL || vector == VEC_BP)
		kind |= GATE_USER;
	CALL4(write_idt, idt, vector, KERNEL_CS << 16 | (at & 0xffff), (at & 0xffff0000) | kind);
}

/* Before anything else; the tables of all processors, though but one is here. */
void desc_early(void)
{
	struct table_register gdtr = {sizeof(cpus[0].gdt) - 1, (uint32_t)cpus[0].gdt};
	struct table_register idtr = {sizeof(idt) - 1, (uint32_t)idt};

	for (unsigned int i = 0; i < MAX_CPUS; i++)
		fill_gdt(&cpus[i]);
	__asm__ volatile("lgdt %0\n"
			 "ljmp %1, $1f\n"
			 "1: mov %2, %%ss\n"
			 "mov %3, %%ds\n"
			 "mov %3, %%es\n"
			 "mov %4, %%fs\n"
			 "mov %5, %%gs\n"
			 :
			 : "m"(gdtr), "i"(KERNEL_CS), "r"(KERNEL_DS), "r"(USER_DS), "r"(PERCPU_SEL), "r"(0)
			 : "memory");
	for (unsigned int i = 0; i < 256; i++)
		set_gate(i, i == VEC_SYSCALL || (i >= 10 && i <= VEC_GP));
	__asm__ volatile("lidt %0; lldt %w1" : : "m"(idtr), "r"(0));
}

static void write_msr(uint32_t msr, uint32_t v)
{
	__asm__ volatile("wrmsr" : : "c"(msr), "a"(v), "d"(0));
}

/* On the processor itself, through the operations: cpu_init() of such kernels. */
void desc_init(struct cpu *cpu)
{
	struct table_register gdtr = {sizeof(cpu->gdt) - 1, (uint32_t)cpu->gdt};
	struct table_register idtr = {sizeof(idt) - 1, (uint32_t)idt};
	uint32_t d[2], id[4] = {1};

	CALL1(set_gdt, &gdtr);
	CALL1(set_idt, &idtr);
	desc_write_segment(d, (uint32_t)cpu->tss, sizeof(cpu->tss) - 1, TSS_FREE);
	CALL4(write_gdt, cpu->gdt, TSS_SEL / 8, d[0], d[1]);
	CALL1(set_tr, TSS_SEL);
	CALL2(set_ldt, NULL, 0);
	CALL1(cpuid, id);
	if (!(id[3] & 1 << 11))
		return;
	write_msr(MSR_SYSENTER_CS, KERNEL_CS);
	write_msr(MSR_SYSENTER_ESP, (uint32_t)&cpu->tss[1]);
	write_msr(MSR_SYSENTER_EIP, (uint32_t)sysenter_entry);
}

void set_esp0(uint32_t esp0)
{
	CALL2(load_esp0, this_cpu()->tss, esp0);
}

void desc_tls_flat(void)
{
	uint32_t d[2];

	desc_write_segment(d, 0, 0xfffff, DATA_3 | SEGMENT_4G);
	CALL4(write_gdt, this_cpu()->gdt, TLS_SEL / 8, d[0], d[1]);
}

/* QEMU reads through a null segment as through a flat one; through this one it finds nothing of the kernel's. */
void desc_based(bool there)
{
	uint32_t d[2] = {0, 0};

	if (there)
		desc_write_segment(d, 0x40000000, 0xfffff, DATA_3 | SEGMENT_4G);
	CALL4(write_gdt, this_cpu()->gdt, GDT_BASED, d[0], d[1]);
}

/* Six bytes are written, and none beside them. */
static void table_register(void (*get)(struct table_register *r), const struct table_register *want, const char *name)
{
	struct {
		uint8_t before[8];
		struct table_register r;
		uint8_t behind[10];
	} got;

	memset(&got, 0xa5, sizeof(got));
	get(&got.r);
	tap_ok(got.r.base == want->base && got.r.limit == want->limit, "desc: %s", name);
	for (unsigned int i = 0; i < sizeof(got); i++)
		if ((i < offsetof(typeof(got), r) || i >= offsetof(typeof(got), behind)) && ((uint8_t *)&got)[i] != 0xa5) {
			tap_ok(false, "desc: %s writes 6 bytes", name);
			return;
		}
	tap_ok(true, "desc: %s writes 6 bytes", name);
}

/* Another table, the same but for its limit; then the usual one again. */
static void load_tables(const struct table_register *gdtr, const struct table_register *idtr)
{
	static uint64_t gdt[GDT_ENTRIES], gates[256];
	struct table_register other, now;

	memcpy(gdt, (const void *)gdtr->base, sizeof(gdt));
	other = (struct table_register){gdtr->limit - 8, (uint32_t)gdt};
	CALL1(set_gdt, &other);
	__asm__ volatile("sgdt %0" : "=m"(now));
	CALL1(set_gdt, gdtr);
	tap_ok(now.base == other.base && now.limit == other.limit, "desc: SetGDT");
	memcpy(gates, idt, sizeof(idt));
	other = (struct table_register){idtr->limit - 8, (uint32_t)gates};
	CALL1(set_idt, &other);
	__asm__ volatile("sidt %0" : "=m"(now));
	CALL1(set_idt, idtr);
	tap_ok(now.base == other.base && now.limit == other.limit, "desc: SetIDT");
}

/* The descriptor is written as available before, as on resume: a processor that has the selector looks again. */
static void load_tr_again(struct cpu *cpu)
{
	volatile uint32_t *high = (volatile uint32_t *)&cpu->gdt[TSS_SEL / 8] + 1;
	uint32_t d[2];

	desc_write_segment(d, (uint32_t)cpu->tss, sizeof(cpu->tss) - 1, TSS_FREE);
	CALL4(write_gdt, cpu->gdt, TSS_SEL / 8, d[0], d[1]);
	tap_eq(*high >> 8 & 0xf, TSS_FREE & 0xf, "desc: the TSS is available");
	CALL1(set_tr, TSS_SEL);
	tap_eq(*high, d[1] | 0x200, "desc: SetTR once more: the TSS is busy");
}

/* What the processor has loaded, and what the operations put into tables that it has not. */
void test_desc(void)
{
	struct table_register want, gdtr;
	static uint64_t spare[4];
	struct cpu *cpu = this_cpu();
	uint16_t tr, ldtr, ds, es;

	__asm__ volatile("mov %%ds, %0; mov %%es, %1" : "=r"(ds), "=r"(es));
	tap_ok(ds == USER_DS && es == USER_DS, "desc: DS and ES are as they were");
	__asm__ volatile("sgdt %0" : "=m"(want));
	table_register(ops.get_gdt, &want, "GetGDT");
	tap_eq(want.base, (uint32_t)cpu->gdt, "desc: the GDT is the processor's own");
	gdtr = want;
	__asm__ volatile("sidt %0" : "=m"(want));
	table_register(ops.get_idt, &want, "GetIDT");
	tap_eq(want.base, (uint32_t)idt, "desc: the IDT is that of all processors");
	load_tables(&gdtr, &want);
	__asm__ volatile("str %0" : "=r"(tr));
	tap_eq(tr, TSS_SEL, "desc: SetTR");
	tap_eq(RCALL0(get_tr), TSS_SEL, "desc: GetTR");
	tap_eq(((uint32_t *)&cpu->gdt[TSS_SEL / 8])[1] >> 8 & 0xf, 0xb, "desc: the TSS is busy");
	load_tr_again(cpu);

	CALL4(write_gdt, cpus[MAX_CPUS - 1].gdt, GDT_SPARE, 0x11111111, 0x22222222);
	tap_ok(cpus[MAX_CPUS - 1].gdt[GDT_SPARE] == 0x2222222211111111ull && !cpu->gdt[GDT_SPARE],
	       "desc: WriteGDTEntry to another processor's table");
	CALL4(write_gdt, cpus[MAX_CPUS - 1].gdt, GDT_SPARE, 0, 0);
	CALL4(write_ldt, spare, 1, 0x33333333, 0x44444444);
	tap_ok(spare[1] == 0x4444444433333333ull && !spare[0] && !spare[2],
	       "desc: WriteLDTEntry to a table that isn't loaded");
	CALL4(write_idt, spare, 2, 0x55555555, 0x66666666);
	tap_ok(spare[2] == 0x6666666655555555ull && !spare[3],
	       "desc: WriteIDTEntry to a table that isn't loaded");

	CALL2(set_ldt, spare, COUNT(spare));
	__asm__ volatile("sldt %0" : "=r"(ldtr));
	tap_eq(ldtr, LDT_SEL, "desc: SetLDT");
	CALL2(set_ldt, NULL, 0);
	__asm__ volatile("sldt %0" : "=r"(ldtr));
	tap_eq(ldtr, 0, "desc: SetLDT to none");

	set_esp0(0xc0123450);
	tap_eq(cpu->tss[1], 0xc0123450, "desc: ESP0 is in the TSS");
}
