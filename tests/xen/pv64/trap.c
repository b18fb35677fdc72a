/* SPDX-License-Identifier: GPL-2.0-only */
/* Exceptions, interrupts and system calls. */
#include "pv64.h"
#include "calls.h"
#include <exit.h>

struct regs {
	uint64_t r15, r14, r13, r12, r11, r10, r9, r8, rdi, rsi, rbp, rbx, rdx, rcx, rax;
	uint64_t vector, error, rip, cs, rflags, rsp, ss;
};

volatile uint32_t count[256], last_error;
static uint32_t user_ticks;
volatile uint64_t last_rip, last_cs, last_flags, user_rdi, user_rsi, lowest = ~0ull, expected_fault;
uint64_t fault_go;

uint32_t steps, fire_at, fired_on;
uint64_t fired_into;

int in_rom(uint64_t rip)
{
	return rip - (uint64_t)window < 65536;
}

static void step(const struct regs *r)
{
	if (!in_rom(r->rip) || ++steps != fire_at)
		return;
	fired_on = !!(r->rflags & 0x200);
	APICWrite(0x300, 0x40044);
}

static void system_call(struct regs *r)
{
	if (r->rax == 1) {
		r->rax = 2;
		return;
	}
	if (r->rax == 2) {
		by_sysret(r->rip, r->rsp, r->rflags, 3);
	}
	user_rdi = r->rdi;
	user_rsi = r->rsi;
	to_kernel(r->rax);
}

void trap(struct regs *r)
{
	uint32_t v = r->vector;

	count[v]++;
	last_rip = r->rip;
	last_cs = (uint16_t)r->cs;
	last_flags = r->rflags;
	last_error = r->error;
	if ((uint64_t)r < lowest)
		lowest = (uint64_t)r;
	if (v == SYSCALL_VECTOR) {
		system_call(r);
	} else if (v == 0x40) {
		if (r->cs & 3 && ++user_ticks == 3)
			to_kernel(0x40);
	} else if (v == 0x44) {
		fired_into = r->rip;
	} else if (v == 1) {
		step(r);
	} else if (v == 7) {
		r->rip += 2; /* FNINIT */
	} else if (v < 32 && v != 2 && v != 3) {
		if (v != expected_fault) {
			is(r->rip, 0, "an exception that no test expects");
			is(v, r->error, "its vector, and its error code");
			is(GetCR2(), r->rsp, "CR2, and RSP");
			end(EXIT_PANIC);
		}
		r->rip = fault_go;
		if (fault_go == 1)
			to_kernel(0xbad);
	}
}

uint64_t idt[512] PAGE;

static void gate(uint32_t vector, const void *handler, uint32_t dpl)
{
	uint64_t h = (uint64_t)handler;

	idt[2 * vector] =
		(h & 0xffff) | 0xe033ull << 16 | (0x8e00ull | dpl << 13) << 32 | (h >> 16 & 0xffff) << 48;
	idt[2 * vector + 1] = h >> 32;
}

void gates(void)
{
	uint32_t v;

	for (v = 0; v < 256; v++)
		if (v != 0x50 && v != 0xa0)
			gate(v, entries + 16 * v, v == 3 || v == 0x80 ? 3 : 0);
}
