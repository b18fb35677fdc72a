// SPDX-License-Identifier: GPL-2.0-only
/* The four calls whose sites leave no register to spare (section 5). */
#include "mm.h"

enum { SAVE, RESTORE, DISABLE, ENABLE };
enum { C_SITE, ASM_SITE, SAVED_CD_SITE, SAVED_SITE, NR_KINDS };

extern void (*const flag_sites[4][NR_KINDS])(uint32_t regs[7]);
static const char *const op_name[] = {"GetInterruptMask", "SetInterruptMask", "DisableInterrupts", "EnableInterrupts"};
static const char *const kind_name[] = {"C", "asm", "asm with ECX, EDX saved", "asm with all saved"};

static void set_if(bool on)
{
	if (on)
		__asm__ volatile("sti");
	else
		__asm__ volatile("cli");
}

/* after: whether interrupts should be on afterwards. */
static void try(unsigned int op, unsigned int kind, bool before, uint32_t eax, bool after)
{
	static const uint32_t pattern[7] = {0, 0xc1c1c1c1, 0xd2d2d2d2, 0xb3b3b3b3, 0x54545454, 0xd5d5d5d5, 0xb6b6b6b6};
	uint32_t r[7], flags;

	memcpy(r, pattern, sizeof(r));
	r[0] = eax;
	set_if(before);
	flag_sites[op][kind](r);
	flags = read_flags();
	__asm__ volatile("cli");
	ok(!(flags & EFLAGS_IF) == !after && !(flags & 0x3d00 & ~EFLAGS_IF), "flags: %s, %s site, from %s: the flag",
	   op_name[op], kind_name[kind], before ? "on" : "off");
	ok(!memcmp(r + 1, pattern + 1, sizeof(r) - 4), "flags: %s, %s site, from %s: ECX, EDX and the rest are kept",
	   op_name[op], kind_name[kind], before ? "on" : "off");
	if (op == SAVE)
		equal(r[0] & EFLAGS_IF, before ? EFLAGS_IF : 0, "flags: %s, %s site: the result", op_name[op],
		      kind_name[kind]);
	else if (op != RESTORE)
		equal(r[0], eax, "flags: %s, %s site: EAX is kept", op_name[op], kind_name[kind]);
}

void test_flags(void)
{
	outb(0x21, 0xff); /* nothing is to come meanwhile */
	for (unsigned int kind = 0; kind < NR_KINDS; kind++)
		for (unsigned int before = 0; before < 2; before++) {
			if (kind != SAVED_SITE) /* it would save its result's register */
				try(SAVE, kind, before, 0xa0a0a0a0, before);
			try(RESTORE, kind, before, 0x246, true);
			try(RESTORE, kind, before, 0x46, false);
			try(DISABLE, kind, before, 0xa1a1a1a1, false);
			try(ENABLE, kind, before, 0xa2a2a2a2, true);
		}
	outb(0x21, 0xfe);
}
