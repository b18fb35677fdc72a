/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The inline functions of <vmi/ops.h>, as a compiler uses them: several sites of
 * each, between values that it keeps in registers.
 *
 * A wrapper that forgets to name a register, or a body that destroys one that its
 * class keeps, shows only when the compiler has something there: a wrong value
 * far from the cause.  Expected: every live value is what it was, at every site.
 */
#include "kernel.h"
#include "groups.h"

static volatile uint32_t seed = 0x5eed0001;
static uint64_t scratch[4];

/*
 * Runs op with four values alive across it, which the compiler keeps in EBX, ESI,
 * EDI and EBP, or on the stack, where a wrong stack depth shows.
 */
#define LIVE(op) \
	({ \
		uint32_t w = seed + 1, x = seed * 3, y = seed ^ 0xffff, z = seed - 9; \
		asm volatile("" : "+r"(w), "+r"(x), "+r"(y), "+r"(z)); \
		op; \
		asm volatile("" : "+r"(w), "+r"(x), "+r"(y), "+r"(z)); \
		w == seed + 1 && x == seed * 3 && y == (seed ^ 0xffff) && z == seed - 9; \
	})

/*
 * For calls that keep every register: ECX, EDX and ESI are alive, too, and the
 * compiler may not have moved them.
 */
#define LIVE_KEEP(op) \
	({ \
		register uint32_t c asm("ecx") = seed + 5; \
		register uint32_t d asm("edx") = seed * 7; \
		register uint32_t s asm("esi") = ~seed; \
		asm volatile("" : "+r"(c), "+r"(d), "+r"(s)); \
		op; \
		asm volatile("" : "+r"(c), "+r"(d), "+r"(s)); \
		c == seed + 5 && d == seed * 7 && s == ~seed; \
	})

/* Three sites of one call, the middle one in a loop. */
#define SITES(live, op) \
	({ \
		bool ok = live(op); \
		for (unsigned int i = 0; i < 3; i++) \
			ok &= live(op); \
		ok &= live(op); \
		ok; \
	})

#define KEPT(Name, op) tap_ok(SITES(LIVE, op), "ops/" #Name ": live values kept at three sites")
#define KEPT_ALL(Name, op) tap_ok(SITES(LIVE_KEEP, op), "ops/" #Name ": all registers kept at three sites")

struct table_register {
	uint16_t limit;
	uint32_t base;
} __attribute__((packed));

static uint32_t va(const volatile void *p)
{
	return (uint32_t)p;
}

static void control_registers(void)
{
	uint32_t regs[4] = { 0, 0, 0, 0 };

	KEPT(CPUID, (regs[0] = 0, regs[2] = 0, vmi_CPUID(regs)));
	KEPT(GetCR0, vmi_GetCR0());
	KEPT(SetCR0, vmi_SetCR0(vmi_GetCR0()));
	KEPT(GetCR2, vmi_GetCR2());
	KEPT(SetCR2, vmi_SetCR2(0));
	KEPT(GetCR3, vmi_GetCR3());
	KEPT(SetCR3, vmi_SetCR3(vmi_GetCR3()));
	KEPT(GetCR4, vmi_GetCR4());
	KEPT(SetCR4, vmi_SetCR4(vmi_GetCR4()));
	KEPT(CLTS, vmi_CLTS());
	KEPT(WBINVD, vmi_WBINVD());
	KEPT(RDTSC, vmi_RDTSC());
	KEPT(GetDR, vmi_GetDR(7));
	KEPT(SetDR, vmi_SetDR(0, 0));
	if (features.sep) {
		uint64_t cs = vmi_RDMSR(MSR_SYSENTER_CS);

		KEPT(RDMSR, vmi_RDMSR(MSR_SYSENTER_CS));
		KEPT(WRMSR, vmi_WRMSR(MSR_SYSENTER_CS, cs));
	}
}

static void descriptors(void)
{
	struct table_register gdt, idt;

	KEPT(GetGDT, vmi_GetGDT(va(&gdt)));
	KEPT(SetGDT, vmi_SetGDT(va(&gdt)));
	KEPT(GetIDT, vmi_GetIDT(va(&idt)));
	KEPT(SetIDT, vmi_SetIDT(va(&idt)));
	KEPT(GetLDT, vmi_GetLDT());
	KEPT(SetLDT, vmi_SetLDT(0));
	KEPT(GetTR, vmi_GetTR());
	KEPT(WriteGDTEntry, vmi_WriteGDTEntry(va(scratch), 1, seed, seed + 1));
	tap_ok(scratch[1] == ((uint64_t)(seed + 1) << 32 | seed), "ops/WriteGDTEntry: both words arrive");
	KEPT(WriteLDTEntry, vmi_WriteLDTEntry(va(scratch), 2, seed + 2, seed + 3));
	tap_ok(scratch[2] == ((uint64_t)(seed + 3) << 32 | (seed + 2)), "ops/WriteLDTEntry: both words arrive");
	KEPT(WriteIDTEntry, vmi_WriteIDTEntry(va(scratch), 3, seed + 4, seed + 5));
	tap_ok(scratch[3] == ((uint64_t)(seed + 5) << 32 | (seed + 4)), "ops/WriteIDTEntry: both words arrive");
}

static void interrupt_flag(void)
{
	uint32_t mask = vmi_GetInterruptMask();

	KEPT_ALL(DisableInterrupts, vmi_DisableInterrupts());
	tap_ok(!(vmi_GetInterruptMask() & EFLAGS_IF), "ops/DisableInterrupts: they are off");
	KEPT_ALL(GetInterruptMask, vmi_GetInterruptMask());
	KEPT_ALL(SetInterruptMask, vmi_SetInterruptMask(mask));
	KEPT_ALL(EnableInterrupts, vmi_EnableInterrupts());
	tap_ok(vmi_GetInterruptMask() & EFLAGS_IF, "ops/EnableInterrupts: they are on");
	vmi_SetInterruptMask(mask);
}

static void memory(void)
{
	uint32_t frame = frame_alloc();
	volatile uint32_t *page = phys_to_virt(frame << PAGE_SHIFT);

	KEPT(InvalPage, vmi_InvalPage(va(page)));
	KEPT(FlushTLB, vmi_FlushTLB(VMI_FLUSH_TLB | VMI_FLUSH_GLOBAL));
	KEPT(MachineToPhysical, vmi_MachineToPhysical(0));
	KEPT(PhysicalToMachine, vmi_PhysicalToMachine(0));
	KEPT(SetLinearMapping, vmi_SetLinearMapping(1, va(page), 1, frame));
	KEPT(SetLazyMode, (vmi_SetLazyMode(VMI_LAZY_MMU), vmi_SetLazyMode(VMI_LAZY_NONE)));
	map_page(&kernel_aspace, WINDOW_BASE, pte_make(frame, PTE_P | PTE_W));
	for (unsigned int i = 0; i < 4; i++) {
		*(volatile uint32_t *)WINDOW_BASE = seed + i;
		if (page[0] != seed + i)
			break;
	}
	tap_ok(page[0] == seed + 3, "ops: a page written through its second mapping, after all that");
	unmap_page(&kernel_aspace, WINDOW_BASE);
	frame_put(frame);
}

static void clocks(void)
{
	uint64_t first = vmi_GetCycleCounter(0);

	KEPT(GetCycleFrequency, vmi_GetCycleFrequency());
	KEPT(GetCycleCounter, vmi_GetCycleCounter(0));
	KEPT(GetWallclockTime, vmi_GetWallclockTime());
	KEPT(WallclockUpdated, vmi_WallclockUpdated());
	tap_ok(vmi_GetCycleCounter(0) > first, "ops/GetCycleCounter: goes forward");
	KEPT(IODelay, vmi_IODelay());
	KEPT(SetIOPLMask, vmi_SetIOPLMask(0));
}

void test_ops(void)
{
	uint32_t mask = vmi_GetInterruptMask();

	vmi_DisableInterrupts();
	control_registers();
	descriptors();
	memory();
	clocks();
	vmi_SetInterruptMask(mask);
	interrupt_flag();
}
