/* SPDX-License-Identifier: GPL-2.0-only */
/* The end of a run that can't go on. */
#include "kernel.h"

static volatile uint32_t panicking;

/* Not kprintf: this processor may hold the console lock. */
void panic_print(const char *fmt, ...)
{
	char line[256];
	va_list args;

	va_start(args, fmt);
	kvsnprintf(line, sizeof(line), fmt, args);
	va_end(args);
	platform->write(line, strlen(line));
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
	panic_print("\nBail out! %s\n", reason);
	if (r)
		regs_print(r);
	platform->exit(EXIT_PANIC);
	for (;;)
		cpu_relax();
}
