// SPDX-License-Identifier: GPL-2.0-only
/*
 * The site of an IRET in states that kernels of this kind come to seldom: with interrupts on, which no
 * rule forbids, and for the first time with a program's segments in DS and ES.
 */
#include "mm.h"

#define IRET 0xcf

static struct regs come_back(uint32_t cs, uint32_t data, const void *by)
{
	struct outcome o;
	struct regs r;

	user_regs(&r, PROGRAM_INT);
	r.cs = cs;
	r.ds = r.es = data;
	return_by = by;
	o = *run_user(&r);
	return_by = return_site;
	if (o.refused)
		o.regs.eip -= (uint32_t)by;
	return o.regs;
}

static bool same(const struct regs *a, const struct regs *b)
{
	return a->vector == b->vector && a->error == b->error && a->eip == b->eip && (uint16_t)a->cs == (uint16_t)b->cs &&
	       (uint16_t)a->ds == (uint16_t)b->ds && a->eax == b->eax && a->ecx == b->ecx && a->edx == b->edx;
}

/* A refused frame's fault finds in its frame what the site had, and in its handler what the gate makes of it. */
static void with_interrupts_on(uint32_t cs, bool trap_gate, const char *what)
{
	struct regs want, got;

	/* test_frames has seen this ROM's iret fault, and told it. */
	if (oopses && !(cs & ~3u)) {
		tap_skip("a bad frame faults in the ROM", "site: interrupts on, %s", what);
		return;
	}
	flags_outside = EFLAGS_IF;
	set_gate(VEC_GP, trap_gate);
	want = come_back(cs, USER_DS, plain_site);
	got = come_back(cs, USER_DS, return_site);
	set_gate(VEC_GP, true);
	flags_outside = 0;
	tap_ok(same(&got, &want), "site: interrupts on, %s: vector %u, as natively", what, want.vector);
	tap_eq(got.flags_inside & EFLAGS_IF, want.flags_inside & EFLAGS_IF,
	       "site: interrupts on, %s, %s gate: the handler's flag", what,
	       trap_gate ? "trap" : "interrupt");
	tap_eq(got.eflags & EFLAGS_IF, want.eflags & EFLAGS_IF,
	       "site: interrupts on, %s: the flag in the frame", what);
}

static bool has_instruction(const char *site)
{
	return *(const volatile uint8_t *)site == IRET;
}

/* As a kernel patches its text later on: what a ROM has put there goes. */
static void write_first_byte(const char *site, uint8_t byte)
{
	uint32_t cr0 = RCALL0(get_cr0);

	CALL1(set_cr0, cr0 & ~CR0_WP);
	*(volatile uint8_t *)site = byte;
	CALL1(set_cr0, cr0);
}

/* With NT a processor refuses any frame, and only the site's own iret is refused at the site. */
static void by_other_site(uint32_t flags, const char *what)
{
	struct regs want, got;
	uint8_t patched = *(const volatile uint8_t *)other_site;

	flags_outside = flags;
	want = come_back(USER_CS, BASED_SEL, plain_site);
	got = come_back(USER_CS, BASED_SEL, other_site);
	flags_outside = 0;
	tap_ok(same(&got, &want), "site: a second one, by a program's segments%s: vector %u, as natively",
	       what, want.vector);
	if (rom_active)
		tap_eq(has_instruction(other_site), has_instruction(return_site),
		       "site: a second one%s: has its instruction as the first has", what);
	write_first_byte(other_site, patched);
}

/* Where a ROM gives a site its instruction back, it does for any that comes by. */
static void first_time(void)
{
	desc_based(true);
	by_other_site(0, "");
	if (rom_active && !has_instruction(return_site))
		tap_skip("the ROM's own iret", "site: a second one, NT set");
	else
		by_other_site(EFLAGS_NT, ", NT set");
	desc_based(false);
}

void test_site(void)
{
	pic_set_masks(PIC_ALL); /* nothing is to come meanwhile */
	with_interrupts_on(USER_CS, true, "a good frame");
	with_interrupts_on(3, false, "CS null");
	with_interrupts_on(3, true, "CS null");
	first_time();
	pic_set_masks(PIC_ALL & ~PIC_TIMER);
}
