// SPDX-License-Identifier: GPL-2.0-only
/*
 * Instructions of one operation at each kind of site.  Under -icount shift=0 the
 * time-stamp counter counts them, so they are exact.  tests/bench/client30 makes
 * tables of them.
 */
#include "mm.h"

#define SYSTEM_CALLS 1000

extern void (*const flag_sites[4 * 4 + 1])(struct flag_site *s);

static inline uint32_t now(void)
{
	uint32_t low, high;

	__asm__ volatile("rdtsc" : "=a"(low), "=d"(high) : : "memory");
	return low;
}

static uint32_t empty;

#define MEASURE(name, ...)                                                                                   \
	do {                                                                                                 \
		uint32_t t = now();                                                                          \
		__VA_ARGS__;                                                                                 \
		t = now() - t;                                                                               \
		kprintf("# bench %s %u\n", name, t - empty);                                                 \
	} while (0)

static uint32_t flag_site(unsigned int n)
{
	struct flag_site s = {.eax = 0x46};
	uint32_t t = now();

	flag_sites[n](&s);
	t = now() - t;
	__asm__ volatile("cli");
	return t;
}

static void flags(void)
{
	static const char *const op[] = {"GetInterruptMask", "SetInterruptMask", "DisableInterrupts", "EnableInterrupts"};
	static const char *const kind[] = {"C", "asm", "24-C", "asm-saved"};
	uint32_t around = flag_site(16);

	pic_set_masks(PIC_ALL);
	for (unsigned int n = 0; n < 16; n++)
		if (n != 3) /* nobody saves the register of the result */
			kprintf("# bench %s/%s %u\n", op[n / 4], kind[n % 4], flag_site(n) - around);
}

/* A system call that does nothing, there and back, without the loop's three instructions. */
static void returns(void)
{
	static const uint32_t calls[3] = {1, 1, 1 + SYSTEM_CALLS}; /* at the first of all, a site may get its instruction */
	struct regs r;
	uint32_t t[3];

	for (unsigned int i = 0; i < 3; i++) {
		user_regs(&r, PROGRAM_LOOP);
		r.esi = calls[i];
		t[i] = now();
		run_user(&r);
		t[i] = now() - t[i];
	}
	kprintf("# bench system-call/int %u\n", (t[2] - t[1]) / SYSTEM_CALLS);
}

static void processor(void)
{
	struct cpu *cpu = this_cpu();
	uint32_t cr0 = RCALL0(get_cr0), cr3 = RCALL0(get_cr3);

	MEASURE("GetCR0/C", RCALL0(get_cr0));
	MEASURE("SetCR0/C", CALL1(set_cr0, cr0));
	MEASURE("CLTS/C", CALL0(clts));
	MEASURE("GetCR2/C", RCALL0(get_cr2));
	MEASURE("GetCR3/C", RCALL0(get_cr3));
	MEASURE("SetCR3/C", CALL1(set_cr3, cr3));
	MEASURE("RDTSC/C", QCALL0(rdtsc));
	MEASURE("UpdateKernelStack/wrapped", CALL2(load_esp0, cpu->tss, cpu->tss[1]));
	MEASURE("WriteGDTEntry/wrapped", CALL4(write_gdt, cpu->gdt, GDT_SPARE, 0, 0));
	MEASURE("SetLDT/wrapped", CALL2(set_ldt, NULL, 0));
	MEASURE("IODelay/C", CALL0(io_delay));
	MEASURE("SetLazyMode/wrapped", CALL0(lazy_mmu_enter));
	CALL0(lazy_mmu_leave);
}

static void page_tables(void)
{
	struct mm *mm = this_cpu()->mm;
	uint32_t at = 0x40000000, pfn = mm_frame();
	pte_t *e = mm_entry(mm, at, false);
	pte_t v = (pte_t)pfn << 12 | PTE_P | PTE_W;

#ifdef CONFIG_PAE
	MEASURE("SetPxE/wrapped", CALL3(set_pte, e, (uint32_t)v, (uint32_t)(v >> 32)));
#else
	MEASURE("SetPxE/wrapped", CALL2(set_pte, e, v));
	MEASURE("SetPxE-at/wrapped", CALL4(set_pte_at, mm, at, e, v));
#endif
	MEASURE("UpdatePxE/wrapped", CALL3(pte_update, mm, at, e));
	MEASURE("InvalPage/C", CALL1(flush_single, at));
	MEASURE("FlushTLB-1/wrapped", CALL0(flush_user));
	MEASURE("FlushTLB-3/wrapped", CALL0(flush_kernel));
	MEASURE("AllocatePage/wrapped", CALL1(alloc_pt, pfn));
	MEASURE("ReleasePage/wrapped", CALL1(release_pt, pfn));
	MEASURE("SetLinearMapping/wrapped", CALL3(map_pt_hook, 1, at, pfn));
}

void bench(void)
{
	uint32_t t = now();

	empty = now() - t;
	flags();
	returns();
	processor();
	page_tables();
	tap_ok(true, "bench");
}
