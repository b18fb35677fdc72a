/* SPDX-License-Identifier: GPL-2.0-only */
/* What a site did that its call may not: registers, flags, stack. */
#include "probe.h"
#include "native.h"

/* Words above ESP that are the call's own: it may change its arguments, as C may. */
static unsigned int own_words(const struct probe_call *call)
{
	switch (call->sig) {
	case SHAPE_V4:
	case SHAPE_E4:
	case SHAPE_VDWW:
		return 1;
	case SHAPE_V5:
	case SHAPE_E5:
	case SHAPE_VWDD:
	case SHAPE_EWDD:
		return 2;
	case SHAPE_IRET:
		return 3;
	default:
		return 0;
	}
}

static uint32_t bit(unsigned int reg)
{
	return 1u << reg;
}

/* Registers that a call of this signature gives a result in. */
static uint32_t result_registers(unsigned int sig)
{
	switch (sig) {
	case SHAPE_R0:
	case SHAPE_R1:
		return bit(EAX);
	case SHAPE_Q0:
	case SHAPE_Q1:
	case SHAPE_QQ:
	case SHAPE_RDCX:
	case SHAPE_RDTSC:
		return bit(EAX) | bit(EDX);
	case SHAPE_CPUID:
		return bit(EAX) | bit(EBX) | bit(ECX) | bit(EDX);
	default:
		return 0;
	}
}

/* Remembers the fault, and says it behind those that are known. */
static unsigned int fault(unsigned int faults, unsigned int new, char *text, const char *what, uint32_t is,
			  uint32_t want)
{
	size_t at = strlen(text);

	ksnprintf(text + at, PROBE_TEXT - at, "%s%s: 0x%x, should be 0x%x", faults ? "; " : "", what, is,
		  want);
	return faults | new;
}

static unsigned int check_registers(struct probe *p, unsigned int faults, char *text)
{
	static const char *const gpr_name[] = {"EAX", "EBX", "ECX", "EDX", "ESI", "EDI", "EBP"};
	static const char *const seg_name[] = {"DS", "ES", "FS", "GS"};
	uint32_t free = result_registers(p->call->sig);

	if (p->call->clob == CLOB_C || p->call->clob == CLOB_READ)
		free |= bit(EAX) | bit(ECX) | bit(EDX);
	for (unsigned int i = 0; i < NR_GPR; i++) {
		if (!(free & bit(i)) && p->out[i] != p->gpr[i])
			faults = fault(faults, FAULT_REGS, text, gpr_name[i], p->out[i], p->gpr[i]);
	}
	for (unsigned int i = 0; i < NR_SEG; i++) {
		if (p->out_seg[i] != p->seg[i])
			faults = fault(faults, FAULT_REGS, text, seg_name[i], p->out_seg[i], p->seg[i]);
	}
	if (p->out_cs != native_get_cs())
		faults = fault(faults, FAULT_REGS, text, "CS", p->out_cs, native_get_cs());
	if (p->out_ss != native_get_ss())
		faults = fault(faults, FAULT_REGS, text, "SS", p->out_ss, native_get_ss());
	return faults;
}

/* The first of these flags, by name. */
static const char *flag_name(uint32_t flags)
{
	if (flags & EFLAGS_IF)
		return "EFLAGS, in IF";
	if (flags & EFLAGS_DF)
		return "EFLAGS, in DF";
	if (flags & EFLAGS_IOPL)
		return "EFLAGS, in IOPL";
	if (flags & EFLAGS_NT)
		return "EFLAGS, in NT";
	return flags & EFLAGS_AC ? "EFLAGS, in AC" : "EFLAGS";
}

static unsigned int check_flags(struct probe *p, unsigned int faults, char *text)
{
	uint32_t care = ~(FLAGS_ARITHMETIC | EFLAGS_TF | EFLAGS_RF);

	if (p->call->clob == CLOB_FINAL)
		care |= FLAGS_ARITHMETIC;
	/* The level that counts is the hypervisor's note. */
	if (!cpu_is_ours())
		care &= ~EFLAGS_IOPL;
	if ((p->out_eflags ^ p->want_eflags) & care)
		faults = fault(faults, FAULT_FLAGS, text, flag_name((p->out_eflags ^ p->want_eflags) & care),
			       p->out_eflags & care, p->want_eflags & care);
	return faults;
}

unsigned int probe_check(struct probe *p, char text[PROBE_TEXT])
{
	const uint32_t *frame = (const uint32_t *)p->frame;
	unsigned int faults = 0;

	text[0] = 0;
	if (p->faulted) {
		ksnprintf(text, PROBE_TEXT, "exception %u at 0x%x, error code 0x%x", p->faulted - 1,
			  p->fault_eip, p->fault_error);
		return FAULT_EXCEPTION;
	}
	faults = check_registers(p, faults, text);
	faults = check_flags(p, faults, text);
	if (p->out_esp != p->want_esp)
		return fault(faults, FAULT_STACK, text, "ESP", p->out_esp, p->want_esp);
	for (unsigned int i = own_words(p->call); i < NR_STACK + PROBE_GUARDS; i++) {
		uint32_t want = i < NR_STACK ? p->stack[i] : probe_guard(i - NR_STACK);

		if (frame[i] != want)
			faults = fault(faults, FAULT_STACK, text, "a word above the frame", frame[i], want);
	}
	return faults;
}
