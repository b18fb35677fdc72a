/* SPDX-License-Identifier: GPL-2.0-only */
/* The end of a run that can't go on. */
#include "kernel.h"

static volatile uint32_t panicking;

static void print(const char *fmt, ...) PRINTF(1, 2);

/* Not kprintf: this processor may hold the console lock. */
static void print(const char *fmt, ...)
{
	char line[256];
	va_list args;

	va_start(args, fmt);
	kvsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	platform->write(line, strlen(line));
}

static void print_regs(const struct regs *r)
{
	bool outer = from_user(r) || r->vector == VEC_BAD_RETURN;

	print("# vector %u error %08x eip %04x:%08x eflags %08x\n", r->vector, r->error, r->cs & 0xffff,
	      r->eip, r->eflags);
	print("# eax %08x ebx %08x ecx %08x edx %08x\n", r->eax, r->ebx, r->ecx, r->edx);
	print("# esi %08x edi %08x ebp %08x esp %04x:%08x\n", r->esi, r->edi, r->ebp,
	      outer ? r->ss & 0xffff : SEL_KERNEL_DS, outer ? r->esp : (uint32_t)&r->esp);
	print("# ds %04x es %04x fs %04x gs %04x\n", r->ds & 0xffff, r->es & 0xffff, r->fs & 0xffff,
	      r->gs & 0xffff);
	print("# cr0 %08x cr2 %08x cr3 %08x cr4 %08x processor %u\n", vmi_GetCR0(), vmi_GetCR2(),
	      vmi_GetCR3(), vmi_GetCR4(), this_cpu()->id);
}

void panic(const struct regs *r, const char *fmt, ...)
{
	char reason[160];
	va_list args;

	vmi_DisableInterrupts();
	if (atomic_swap(&panicking, 1))
		for (;;)
			cpu_relax();
	va_start(args, fmt);
	kvsnprintf(reason, sizeof(reason), fmt, args);
	va_end(args);
	print("\nBail out! %s\n", reason);
	if (r)
		print_regs(r);
	platform->exit(EXIT_PANIC);
	for (;;)
		cpu_relax();
}
