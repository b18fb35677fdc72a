/* SPDX-License-Identifier: GPL-2.0-only */
/* What the tests say, and the end. */
#include "pv64.h"
#include "calls.h"
#include <exit.h>
#include <xen/sched.h>

static uint32_t number, failed;

void say(const char *s)
{
	uint32_t n = 0;

	while (s[n])
		n++;
	ConsoleWrite(s, n);
}

static void say_hex(uint64_t value)
{
	char digits[17];

	for (int i = 15; i >= 0; i--, value >>= 4)
		digits[i] = "0123456789abcdef"[value & 15];
	digits[16] = 0;
	say(digits);
}

void say_number(uint32_t n)
{
	char digit[2] = {'0' + n % 10, 0};

	if (n > 9)
		say_number(n / 10);
	say(digit);
}

void ok(int good, const char *name)
{
	say(good ? "ok " : "not ok ");
	say_number(++number);
	say(" - ");
	say(name);
	say("\n");
	failed += !good;
}

void is(uint64_t got, uint64_t want, const char *name)
{
	ok(got == want, name);
	if (got == want)
		return;
	say("# got ");
	say_hex(got);
	say(", not ");
	say_hex(want);
	say("\n");
}

long xen(unsigned long nr, unsigned long a, unsigned long b, unsigned long c)
{
	long result;

	asm volatile("syscall"
		     : "=a"(result), "+D"(a), "+S"(b), "+d"(c)
		     : "0"(nr)
		     : "rcx", "r11", "r10", "memory");
	return result;
}

void end(uint32_t code)
{
	struct sched_shutdown how = {.reason = code};

	if (info && !(info->flags & SIF_INITDOMAIN))
		xen(__HYPERVISOR_sched_op, SCHEDOP_shutdown, (uint64_t)&how, 0);
	if (info)
		SetIOPLMask(3 << 12);
	asm volatile("outl %0, %1" : : "a"(code), "N"(DEBUG_EXIT_PORT));
	Shutdown();
	__builtin_unreachable();
}

void tap_end(void)
{
	say("1..");
	say_number(number);
	say("\n");
	end(failed ? EXIT_FAIL : EXIT_PASS);
}
