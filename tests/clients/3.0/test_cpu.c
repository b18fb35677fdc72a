// SPDX-License-Identifier: GPL-2.0-only
/* Control and debug registers, CPUID, RDTSC: what an operation sets or says, the instruction must say, too. */
#include "time.h"

#define DR7_OFF 0x400u
#define DR7_WRITE_0 0xd0001u /* DR0's address, 4 bytes, when they are written */

#define NATIVE_READ(register)                                                                                \
	({                                                                                                   \
		uint32_t v_;                                                                                 \
		__asm__ volatile("mov %%" #register ", %0" : "=r"(v_));                                      \
		v_;                                                                                          \
	})

static void control_registers(void)
{
	uint32_t cr0 = RCALL0(get_cr0), cr4 = RCALL0(get_cr4);

	tap_eq(cr0, NATIVE_READ(cr0), "cpu: GetCR0");
	CALL1(set_cr0, cr0 | CR0_TS);
	tap_eq(NATIVE_READ(cr0), cr0 | CR0_TS, "cpu: SetCR0 sets TS");
	CALL0(clts);
	tap_eq(NATIVE_READ(cr0), cr0 & ~CR0_TS, "cpu: CLTS");
	tap_eq(cr4, NATIVE_READ(cr4), "cpu: GetCR4");
	CALL1(set_cr4, cr4 | CR4_TSD);
	tap_eq(NATIVE_READ(cr4), cr4 | CR4_TSD, "cpu: SetCR4");
	CALL1(set_cr4, cr4);
	CALL1(set_cr2, 0x12345678);
	tap_eq(NATIVE_READ(cr2), 0x12345678, "cpu: SetCR2");
	tap_eq(RCALL0(get_cr2), 0x12345678, "cpu: GetCR2");
	tap_eq(RCALL0(get_cr3), NATIVE_READ(cr3), "cpu: GetCR3");
	CALL0(wbinvd);
}

static uint32_t native_dr(unsigned int number)
{
	switch (number) {
	case 0:
		return NATIVE_READ(db0);
	case 1:
		return NATIVE_READ(db1);
	case 2:
		return NATIVE_READ(db2);
	case 3:
		return NATIVE_READ(db3);
	case 6:
		return NATIVE_READ(db6);
	default:
		return NATIVE_READ(db7);
	}
}

static volatile uint32_t watched_word;

/* QEMU as the machine below Xen forgets one now and then; nobody is to blame if the instruction is the kernel's own. */
bool breakpoints_get_lost(void) { return on_xen && (!rom_active || rom_ask(CALL_SetDR).type == RELOC_NONE); }

/* All are written before one is read: a number taken for another shows. */
static void debug_registers(void)
{
	static const struct {
		uint8_t number;
		uint32_t value, care;
	} dr[] = {
		{0, 0xc0101111, ~0u}, {1, 0xc0202222, ~0u}, {2, 0xc0303333, ~0u},
		{3, 0xc0404444, ~0u}, {6, 0xffff4ff5, 0xe00f}, {7, DR7_OFF | 0xfe550000, ~0u},
	};

	for (unsigned int i = 0; i < COUNT(dr); i++)
		CALL2(set_dr, dr[i].number, dr[i].value);
	for (unsigned int i = 0; i < COUNT(dr); i++) {
		uint32_t now = native_dr(dr[i].number);

		tap_eq(now & dr[i].care, dr[i].value & dr[i].care, "cpu: SetDR of DR%u", dr[i].number);
		tap_eq(RCALL1(get_dr, dr[i].number), now, "cpu: GetDR of DR%u", dr[i].number);
	}

	/* In force, not only kept. */
	CALL2(set_dr, 6, 0);
	CALL2(set_dr, 0, &watched_word);
	CALL2(set_dr, 7, DR7_OFF | DR7_WRITE_0);
	memset(&caught, 0, sizeof(caught));
	watched_word = 1;
	__asm__ volatile("nop" : : : "memory"); /* the exception comes behind the store */
	if (caught.vector != VEC_DB && breakpoints_get_lost())
		tap_skip("QEMU has lost the breakpoint", "cpu: SetDR: a watched word is written to");
	else
		tap_ok(caught.vector == VEC_DB && RCALL1(get_dr, 6) & 1, "cpu: SetDR: a watched word is written to");
	CALL2(set_dr, 7, DR7_OFF);
	memset(&caught, 0, sizeof(caught));
	watched_word = 2;
	tap_ok(caught.vector != VEC_DB, "cpu: SetDR: and is no longer watched");
}

/* Leaves with and without subleaves; EBX is a result as the others are, though C would have it kept. */
static void cpuid(void)
{
	static const uint32_t leaves[][2] = {
		{0, 0}, {1, 0}, {2, 0}, {4, 0}, {4, 1}, {4, 2}, {4, 3}, {7, 0}, {0xb, 0}, {0xb, 1}, {0xd, 0}, {0xd, 1},
		{0x80000000, 0}, {0x80000001, 0}, {0x80000002, 0}, {0x80000008, 0},
	};
	uint32_t most[2] = {0, 0};

	for (unsigned int i = 0; i < COUNT(leaves); i++) {
		uint32_t leaf = leaves[i][0], n[4], r[4] = {leaf, 0, leaves[i][1], 0};

		if (leaf & 0x7fffffff && leaf > most[leaf >> 31])
			continue;
		__asm__ volatile("cpuid" : "=a"(n[0]), "=b"(n[1]), "=c"(n[2]), "=d"(n[3]) : "0"(leaf), "2"(leaves[i][1]));
		if (!(leaf & 0x7fffffff))
			most[leaf >> 31] = n[0];
		CALL1(cpuid, r);
		tap_ok(!memcmp(n, r, sizeof(n)), "cpu: CPUID of 0x%x, %u", leaf, leaves[i][1]);
	}
}

static uint64_t native_rdtsc(void)
{
	uint64_t t;

	__asm__ volatile("rdtsc" : "=A"(t));
	return t;
}

/* As 64 bits, with what is no counter's in both registers before. */
static void rdtsc(void)
{
	uint64_t before = native_rdtsc(), t = 0xdddddddd88888888, after;

	if (timer.counter && !model_wanted()) {
		tap_skip("it counts the ROM's time: test_clock.c", "cpu: RDTSC");
		return;
	}

	__asm__ volatile(SITE_TEXT : "+A"(t) : SITE(rdtsc) : "ecx", "memory", "cc");
	after = native_rdtsc();
	tap_ok(before <= t && t <= after, "cpu: RDTSC");
	/* QEMU lets nobody set the counter: whether its high word is 0 is up to who starts QEMU. */
	kprintf("# high word of the time-stamp counter: %u\n", (uint32_t)(before >> 32));
}

void test_cpu(void)
{
	control_registers();
	debug_registers();
	cpuid();
	rdtsc();
}
