// SPDX-License-Identifier: GPL-2.0-only
/* Gates, the timer, and what interrupts do; each ends with the IRET slot (call.S). */
#include <pic.h>
#include "kernel.h"

#define INTERRUPT_GATE 0x8e
#define USER_GATE 0xee
#define PIT 0x40
#define PIT_100HZ 11932
#define TIMER_VECTOR 32

volatile bool halting;
volatile uint32_t ticks, tick_eip, user_faults, nmis, nmi_eip, nmi_eflags;

void (*on_step)(struct frame *frame);

void trap(struct frame *frame);

extern const uint32_t trap_entries[NR_GATES];

static uint32_t gate_type(unsigned int vector)
{
	return vector == SYSCALL_VECTOR ? USER_GATE : INTERRUPT_GATE;
}

void init_traps(void)
{
	for (unsigned int vector = 0; vector < NR_GATES; vector++)
		set_gate(vector, trap_entries[vector], gate_type(vector));
	pic_init(TIMER_VECTOR, PIC_ALL);
	outb(PIT + 3, 0x34);
	outb(PIT, PIT_100HZ & 0xff);
	outb(PIT, PIT_100HZ >> 8);
}

/* All of them, as the client writes all of them. */
void test_gates(void)
{
	const volatile uint32_t *idt = (const volatile uint32_t *)(SYSPAGE + IDT_OFFSET);
	unsigned int same = 0;

	for (unsigned int vector = 0; vector < NR_GATES; vector++) {
		uint32_t low, high;

		gate_words(vector, trap_entries[vector], gate_type(vector), &low, &high);
		same += idt[2 * vector] == low && idt[2 * vector + 1] == high;
	}
	is(same, NR_GATES, "WriteIDTEntry: all gates read back");
}

void ticks_on(void)
{
	pic_set_masks(PIC_ALL & ~PIC_TIMER);
}

void ticks_off(void)
{
	pic_set_masks(PIC_ALL);
}

/* A page that a user touches is made; everything else in there is an error of ours or the ROM's. */
static bool user_fault(const struct frame *frame)
{
	uint32_t address = get_cr2();

	if ((frame->cs & 3) != 3 || address / PAGE_SIZE != USER_FAULT / PAGE_SIZE)
		return false;
	user_faults++;
	map_page(address & ~(PAGE_SIZE - 1), alloc_frame(), PTE_W | PTE_U | PTE_SOFT);
	return true;
}

/* The one call that may be interrupted. */
static bool in_halt(const struct frame *frame)
{
	return halting && frame->cs == SEL_KTEXT && frame->eip - KERNEL_BASE >= KERNEL_SIZE;
}

/* A halt that goes on for good is left, once it has been seen to. */
static void nmi(struct frame *frame)
{
	if (!in_halt(frame))
		return;
	nmi_eip = frame->eip;
	nmi_eflags = frame->eflags;
	if (++nmis > 3)
		frame->eip = (uint32_t)probe_abandon;
}

void trap(struct frame *frame)
{
	switch (frame->vector) {
	case TIMER_VECTOR:
		ticks++;
		if (in_halt(frame))
			tick_eip = frame->eip;
		if ((frame->cs & 3) == 3)
			*(volatile uint32_t *)USER_TICKED = 1; /* what the user waits for */
		pic_eoi(0);
		return;
	case 1:
		if (!on_step)
			break;
		on_step(frame);
		return;
	case 2:
		nmi(frame);
		return;
	case SYSCALL_VECTOR:
		if (frame->eax == SYS_LEAVE)
			leave_user();
		if (frame->eax == SYS_SWITCH)
			thread_call(frame);
		else if (frame->eax == SYS_READ)
			frame->eax = read_for_user(frame->edx);
		else
			frame->eax = syscall(frame->eax, frame->edx);
		return;
	case 14:
		if (user_fault(frame))
			return;
		break;
	}
	panic("exception %u, error 0x%x, at %x:%x, CR2 0x%x, EAX 0x%x, ESP 0x%x", frame->vector, frame->error,
	      frame->cs, frame->eip, get_cr2(), frame->eax, (uint32_t)frame);
}
