/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The local APIC, which Xen emulates: each access to its page is an exit.  Those that would tell nothing new
 * are left out, which is two of three when an interrupt is sent.
 *
 * The call tells a register and no address (docs/facts/vmi-3.0-client.md section 11).  So the client's own
 * mapping of the page is looked for, once, in its page tables: in the part of them that is the kernel's,
 * which lies in its direct map.
 */
#include "apic.h"
#include "lapic.h"
#include "hypercall.h"
#include "percpu.h"
#include "apic_page.h"

/* NULL: the client has not mapped it. */
static volatile uint32_t *apic_page(void)
{
	struct global *g = GLOBAL;

	if (!g->apic)
		g->apic = find_apic(g->direct);
	return (volatile uint32_t *)g->apic;
}

/*
 * Some kernels send interrupts past the ROM, and start processors by it: then the destination is not what it
 * was here.  So what is no interrupt writes it anew.
 */
static void load_icr2(struct state *s, volatile uint32_t *apic, uint32_t mode)
{
	if (!(s->known & KNOWN_ICR2) ||
	    (mode <= ICR_MODE_LOWEST && s->known & LOADED_ICR2 && s->icr2 == s->icr2_loaded))
		return;
	APIC_SET(apic, APIC_ICR2, s->icr2_loaded = s->icr2);
	s->known |= LOADED_ICR2;
}

/* A client writes SPIV when it begins with an APIC: of one that was reset nothing is known. */
static void forget(struct state *s)
{
	APIC_FORGET();
	s->known = 0;
	s->divider = 0;
	s->periodic = 0;
}

CALLCONV void APIC_WRITE(uint32_t offset, uint32_t value)
{
	GUARD;
	struct state *s = STATE;
	volatile uint32_t *apic = apic_page();

	if (!apic)
		return;
	if (offset == APIC_ICR2) {
		s->icr2 = value;
		s->known |= KNOWN_ICR2;
		return;
	}
	if (offset == APIC_SPIV)
		forget(s);
	if (offset == APIC_TDCR)
		s->divider = 0;
	if (offset == APIC_LVTT && s->periodic)
		value |= LVT_PERIODIC;
	if (offset == APIC_ICR) {
		if (ICR_SHORTHAND(value) == TO_DESTINATION)
			load_icr2(s, apic, ICR_MODE(value));
		s->icr = value & ~ICR_PENDING;
		s->known |= KNOWN_ICR;
	}
	APIC_SET(apic, offset, value);
}

/* Xen has sent an interrupt when the write to the ICR returns: its status bit is always clear. */
CALLCONV uint32_t APIC_READ(uint32_t offset)
{
	GUARD;
	struct state *s = STATE;
	volatile uint32_t *apic;

	if (offset == APIC_ICR && s->known & KNOWN_ICR)
		return s->icr;
	if (offset == APIC_ICR2 && s->known & KNOWN_ICR2)
		return s->icr2;
	apic = apic_page();
	return apic ? APIC_GET(apic, offset) : 0;
}

/* The timer's clock is that of a bus of 100 MHz (Xen's vlapic.h), in all of Xen's versions. */
#define TICK_NS 10
#define DIVIDE_BY_1 0xb
#define DIVIDE_BY_128 0xa

/* ns / by, rounded up, or the most that 32 bits hold. */
static uint32_t ticks(uint64_t ns, uint32_t by)
{
	uint32_t quotient, rest;

	if ((uint32_t)(ns >> 32) >= by)
		return ~0u;
	asm("divl %4"
	    : "=a"(quotient), "=d"(rest)
	    : "0"((uint32_t)ns), "1"((uint32_t)(ns >> 32)), "r"(by)
	    : "cc");
	return rest && quotient != ~0u ? quotient + 1 : quotient;
}

/* Vector and mask are the client's, which has written them; the mode is ours. */
LOCAL void apic_timer(uint64_t ns, uint32_t periodic)
{
	struct state *s = STATE;
	volatile uint32_t *apic = apic_page();
	uint32_t count = ticks(ns, TICK_NS), divider = DIVIDE_BY_1;

	if (!apic)
		return;
	if (count == ~0u) {
		count = ticks(ns, 128 * TICK_NS);
		divider = DIVIDE_BY_128;
	}
	if (periodic || s->periodic || !s->divider) {
		uint32_t lvtt = APIC_GET(apic, APIC_LVTT) & ~LVT_PERIODIC;

		APIC_SET(apic, APIC_TMICT, 0); /* the old count would begin to run anew in the other mode */
		APIC_SET(apic, APIC_LVTT, periodic ? lvtt | LVT_PERIODIC : lvtt);
		s->periodic = periodic;
	}
	if (divider != s->divider || periodic)
		APIC_SET(apic, APIC_TDCR, s->divider = divider);
	APIC_SET(apic, APIC_TMICT, count);
	/* Before it sets an alarm again, a client may reset its APIC. */
	if (!count)
		s->divider = 0;
}
