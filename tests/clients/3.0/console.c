// SPDX-License-Identifier: GPL-2.0-only
/* The console, the command line, the two ends of a run. */
#include <xen_hvm.h>
#include "client.h"
#include "ops.h"

const char *command_line = "";
uint32_t memory_kib;

/* Xen takes characters by a port of its own; a serial port's go through the device model, which is ten times slower. */
bool on_xen;

void console_init(void) { on_xen = xen_hvm(); }

void console_write(const char *text, size_t len)
{
	if (!on_xen) {
		serial_write(text, len);
		return;
	}
	while (len--)
		outb(0xe9, (uint8_t)*text++);
}

static void leave(enum exit_code code) __attribute__((noreturn));
static void leave(enum exit_code code)
{
	for (;;)
		debug_exit(code);
}

void print_regs(const struct regs *r)
{
	kprintf("# vector %u error %08x eip %04x:%08x eflags %08x\n", r->vector, r->error, r->cs & 0xffff,
		r->eip, r->eflags);
	kprintf("# eax %08x ebx %08x ecx %08x edx %08x\n", r->eax, r->ebx, r->ecx, r->edx);
	kprintf("# esi %08x edi %08x ebp %08x esp %08x\n", r->esi, r->edi, r->ebp, (uint32_t)&r->esp);
}

/* The kernel can't go on: what an oops is to a real one. */
void bail(const struct regs *r, const char *fmt, ...)
{
	va_list args;

	__asm__ volatile("cli");
	kprintf("Bail out! ");
	va_start(args, fmt);
	kvprintf(fmt, args);
	va_end(args);
	kprintf("\n");
	if (r)
		print_regs(r);
	leave(EXIT_PANIC);
}

void finish(void)
{
	leave(tap_end() ? EXIT_PASS : EXIT_FAIL);
}
