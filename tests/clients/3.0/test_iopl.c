// SPDX-License-Identifier: GPL-2.0-only
/*
 * iopl(): a kernel calls SetIOPLMask and writes the program's frame as well.  Which of them
 * reaches the program depends on the way back: IRET loads the frame's, SYSEXIT leaves the processor's.
 */
#include "mm.h"

static bool may_use_ports(uint32_t frame_iopl)
{
	struct regs r;

	user_regs(&r, PROGRAM_PORT);
	r.eflags |= frame_iopl;
	return run_user(&r)->regs.vector == VEC_SYSCALL;
}

static void by_sysexit(uint32_t iopl)
{
	const struct outcome *o;
	struct regs r;

	user_regs(&r, PROGRAM_FAST);
	r.ebp = 0;
	o = run_user_fast(&r);
	tap_eq(o->regs.eflags & EFLAGS_IOPL, iopl, "iopl: SetIOPLMask of 0x%x and SYSEXIT", iopl);
}

void test_iopl(void)
{
	static const uint32_t masks[] = {0x3000, 0, 0x1000, 0x2000, 0x3000, 0x1000, 0};
	uint32_t id[4] = {1}, others = read_flags() & ~EFLAGS_ARITHMETIC;

	CALL1(cpuid, id);
	for (unsigned int i = 0; i < COUNT(masks); i++) {
		CALL1(set_iopl, masks[i]);
		tap_eq(read_flags() & ~EFLAGS_ARITHMETIC, others | masks[i], "iopl: SetIOPLMask of 0x%x",
		       masks[i]);
		if (id[3] & 1 << 11)
			by_sysexit(masks[i]);
	}
	tap_ok(may_use_ports(0x3000), "iopl: a program with IOPL 3 uses a port");
	tap_ok(!may_use_ports(0x2000), "iopl: and with IOPL 2 does not");
	CALL1(set_iopl, 0x3000);
	tap_ok(!may_use_ports(0), "iopl: IRET's is the frame's, after SetIOPLMask too");
	CALL1(set_iopl, 0);
}
