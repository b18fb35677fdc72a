// SPDX-License-Identifier: GPL-2.0-only
/* Gates, the timer, and what interrupts do; each ends with the IRET slot (call.S). */
#include "kernel.h"

#define INTERRUPT_GATE 0x8e
#define USER_GATE 0xee
#define PIC 0x20
#define PIC_SLAVE 0xa0
#define PIT 0x40
#define PIT_100HZ 11932
#define TIMER_VECTOR 32
#define LEAVE_VECTOR 48

volatile bool halting;
volatile uint32_t ticks, tick_eip, user_faults, nmis, nmi_eip, nmi_eflags;

void (*on_step)(struct frame *frame);

void trap(struct frame *frame);
_Noreturn void leave_user(void);

#define EACH_TRAP(X)                                                                                         \
	X(0)                                                                                                 \
	X(1)                                                                                                 \
	X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11) X(12) X(13) X(14) X(15) X(16) X(17) X(18) X(19)  \
		X(32) X(48)
#define DECLARE(n) extern const uint8_t trap_##n[];
EACH_TRAP(DECLARE)

void init_traps(void)
{
#define SET(n) set_gate(n, trap_##n, n == LEAVE_VECTOR ? USER_GATE : INTERRUPT_GATE);
	EACH_TRAP(SET)
	outb(PIC, 0x11);
	outb(PIC + 1, TIMER_VECTOR);
	outb(PIC + 1, 4);
	outb(PIC + 1, 1);
	outb(PIC_SLAVE, 0x11);
	outb(PIC_SLAVE + 1, TIMER_VECTOR + 8);
	outb(PIC_SLAVE + 1, 2);
	outb(PIC_SLAVE + 1, 1);
	outb(PIC + 1, 0xff);
	outb(PIC_SLAVE + 1, 0xff);
	outb(PIT + 3, 0x34);
	outb(PIT, PIT_100HZ & 0xff);
	outb(PIT, PIT_100HZ >> 8);
}

void ticks_on(void)
{
	outb(PIC + 1, 0xfe);
}

void ticks_off(void)
{
	outb(PIC + 1, 0xff);
}

/* A page that a user touches is made; everything else in there is an error of ours or the ROM's. */
static bool user_fault(const struct frame *frame)
{
	uint32_t address = get_cr2();

	if ((frame->cs & 3) != 3 || address >> 12 != 0x30)
		return false;
	user_faults++;
	map_page(address & ~(PAGE - 1), alloc_frame(), PTE_W | PTE_U | PTE_SOFT);
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
			*(volatile uint32_t *)0x20080 = 1; /* what the user waits for */
		outb(PIC, 0x20);
		return;
	case 1:
		if (!on_step)
			break;
		on_step(frame);
		return;
	case 2:
		nmi(frame);
		return;
	case LEAVE_VECTOR:
		leave_user();
	case 14:
		if (user_fault(frame))
			return;
		break;
	}
	panic("exception %u, error 0x%x, at %x:%x, CR2 0x%x, EAX 0x%x, ESP 0x%x", frame->vector, frame->error,
	      frame->cs, frame->eip, get_cr2(), frame->eax, (uint32_t)frame);
}
