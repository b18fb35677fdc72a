// SPDX-License-Identifier: GPL-2.0-only
/* The operations on bare hardware, and the pointers to them at boot. */
#include "mm.h"

extern uint32_t native_save_mask(void);
extern void native_restore_mask(uint32_t mask), native_irq_disable(void), native_irq_enable(void);
extern const char native_iret[], native_sysexit[];

/* Seven functions that are no C: what they keep is part of what they are. */
__asm__(".globl native_save_mask, native_restore_mask, native_irq_disable, native_irq_enable\n"
	"native_save_mask:	pushf; pop %eax; ret\n"
	"native_restore_mask:	push %eax; popf; ret\n"
	"native_irq_disable:	cli; ret\n"
	"native_irq_enable:	sti; ret\n"
	".globl native_sysexit\n"
	"native_sysexit:	sti; sysexit\n");

#define READ_REGISTER(reg)                                                                                   \
	static uint32_t native_get_##reg(void)                                                               \
	{                                                                                                    \
		uint32_t v;                                                                                  \
                                                                                                             \
		__asm__ volatile("mov %%" #reg ", %0" : "=r"(v));                                            \
		return v;                                                                                    \
	}
#define WRITE_REGISTER(reg)                                                                                  \
	static void native_set_##reg(uint32_t v) { __asm__ volatile("mov %0, %%" #reg : : "r"(v) : "memory"); }
READ_REGISTER(cr0)
READ_REGISTER(cr2)
READ_REGISTER(cr3)
READ_REGISTER(cr4)
WRITE_REGISTER(cr0)
WRITE_REGISTER(cr2)
WRITE_REGISTER(cr3)
WRITE_REGISTER(cr4)

#define ON_DEBUG_REGISTER(n, insn, ...)                                                                      \
	case n:                                                                                              \
		__asm__ volatile(insn : __VA_ARGS__);                                                        \
		break;

static uint32_t native_get_dr(uint32_t number)
{
	uint32_t v = 0;

	switch (number) {
		ON_DEBUG_REGISTER(0, "mov %%db0, %0", "=r"(v))
		ON_DEBUG_REGISTER(1, "mov %%db1, %0", "=r"(v))
		ON_DEBUG_REGISTER(2, "mov %%db2, %0", "=r"(v))
		ON_DEBUG_REGISTER(3, "mov %%db3, %0", "=r"(v))
		ON_DEBUG_REGISTER(6, "mov %%db6, %0", "=r"(v))
		ON_DEBUG_REGISTER(7, "mov %%db7, %0", "=r"(v))
	}
	return v;
}

static void native_set_dr(uint32_t number, uint32_t v)
{
	switch (number) {
		ON_DEBUG_REGISTER(0, "mov %0, %%db0", : "r"(v))
		ON_DEBUG_REGISTER(1, "mov %0, %%db1", : "r"(v))
		ON_DEBUG_REGISTER(2, "mov %0, %%db2", : "r"(v))
		ON_DEBUG_REGISTER(3, "mov %0, %%db3", : "r"(v))
		ON_DEBUG_REGISTER(6, "mov %0, %%db6", : "r"(v))
		ON_DEBUG_REGISTER(7, "mov %0, %%db7", : "r"(v))
	}
}

static void native_clts(void) { __asm__ volatile("clts"); }
static void native_wbinvd(void) { __asm__ volatile("wbinvd"); }
static void native_safe_halt(void) { __asm__ volatile("sti; hlt" : : : "memory"); }
static void native_io_delay(void) { __asm__ volatile("outb %al, $0x80"); }
static void native_set_tr(uint32_t selector) { __asm__ volatile("ltr %w0" : : "r"(selector) : "memory"); }
static void native_set_gdt(const struct table_register *r) { __asm__ volatile("lgdt %0" : : "m"(*r)); }
static void native_set_idt(const struct table_register *r) { __asm__ volatile("lidt %0" : : "m"(*r)); }
static void native_get_gdt(struct table_register *r) { __asm__ volatile("sgdt %0" : "=m"(*r)); }
static void native_get_idt(struct table_register *r) { __asm__ volatile("sidt %0" : "=m"(*r)); }

static uint64_t native_rdtsc(void)
{
	uint64_t t;

	__asm__ volatile("rdtsc" : "=A"(t));
	return t;
}

static uint32_t native_get_tr(void)
{
	uint32_t selector;

	__asm__ volatile("str %0" : "=r"(selector));
	return selector;
}

static void native_cpuid(uint32_t r[4])
{
	__asm__ volatile("cpuid" : "+a"(r[0]), "=b"(r[1]), "+c"(r[2]), "=d"(r[3]));
}

static void native_write_entry(void *table, uint32_t index, uint32_t low, uint32_t high)
{
	uint32_t *entry = (uint32_t *)table + index * 2;

	entry[0] = low;
	entry[1] = high;
}

static void native_set_ldt(const void *table, uint32_t entries)
{
	uint32_t d[2];

	if (entries) {
		desc_write_segment(d, (uint32_t)table, entries * 8 - 1, 0x82);
		native_write_entry(this_cpu()->gdt, LDT_SEL / 8, d[0], d[1]);
	}
	__asm__ volatile("lldt %w0" : : "r"(entries ? LDT_SEL : 0));
}

static void native_load_esp0(uint32_t *tss, uint32_t esp0)
{
	tss[1] = esp0;
}

static void native_set_iopl(uint32_t mask)
{
	uint32_t flags = (read_flags() & ~0x3000u) | mask;

	__asm__ volatile("push %0; popf" : : "r"(flags) : "cc");
}

static void nothing(void) {}
static void native_flush_others(void) {}
static uint32_t native_pte_val(uint32_t v) { return v; }
static void nothing_1(uint32_t a) { (void)a; }
static void no_update(struct mm *mm, uint32_t va, pte_t *at) { (void)mm, (void)va, (void)at; }
static void no_clone(uint32_t pfn, uint32_t from, uint32_t start, uint32_t count)
{
	(void)pfn, (void)from, (void)start, (void)count;
}
static void no_hook(uint32_t slot, uint32_t va, uint32_t pfn) { (void)slot, (void)va, (void)pfn; }
static void no_start(const void *state, uint32_t apic_id) { (void)state, (void)apic_id; }

static void native_flush_user(void) { native_set_cr3(native_get_cr3()); }
static void native_flush_single(uint32_t va) { __asm__ volatile("invlpg (%0)" : : "r"(va) : "memory"); }

void native_flush_global(void)
{
	uint32_t cr4 = native_get_cr4();

	native_set_cr4(cr4 & ~0x80u);
	native_set_cr4(cr4);
	native_flush_user();
}

#ifdef CONFIG_PAE
/* High word first: the entry is not there until the low one is. */
static void native_set_pte(pte_t *at, pte_t v)
{
	volatile uint32_t *word = (volatile uint32_t *)at;

	word[1] = (uint32_t)(v >> 32);
	word[0] = (uint32_t)v;
}

static void native_set_pte_atomic(pte_t *at, pte_t v)
{
	pte_t old = *at;

	__asm__ volatile("1: lock cmpxchg8b %1; jne 1b"
			 : "+A"(old), "+m"(*at)
			 : "b"((uint32_t)v), "c"((uint32_t)(v >> 32))
			 : "memory", "cc");
}

static void native_set_pte_present(struct mm *mm, uint32_t va, pte_t *at, pte_t v)
{
	(void)mm, (void)va;
	*(volatile uint32_t *)at = 0;
	native_set_pte(at, v);
}

static void native_clear(pte_t *at)
{
	volatile uint32_t *word = (volatile uint32_t *)at;

	word[0] = 0;
	word[1] = 0;
}
#else
static void native_set_pte(pte_t *at, pte_t v) { *(volatile pte_t *)at = v; }
static void native_clear(pte_t *at) { *(volatile pte_t *)at = 0; }
#endif

static void native_set_pte_at(struct mm *mm, uint32_t va, pte_t *at, pte_t v)
{
	(void)mm, (void)va;
	native_set_pte(at, v);
}

static void native_pte_clear(struct mm *mm, uint32_t va, pte_t *at)
{
	(void)mm, (void)va;
	native_clear(at);
}

static uint32_t native_apic_read(uint32_t offset) { return *(volatile uint32_t *)(APIC_VA + offset); }
static void native_apic_write(uint32_t offset, uint32_t v) { *(volatile uint32_t *)(APIC_VA + offset) = v; }
static void native_apic_write_atomic(uint32_t offset, uint32_t v)
{
	__asm__ volatile("xchg %0, %1" : "+r"(v), "+m"(*(volatile uint32_t *)(APIC_VA + offset)) : : "memory");
}

#ifdef CONFIG_PAE
#define SET_PMD native_set_pte_atomic
#else
#define SET_PMD native_set_pte
#endif

struct ops ops = {
	.save_mask = native_save_mask,
	.restore_mask = native_restore_mask,
	.irq_disable = native_irq_disable,
	.irq_enable = native_irq_enable,
	.iret = (void *)native_iret,
	.sysexit = (void *)native_sysexit,
	.get_cr0 = native_get_cr0,
	.get_cr2 = native_get_cr2,
	.get_cr3 = native_get_cr3,
	.get_cr4 = native_get_cr4,
	.set_cr0 = native_set_cr0,
	.set_cr2 = native_set_cr2,
	.set_cr3 = native_set_cr3,
	.set_cr4 = native_set_cr4,
	.clts = native_clts,
	.get_dr = native_get_dr,
	.set_dr = native_set_dr,
	.cpuid = native_cpuid,
	.wbinvd = native_wbinvd,
	.rdtsc = native_rdtsc,
	.set_tr = native_set_tr,
	.set_ldt = native_set_ldt,
	.set_gdt = native_set_gdt,
	.set_idt = native_set_idt,
	.get_gdt = native_get_gdt,
	.get_idt = native_get_idt,
	.get_tr = native_get_tr,
	.write_ldt = native_write_entry,
	.write_gdt = native_write_entry,
	.write_idt = native_write_entry,
	.load_esp0 = native_load_esp0,
	.set_iopl = native_set_iopl,
	.io_delay = native_io_delay,
	.safe_halt = native_safe_halt,
	.lazy_cpu_enter = nothing,
	.lazy_mmu_enter = nothing,
	.lazy_cpu_leave = nothing,
	.lazy_mmu_leave = nothing,
	.flush_user = native_flush_user,
	.flush_kernel = native_flush_global,
	.flush_single = native_flush_single,
	.set_pte = native_set_pte,
	.set_pte_at = native_set_pte_at,
	.set_pmd = SET_PMD,
	.pte_update = no_update,
	.pte_update_defer = no_update,
#ifdef CONFIG_PAE
	.set_pud = native_set_pte_atomic,
	.set_pte_atomic = native_set_pte_atomic,
	.set_pte_present = native_set_pte_present,
#endif
	.pte_clear = native_pte_clear,
	.pmd_clear = native_clear,
	.alloc_pt = nothing_1,
	.alloc_pd = nothing_1,
	.alloc_pgd_clone = no_clone,
	.release_pt = nothing_1,
	.release_pd = nothing_1,
	.map_pt_hook = no_hook,
	.pte_val = native_pte_val,
	.activate_mm = nothing,
	.flush_others = native_flush_others,
	.start_ap = no_start,
	.apic_read = native_apic_read,
	.apic_write = native_apic_write,
	.apic_write_atomic = native_apic_write_atomic,
};
