// SPDX-License-Identifier: GPL-2.0-only
/*
 * What comes while the ROM is at work: between any two of its instructions other calls are made, as by
 * an interrupt's handler or an NMI's. A call that goes on must not find that they were (section 2).
 */
#include "mm.h"

#define TEST_VA 0x54000000u

extern void (*const flag_sites[4][4])(struct flag_site *s);
enum { SAVE, RESTORE, DISABLE, ENABLE };

/* What is stored to by the call that is gone through, and by those meanwhile. */
static pte_t entry, other_entry;
static uint64_t table[2], other_table[2];

static void store(pte_t *at, pte_t v)
{
	struct mm none = {NULL, 0}; /* an address space that isn't live */

	mm_set_at(&none, TEST_VA, at, v);
}

/* The opposite of whatever goes on, with other arguments. */
static void meanwhile(const struct regs *r)
{
	uint32_t id[4] = {0}, mask = irq_save();

	restore_mask(~r->eflags & EFLAGS_IF);
	irq_enable();
	irq_disable();
	RCALL0(get_cr2);
	RCALL1(get_dr, 7);
	QCALL0(rdtsc);
	CALL1(cpuid, id);
	CALL4(write_ldt, other_table, 0, 0x77777777, 0x88888888);
	store(&other_entry, 0x1234567);
	CALL0(lazy_mmu_enter);
	CALL0(lazy_mmu_leave);
	CALL0(flush_user);
	__asm__ volatile("int3");
	restore_mask(mask);
}

static uint32_t site_stepped(unsigned int op, uint32_t eax, bool before, bool after, const char *name)
{
	const struct flag_site given = {.eax = eax, .ecx = 0xc1c1c1c1, .edx = 0xd2d2d2d2, .ebx = 0xb3b3b3b3,
					.esi = 0x54545454, .edi = 0xd5d5d5d5, .ebp = 0xb6b6b6b6};
	struct flag_site s = given;
	uint32_t steps;

	if (before)
		__asm__ volatile("sti");
	step_begin(meanwhile);
	flag_sites[op][0](&s);
	steps = step_end();
	__asm__ volatile("cli");
	if (op == SAVE)
		tap_ok(!(s.eax & EFLAGS_IF) == !after, "inside: %s: the result", name);
	tap_ok(!(s.eflags & EFLAGS_IF) == !after && !s.esp_off &&
		       !memcmp(&s.ecx, &given.ecx,
			       offsetof(struct flag_site, eflags) - offsetof(struct flag_site, ecx)),
	       "inside: %s, from %s: the flag and registers", name, before ? "on" : "off");
	return steps;
}

static void flags_stepped(void)
{
	uint32_t steps = 0;

	for (unsigned int before = 0; before < 2; before++) {
		steps += site_stepped(SAVE, 0, before, before, "GetInterruptMask");
		steps += site_stepped(RESTORE, EFLAGS_IF | 2, before, true, "SetInterruptMask of on");
		steps += site_stepped(RESTORE, 2, before, false, "SetInterruptMask of off");
		steps += site_stepped(DISABLE, 0xa1a1a1a1, before, false, "DisableInterrupts");
		steps += site_stepped(ENABLE, 0xa2a2a2a2, before, true, "EnableInterrupts");
	}
	kprintf("# %u steps within the ROM at sites of the interrupt flag\n", steps);
}

static void stores_stepped(void)
{
	uint32_t steps;

	step_begin(meanwhile);
	store(&entry, 0x2345067);
	CALL4(write_ldt, table, 1, 0x11111111, 0x22222222);
	steps = step_end();
	tap_ok(entry == 0x2345067, "inside: SetPxE: the entry");
	tap_ok(!table[0] && table[1] == 0x2222222211111111, "inside: WriteLDTEntry: the entry");
	kprintf("# %u steps within the ROM at stores\n", steps);
}

/* Into user mode by the ROM's own iret, or the site's; the step that it is itself ends there. */
static void return_stepped(void)
{
	const struct outcome *o;
	struct regs r;
	uint32_t steps;

	user_regs(&r, PROGRAM_INT);
	step_hook(meanwhile);
	flags_outside = EFLAGS_TF;
	o = run_user(&r);
	flags_outside = 0;
	steps = step_end();
	tap_ok(!o->refused && o->regs.cs & 3 && !memcmp(&o->regs, &r, offsetof(struct regs, ds)) &&
		       (o->regs.eflags & ~EFLAGS_RF) == r.eflags && o->regs.esp == r.esp,
	       "inside: IRET: arrives, with all registers");
	kprintf("# %u steps within the ROM at IRET\n", steps);
}

/* The flag goes on with an interrupt waiting: it comes within the ROM, or right behind. */
static void waiting(unsigned int op, uint32_t eax, const char *name)
{
	const struct flag_site given = {.eax = eax, .ecx = 0xc1c1c1c1, .edx = 0xd2d2d2d2, .ebx = 0xb3b3b3b3,
					.esi = 0x54545454, .edi = 0xd5d5d5d5, .ebp = 0xb6b6b6b6};
	struct flag_site s = given;
	uint32_t before = this_cpu()->ticks;

	if (!tick_waits())
		return;
	flag_sites[op][0](&s);
	__asm__ volatile("cli");
	tap_eq(this_cpu()->ticks, before + 1, "inside: %s lets in the interrupt that waits", name);
	tap_ok(!s.esp_off && !memcmp(&s.ecx, &given.ecx,
				     offsetof(struct flag_site, eflags) - offsetof(struct flag_site, ecx)),
	       "inside: %s: registers, with an interrupt %s the ROM", name,
	       in_rom(caught.eip) ? "within" : "behind");
}

void test_inside(void)
{
	pic_set_masks(PIC_ALL); /* nothing is to come but what is made */
	flags_stepped();
	stores_stepped();
	return_stepped();
	test_calls_stepped(meanwhile);
	pic_set_masks(PIC_ALL & ~PIC_TIMER);
	waiting(RESTORE, EFLAGS_IF, "SetInterruptMask");
	waiting(ENABLE, 0xa2a2a2a2, "EnableInterrupts");
}
