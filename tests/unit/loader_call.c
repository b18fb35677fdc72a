/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * i386/call.c, run as it is: a ROM's entries may destroy EAX, ECX and EDX.  What the compiler
 * keeps over one call, where it can see both, must not be in one of these, or the second call
 * gets what the ROM left there.
 *
 * A 32-bit program without a library, so that it runs where there is none; arguments are
 * values the compiler can't know and has no other place for.
 */
#include "../../loader/i386/call.c"
#include "bare32.h"

/* What the entries below were called with, and how often. */
uint32_t got_eax, got_edx, got_ecx, got_word;

/* The entries: each keeps what it was given, destroys all it may, and has a result in EAX and EDX. */
extern const uint8_t entry[];
asm(".text\n"
    "entry:\n"
    "	mov %eax, got_eax\n"
    "	mov %edx, got_edx\n"
    "	mov %ecx, got_ecx\n"
    "	mov 4(%esp), %eax\n"
    "	mov %eax, got_word\n"
    "	mov $0xBAD00A01, %eax\n"
    "	mov $0xBAD00C01, %ecx\n"
    "	mov $0xBAD00D01, %edx\n"
    "	ret\n");

/* A value that is in a register by now, and nobody knows which. */
static inline uint32_t hidden(uint32_t value)
{
	asm("" : "+r"(value));
	return value;
}

static bool got(uint32_t eax, uint32_t edx, uint32_t ecx, uint32_t word)
{
	return got_eax == eax && got_edx == edx && got_ecx == ecx && got_word == word;
}

/* What is called is inlined: both sides of a call are in the compiler's sight. */
#define INLINED __attribute__((flatten))

INLINED static void test_start(void)
{
	const struct vmi_start start = {hidden(0x11), hidden(0x22000), 4, hidden(0x33), hidden(0x44000)};
	bool good;

	good = call_start(NULL, entry, &start) == 0xBAD00A01 && got(0x11, 0x22000, 0x33, 0x44000);
	ok(good, "Start gets its four words, and its result comes back");
	call_start(NULL, entry, &start);
	good = got(0x11, 0x22000, 0x33, 0x44000);
	ok(good, "so it does the second time");
}

/*
 * As many values as there are registers but EAX, in use before and after: where the compiler
 * thinks that an entry keeps ECX or EDX, one of them is there.
 */
#define LIVE(n) uint32_t live##n = hidden(n)
#define SIX_LIVE LIVE(1); LIVE(2); LIVE(3); LIVE(4); LIVE(5); LIVE(6)
#define STILL(n) ((unsigned int)(hidden(live##n) == n))
#define SIX_STILL (STILL(1) & STILL(2) & STILL(3) & STILL(4) & STILL(5) & STILL(6))

INLINED static void test_init_among(void)
{
	uint32_t result;

	SIX_LIVE;
	result = call_init(NULL, entry);
	ok(SIX_STILL, "Init destroys nothing that is in use");
	ok(result == 0xBAD00A01, "its result comes back");
}

INLINED static void test_reloc_among(void)
{
	uintptr_t address;
	uint8_t answer;

	SIX_LIVE;
	answer = call_reloc(NULL, entry, 0x55, &address);
	ok(SIX_STILL, "GetRelocationInfo destroys nothing that is in use");
	ok(answer == 1 && address == 0xBAD00A01 && got_eax == 0x55, "it gets the number, its answer and address come back");
}

/* Two of the six are its own words, which the compiler has put into EDX and ECX. */
INLINED static void test_start_among(void)
{
	const struct vmi_start start = {0x11, hidden(0x22000), 4, hidden(0x33), 0x44000};
	bool good;

	LIVE(1);
	LIVE(2);
	LIVE(3);
	LIVE(4);
	call_start(NULL, entry, &start);
	good = STILL(1) & STILL(2) & STILL(3) & STILL(4);
	ok((unsigned int)good & (unsigned int)(hidden(start.area) == 0x22000) & (unsigned int)(hidden(start.frame) == 0x33), "Start destroys nothing that is in use");
	ok(got(0x11, 0x22000, 0x33, 0x44000), "it gets its words among them");
}

ENTRY void _start(void)
{
	test_start();
	test_init_among();
	test_reloc_among();
	test_start_among();
	FINISH(8);
}
