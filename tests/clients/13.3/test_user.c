// SPDX-License-Identifier: GPL-2.0-only
/* A user's life: entered by IRET, interrupted, faulting, calling by a gate and by SYSENTER. */
#include "kernel.h"

extern const uint8_t user_begin[], user_end[], sysentry[];
extern volatile uint32_t sysentry_seen[5], sysexit_flags;

#define ARITHMETIC 0x8d5u
#define WORD(address) (*(volatile uint32_t *)(address))

static volatile struct note *note(unsigned int n)
{
	return (volatile struct note *)(USER_NOTES + n * NOTE_SIZE);
}

uint32_t syscall(uint32_t number, uint32_t parameters)
{
	return number + parameters + 1;
}

void copy_user(void)
{
	map_page(USER_CODE, alloc_frame(), PTE_W | PTE_U | PTE_SOFT);
	map_page(USER_DATA, alloc_frame(), PTE_W | PTE_U | PTE_SOFT);
	for (uint32_t page = 0; page < 0x3000; page += PAGE_SIZE)
		map_page(USER_ROM + page, (rom & ~(PAGE_SIZE - 1)) + page, PTE_U);
	/* where the ROM was, a user may have anything */
	for (uint32_t page = rom & ~(PAGE_SIZE - 1); page < rom + 0x2000; page += PAGE_SIZE) {
		map_page(page, alloc_frame(), PTE_W | PTE_U);
		for (uint32_t i = 0; i < PAGE_SIZE; i += 4)
			WORD(page + i) = 0x0b0f0b0f;
	}
	for (unsigned int i = 0; i < (unsigned int)(user_end - user_begin); i++)
		((volatile uint8_t *)USER_CODE)[i] = user_begin[i];
}

static bool segments_are(volatile struct note *n, uint32_t segment)
{
	return n->ds == segment && n->es == segment && n->fs == SEL_TIB && n->cs == SEL_UTEXT &&
	       n->ss == SEL_UDATA;
}

/* EBX, ESI and EDI, as start_user gave them: the user leaves them alone. */
static bool kept(volatile struct note *n)
{
	return n->ebx == 0xb2b2b2b2 && n->esi == 0xe5e5e5e5 && n->edi == 0xf6f6f6f6;
}

static void check_entry(volatile struct note *n, uint32_t segment)
{
	tap_ok(n->eax == 0xa1a1a1a1 && n->ecx == 0xc3c3c3c3 && n->edx == 0xd4d4d4d4 && n->ebp == 0x97979797 &&
		       kept(n),
	       "IRET to a user, DS 0x%x: 7 registers", segment);
	is(n->eflags & (IF | DF | IOPL), IF, "IRET to a user, DS 0x%x: flags", segment);
	tap_ok(segments_are(n, segment) && n->esp == USER_STACK,
	       "IRET to a user, DS 0x%x: segments and stack", segment);
	tap_ok(WORD(USER_TICKED), "IRET to a user, DS 0x%x: after a tick", segment);
	tap_ok(user_faults == 1 && WORD(USER_MADE) == 0x13131313, "IRET to a user, DS 0x%x: after a fault",
	       segment);
	if (ours)
		is(WORD(USER_INIT_RESULT), -1, "Init: refused to a user");
}

/* By a gate; what comes back is the result, and all else as it was. */
static void check_gate(volatile struct note *n, uint32_t segment)
{
	is(n->eax, 0x78, "IRET of a system call, DS 0x%x: the result", segment);
	tap_ok(n->ecx == 0xc3c3c3c3 && n->edx == 0x70 && n->ebp == 0x97979797 && kept(n) &&
		       n->esp == USER_STACK,
	       "IRET of a system call, DS 0x%x: registers and stack", segment);
	tap_ok(segments_are(n, segment) && n->gs == SEL_UDATA, "IRET of a system call, DS 0x%x: segments",
	       segment);
	is(n->eflags & (ARITHMETIC | IF | DF), ARITHMETIC | IF, "IRET of a system call, DS 0x%x: flags",
	   segment);
}

static void check_sysexit(volatile struct note *n, uint32_t segment)
{
	tap_ok(sysentry_seen[0] == 7 && sysentry_seen[1] == 0x70 &&
		       sysentry_seen[2] - USER_CODE < PAGE_SIZE && sysentry_seen[3] == USER_STACK,
	       "EnableInterrupts in sysentry, DS 0x%x: EAX, EDX, ECX, EBP are kept", segment);
	tap_ok(sysentry_seen[4] & IF, "EnableInterrupts in sysentry, DS 0x%x: they are on", segment);
	is(n->eax, 0x78, "SYSEXIT, DS 0x%x: the result", segment);
	tap_ok(kept(n) && n->ebp == USER_STACK && n->esp == USER_STACK,
	       "SYSEXIT, DS 0x%x: registers and stack", segment);
	tap_ok(segments_are(n, segment) && n->gs == SEL_UDATA, "SYSEXIT, DS 0x%x: segments", segment);
	if (!ours)
		return;
	is(n->eflags & IF, IF, "SYSEXIT, DS 0x%x: interrupts are on", segment);
	is(n->eflags & ARITHMETIC, sysexit_flags & ARITHMETIC, "SYSEXIT, DS 0x%x: flags are kept", segment);
}

static bool set_sysenter(void)
{
	uint32_t id[4];

	cpuid(1, id);
	if (!(id[3] & 1 << 11))
		return false;
	wrmsr(0x174, SEL_KTEXT, 0);
	wrmsr(0x175, SYSPAGE + 4, 0);
	wrmsr(0x176, (uint32_t)sysentry, 0);
	return true;
}

/* With the segments that the client's users have, and two that one can load. */
void test_user(void)
{
	static const uint32_t segments[] = {SEL_UDATA, 0, SEL_UODD};
	bool sep = set_sysenter();

	copy_user();
	set_kernel_stack(TCB + 0x1800);
	for (unsigned int i = 0; i < 3; i++) {
		for (unsigned int word = 0; word < PAGE_SIZE / 4; word++)
			WORD(USER_DATA + 4 * word) = 0;
		WORD(USER_SEP) = sep;
		WORD(USER_INIT) = ours ? USER_ROM + rom % PAGE_SIZE + VMI_Init * SLOT_SIZE : 0;
		sysexit_flags = i & 1 ? 2 : 2 | ARITHMETIC;
		offer_pointers();
		ticks_on();
		enter_user(USER_CODE, USER_STACK, segments[i]);
		cli();
		ticks_off();
		check_entry(note(0), segments[i]);
		check_pointers(segments[i]);
		check_gate(note(1), segments[i]);
		if (sep)
			check_sysexit(note(2), segments[i]);
	}
	if (!sep)
		tap_skip("no SEP", "SYSEXIT");
	test_pointers("Init, at the end");
}
