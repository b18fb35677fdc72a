// SPDX-License-Identifier: GPL-2.0-only
/*
 * Starts the ROM and fills the operations, in the order of section 6.  What has
 * been filled is in use while the rest is being asked for.
 */
#include "time.h"

#define OFF_INIT 0x80
#define OFF_RELOC 0x88
#define POISON_IRET 0x0BADBAB0
#define POISON_SYSEXIT 0xFEEDBAB0
#define JUNK 0xeeeeeee5 /* in registers that are no argument's */

struct rom_calls rom_calls;
bool rom_active;
uint32_t questions, changed_answers;

/* Every answer so far, to compare later ones with: GetRelocationInfo must be pure. */
static struct answer first_answer[NR_CALLS];
static bool answered[NR_CALLS];

struct answer rom_ask(uint32_t call)
{
	uint64_t (*reloc)(uint32_t, uint32_t, uint32_t) = watch(CALL_GetRelocationInfo, rom + OFF_RELOC);
	uint64_t result = reloc(call, JUNK, JUNK);
	struct answer a = {(uint32_t)result, (uint8_t)(result >> 32)};

	questions++;
	if (call >= NR_CALLS)
		return a;
	if (!answered[call]) {
		first_answer[call] = a;
		answered[call] = true;
	} else if (first_answer[call].type != a.type ||
		   ((a.type == RELOC_CALL || a.type == RELOC_JUMP) && first_answer[call].address != a.address)) {
		kprintf("# call %u: answer %u 0x%x, was %u 0x%x\n", call, a.type, a.address,
			first_answer[call].type, first_answer[call].address);
		changed_answers++;
	}
	return a;
}

enum how { FILL, WRAP, FUNCTION };

/*
 * FILL: the ROM's function becomes the operation.  WRAP: the wrapper does, and calls the
 * ROM's function from the cache.  FUNCTION: as WRAP, with any number of operations,
 * which install() sets.
 */
struct question {
	uint8_t call, how;
	void *op, *wrapper, *cache;
	void (*install)(void);
};

static void install_set_pxe(void)
{
	ops.set_pte = wrap_set_pte;
	ops.set_pte_at = wrap_set_pte_at;
	ops.set_pmd = wrap_set_pmd;
	ops.pte_clear = wrap_pte_clear;
	ops.pmd_clear = wrap_pmd_clear;
#ifdef CONFIG_PAE
	ops.set_pud = wrap_set_pud;
	ops.set_pte_atomic = wrap_set_pte_atomic;
	ops.set_pte_present = wrap_set_pte_present;
#endif
}

static void install_update_pxe(void)
{
	ops.pte_update = wrap_pte_update;
	ops.pte_update_defer = wrap_pte_update_defer;
}

static void install_allocate(void)
{
	ops.alloc_pt = wrap_alloc_pt;
	ops.alloc_pd = wrap_alloc_pd;
	ops.alloc_pgd_clone = wrap_alloc_pgd_clone;
}

static void install_release(void)
{
	ops.release_pt = wrap_release_pt;
	ops.release_pd = wrap_release_pd;
}

static void install_hook(void) { ops.map_pt_hook = wrap_map_pt_hook; }
static void install_nothing(void) {}

#define Q_FILL(Call, field) {CALL_##Call, FILL, &ops.field, NULL, NULL, NULL}
#define Q_WRAP(Call, field, cached) {CALL_##Call, WRAP, &ops.field, wrap_##field, &rom_calls.cached, NULL}
#define Q_FUNCTION(Call, cached, set) {CALL_##Call, FUNCTION, NULL, NULL, &rom_calls.cached, install_##set}
#define wrap_lazy_cpu_leave wrap_lazy_leave
#define wrap_lazy_mmu_leave wrap_lazy_leave

static const struct question order[] = {
	Q_WRAP(CPUID, cpuid, cpuid),
	Q_FILL(CLTS, clts),
	Q_FILL(GetDR, get_dr),
	Q_FILL(SetDR, set_dr),
	Q_FILL(GetCR0, get_cr0),
	Q_FILL(GetCR2, get_cr2),
	Q_FILL(GetCR3, get_cr3),
	Q_FILL(GetCR4, get_cr4),
	Q_FILL(SetCR0, set_cr0),
	Q_FILL(SetCR2, set_cr2),
	Q_FILL(SetCR3, set_cr3),
	Q_FILL(SetCR4, set_cr4),
	Q_FILL(GetInterruptMask, save_mask),
	Q_FILL(SetInterruptMask, restore_mask),
	Q_FILL(DisableInterrupts, irq_disable),
	Q_FILL(EnableInterrupts, irq_enable),
	Q_FILL(WBINVD, wbinvd),
	Q_FILL(RDTSC, rdtsc),
	Q_WRAP(SetTR, set_tr, set_tr),
	Q_WRAP(SetLDT, set_ldt, set_ldt),
	Q_FILL(SetGDT, set_gdt),
	Q_FILL(SetIDT, set_idt),
	Q_FILL(GetGDT, get_gdt),
	Q_FILL(GetIDT, get_idt),
	Q_FILL(GetTR, get_tr),
	Q_WRAP(WriteLDTEntry, write_ldt, write_ldt),
	Q_WRAP(WriteGDTEntry, write_gdt, write_gdt),
	Q_WRAP(WriteIDTEntry, write_idt, write_idt),
	Q_WRAP(UpdateKernelStack, load_esp0, update_stack),
	Q_FILL(SetIOPLMask, set_iopl),
	Q_FILL(IODelay, io_delay),
	Q_WRAP(SetLazyMode, lazy_cpu_enter, lazy),
	Q_WRAP(SetLazyMode, lazy_cpu_leave, lazy),
	Q_WRAP(SetLazyMode, lazy_mmu_enter, lazy),
	Q_WRAP(SetLazyMode, lazy_mmu_leave, lazy),
	Q_WRAP(FlushTLB, flush_user, flush),
	Q_WRAP(FlushTLB, flush_kernel, flush),
	Q_FILL(InvalPage, flush_single),
#ifdef CONFIG_PAE
	Q_FUNCTION(SetPxELong, set_pxe, set_pxe),
	Q_FUNCTION(UpdatePxELong, update_pxe, update_pxe),
#else
	Q_FUNCTION(SetPxE, set_pxe, set_pxe),
	Q_FUNCTION(UpdatePxE, update_pxe, update_pxe),
#endif
	Q_FUNCTION(AllocatePage, allocate, allocate),
	Q_FUNCTION(ReleasePage, release, release),
	Q_FUNCTION(SetLinearMapping, linear_mapping, hook),
	Q_FUNCTION(SetInitialAPState, initial_ap_state, nothing),
	Q_FILL(APICRead, apic_read),
	Q_FILL(APICWrite, apic_write),
};

static const struct question halt = Q_FILL(Halt, safe_halt);
/* 2.6.24 has two ways to write a register of the APIC's. */
static const struct question apic_write_atomic = Q_FILL(APICWrite, apic_write_atomic);

/* 2.6.24 takes the three writes of descriptors as they are (section 14). */
static bool fills(const struct question *q)
{
	return q->how == FILL || (kernel_24 && q->call >= CALL_WriteGDTEntry && q->call <= CALL_WriteIDTEntry);
}

static void ask(const struct question *q)
{
	struct answer a = rom_ask(q->call);
	void *function;

	if (a.type == RELOC_JUMP && !fills(q))
		bail(NULL, "BUG: call %u is answered jump, where a client wraps it", q->call);
	if (a.type > RELOC_NOP || a.type == RELOC_JUMP) {
		tap_ok(false, "activate: VMI: Unknown relocation type %u for call %u", a.type, q->call);
		return;
	}
	if (a.type == RELOC_NOP && fills(q))
		*(void **)q->op = (void *)wrap_nothing;
	if (a.type != RELOC_CALL)
		return;
	function = watch(q->call, (void *)a.address);
	if (q->cache)
		*(void **)q->cache = function;
	if (q->how == FUNCTION)
		q->install();
	else
		*(void **)q->op = fills(q) ? function : q->wrapper;
}

/* All or nothing: such a client calls the others without looking (section 7). */
static void ask_timer(void)
{
	static const struct {
		uint8_t call;
		void *function;
	} others[] = {
		{CALL_GetCycleCounter, &timer.counter},	 {CALL_GetWallclockTime, &timer.wallclock},
		{CALL_WallclockUpdated, &timer.wallclock_updated}, {CALL_SetAlarm, &timer.set_alarm},
		{CALL_CancelAlarm, &timer.cancel_alarm},
	};
	struct answer a = rom_ask(CALL_GetCycleFrequency);
	bool all = true;

	if (a.type != RELOC_NONE)
		timer.frequency = watch(CALL_GetCycleFrequency, (void *)a.address);
	for (unsigned int i = 0; timer.frequency && i < COUNT(others); i++) {
		a = rom_ask(others[i].call);
		if (a.type == RELOC_CALL)
			*(void **)others[i].function = watch(others[i].call, (void *)a.address);
		else if (others[i].call != CALL_WallclockUpdated)
			all = false;
	}
	tap_ok(all, "activate: the timer's calls: all or nothing");
	if (!all)
		memset(&timer, 0, sizeof(timer));
}

static uint64_t last_time;

/* Between two questions a kernel does what it always does. */
static void live_with_it(void)
{
	uint32_t mask = irq_save();

	if (RCALL0(get_cr3) == 0)
		bail(NULL, "GetCR3 says 0 in the midst of the questions");
	if (timer.counter) { /* each line that such a kernel prints has the time */
		uint64_t now = timer.counter(COUNTER_AVAILABLE);

		if (now < last_time)
			bail(NULL, "the available counter goes back in the midst of the questions");
		last_time = now;
	}
	restore_mask(mask);
}

bool rom_activate(void)
{
	uint32_t (*init)(uint32_t, uint32_t, uint32_t) = watch(CALL_Init, rom + OFF_INIT), failed;
	uint16_t cs;

	irq_disable();
	failed = init(JUNK, JUNK, JUNK);
	if (failed) {
		kprintf("# VMI ROM failed to initialize! (0x%x)\n", failed);
		return false;
	}
	__asm__ volatile("mov %%cs, %0" : "=r"(cs));
	if (!tap_eq(cs & 3, 0, "activate: kernel_rpl is 0 after Init"))
		return false;
	for (unsigned int i = 0; i < COUNT(order); i++) {
		ask(&order[i]);
		live_with_it();
	}
	if (kernel_24)
		ask(&apic_write_atomic);
#ifdef CONFIG_PAE
	tap_ok(!rom_calls.set_pxe || rom_calls.update_pxe, "activate: SetPxELong comes with UpdatePxELong");
#endif
	ask_timer();
	ask(&halt);
	live_with_it();
	ops.iret = (void *)POISON_IRET;
	ops.sysexit = (void *)POISON_SYSEXIT;
	patch_sites(PATCH_VMI);
	if (rom_calls.linear_mapping)
		wrap_map_lowmem();
	rom_active = true;
	return true;
}
