// SPDX-License-Identifier: GPL-2.0-only
/* The four calls whose sites leave no register to spare (section 5). */
#include "mm.h"

enum { SAVE, RESTORE, DISABLE, ENABLE };
enum { C_SITE, ASM_SITE, C_24_SITE, SAVED_SITE, NR_KINDS };

extern void (*const flag_sites[4][NR_KINDS])(struct flag_site *s);
extern uint32_t flag_segment;
static const char *const op_name[] = {"GetInterruptMask", "SetInterruptMask", "DisableInterrupts", "EnableInterrupts"};
static const char *const kind_name[] = {"C", "asm", "C of 2.6.24", "asm with all saved"};

static void set_if(bool on)
{
	if (on)
		__asm__ volatile("sti");
	else
		__asm__ volatile("cli");
}

static bool segments_kept(const struct flag_site *s)
{
	return (uint16_t)s->ds == flag_segment && (uint16_t)s->es == flag_segment && (uint16_t)s->ss == KERNEL_DS &&
	       (uint16_t)s->fs == PERCPU_SEL && !(uint16_t)s->gs;
}

/* after: whether interrupts should be on afterwards. */
static void try(unsigned int op, unsigned int kind, bool before, uint32_t eax, bool after)
{
	const struct flag_site given = {.eax = eax, .ecx = 0xc1c1c1c1, .edx = 0xd2d2d2d2, .ebx = 0xb3b3b3b3,
					.esi = 0x54545454, .edi = 0xd5d5d5d5, .ebp = 0xb6b6b6b6};
	const char *name = op_name[op], *where = kind_name[kind], *from = before ? "on" : "off";
	struct flag_site s = given;

	set_if(before);
	flag_sites[op][kind](&s);
	__asm__ volatile("cli; mov %0, %%gs" : : "r"(0));
	tap_ok(!(s.eflags & EFLAGS_IF) == !after && !(s.eflags & 0x3500),
	       "flags: %s, %s site, from %s: the flag", name, where, from);
	tap_ok(!memcmp(&s.ecx, &given.ecx,
		       offsetof(struct flag_site, eflags) - offsetof(struct flag_site, ecx)),
	       "flags: %s, %s site, from %s: ECX, EDX and the rest are kept", name, where, from);
	tap_ok(segments_kept(&s) && !s.esp_off, "flags: %s, %s site, from %s: segments and ESP are kept",
	       name, where, from);
	if (op == SAVE)
		tap_eq(s.eax & EFLAGS_IF, before ? EFLAGS_IF : 0, "flags: %s, %s site: the result", name,
		       where);
	else if (op != RESTORE)
		tap_eq(s.eax, eax, "flags: %s, %s site: EAX is kept", name, where);
}

void test_flags(void)
{
	pic_set_masks(PIC_ALL); /* nothing is to come meanwhile */
	desc_based(true);
	for (unsigned int kind = 0; kind < NR_KINDS; kind++) {
		/* On entry by SYSENTER they are the program's. */
		flag_segment = kind == C_SITE || kind == C_24_SITE ? USER_DS : BASED_SEL;
		for (unsigned int before = 0; before < 2; before++) {
			if (kind != SAVED_SITE) /* it would save its result's register */
				try(SAVE, kind, before, 0xa0a0a0a0, before);
			try(RESTORE, kind, before, 0x246, true);
			try(RESTORE, kind, before, 0x46, false);
			/* No image of EFLAGS: what counts is the one bit. */
			try(RESTORE, kind, before, EFLAGS_IF, true);
			try(RESTORE, kind, before, 0, false);
			try(DISABLE, kind, before, 0xa1a1a1a1, false);
			try(ENABLE, kind, before, 0xa2a2a2a2, true);
		}
	}
	flag_segment = USER_DS;
	desc_based(false);
	pic_set_masks(PIC_ALL & ~PIC_TIMER);
}
