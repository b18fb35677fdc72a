// SPDX-License-Identifier: GPL-2.0-only
/* The local APIC by the operations: what they read and write is in its registers, and interrupts that are sent come. */
#include "mm.h"

#define VEC_LOW 0x52
#define VEC_HIGH 0x72
#define SENT 100
#define TASK_PRIORITY 0x50 /* holds back VEC_IPI's class and what is below */

#define NOBODY 0x0eu /* no processor has this APIC id */

static uint32_t in_register(uint32_t offset) { return *(volatile uint32_t *)(APIC_VA + offset); }

static void registers(void)
{
	static const struct {
		uint16_t offset;
		const char *name;
	} all[] = {
		{APIC_ID, "ID"}, {APIC_VERSION, "version"}, {APIC_TPR, "TPR"}, {APIC_LDR, "LDR"}, {APIC_DFR, "DFR"},
		{APIC_SPIV, "SPIV"}, {APIC_LVTT, "LVTT"}, {APIC_LVT0, "LVT0"}, {APIC_LVT1, "LVT1"},
	};
	uint32_t keep = in_register(APIC_TPR);

	for (unsigned int i = 0; i < COUNT(all); i++)
		tap_eq(RCALL1(apic_read, all[i].offset), in_register(all[i].offset), "apic: APICRead of %s", all[i].name);
	tap_eq(RCALL1(apic_read, APIC_ID) >> 24, apic_id(this_cpu()->id), "apic: the processor's number");
	CALL2(apic_write, APIC_TPR, 0x20);
	tap_eq(in_register(APIC_TPR), 0x20, "apic: APICWrite of TPR");
	CALL2(apic_write, APIC_TPR, keep);
	/* It may be written no sooner than what goes with it. */
	CALL2(apic_write, APIC_ICR2, 0x5000000);
	tap_eq(RCALL1(apic_read, APIC_ICR2), 0x5000000, "apic: APICWrite of ICR2");
	CALL2(apic_write, APIC_ICR2, 0);
	tap_eq(RCALL1(apic_read, APIC_ICR2), 0, "apic: APICWrite of ICR2: 0");
	tap_eq(RCALL1(apic_read, APIC_ICR) & ICR_PENDING, 0, "apic: nothing waits to be sent");
	CALL2(apic_write, APIC_ESR, 0);
	tap_eq(RCALL1(apic_read, APIC_ESR), 0, "apic: no errors");
}

/* So many IPIs more, before the host's patience ends. */
static bool ipis_come(uint32_t want)
{
	irq_enable();
	for (uint32_t i = 0; this_cpu()->ipis < want && i < 10000000; i++)
		__asm__ volatile("pause");
	for (uint32_t i = 0; i < 1000; i++)
		CALL0(io_delay);
	irq_disable();
	return this_cpu()->ipis == want;
}

static bool in_service(void)
{
	uint32_t any = 0;

	for (unsigned int i = 0; i < 8; i++)
		any |= in_register(APIC_ISR + 16 * i);
	return any;
}

/* Whether they came: what waits in vain does so once. */
static bool to_itself(const char *name, bool by_number, uint32_t to, uint32_t command)
{
	uint32_t before = this_cpu()->ipis;
	bool right = true;

	for (unsigned int i = 1; i <= SENT && right; i++) {
		if (by_number)
			apic_send_to(to, command);
		else
			apic_send(command);
		right = this_cpu()->ipis == before + i - 1 && ipis_come(before + i);
	}
	tap_ok(right, "apic: to itself by %s: each comes once, when interrupts are on", name);
	if (by_number)
		tap_eq(in_register(APIC_ICR2), to << 24, "apic: ICR2 when it has been sent");
	return right;
}

/*
 * Kernels from 2.6.29 on send interrupts past the ROM, and start processors by it.  So what is no interrupt must go where it was
 * told to, and not where the ROM's last one went.
 */
static void past_the_rom(uint32_t me)
{
	uint32_t before = this_cpu()->nmis;

	apic_send_to(me, VEC_IPI);
	ipis_come(this_cpu()->ipis + 1);
	*(volatile uint32_t *)(APIC_VA + APIC_ICR2) = NOBODY << 24;
	apic_send_to(me, ICR_ASSERT | ICR_NMI);
	for (uint32_t i = 0; this_cpu()->nmis == before && i < 10000000; i++)
		__asm__ volatile("pause");
	tap_eq(this_cpu()->nmis, before + 1, "apic: an NMI goes where it is sent, though ICR2 was written past the ROM");
}

/* Two at a time, of which the one waits for the other's EOI. */
static void two(void)
{
	uint32_t before = this_cpu()->ipis;

	apic_send(ICR_SELF | VEC_LOW);
	apic_send(ICR_SELF | VEC_HIGH);
	apic_send(ICR_SELF | VEC_LOW);
	tap_ok(ipis_come(before + 2), "apic: two that wait come, each once");
	tap_ok(!in_service(), "apic: EOI by APICWrite: none is in service any more");
	if (on_xen) {
		tap_skip("Xen in QEMU gets no further then, with a ROM or without", "apic: TPR holds one back");
		return;
	}
	CALL2(apic_write, APIC_TPR, TASK_PRIORITY);
	apic_send(ICR_SELF | VEC_IPI);
	tap_ok(ipis_come(before + 2), "apic: TPR holds one back");
	CALL2(apic_write, APIC_TPR, 0);
	tap_ok(ipis_come(before + 3), "apic: and lets it in");
}

void test_apic(void)
{
	uint32_t me = this_cpu()->id, masks = pic_masks();

	irq_disable();
	pic_set_masks(PIC_ALL); /* nothing is to come but what is sent */
	registers();
	if (to_itself("shorthand", false, 0, ICR_SELF | VEC_IPI) && to_itself("number", true, apic_id(me), VEC_IPI) &&
	    to_itself("its logical bit", true, apic_logical(me), ICR_LOGICAL | VEC_IPI) &&
	    to_itself("the shorthand for all", false, 0, ICR_ALL | VEC_IPI))
		two();
	past_the_rom(apic_id(me));
	pic_set_masks(masks);
}

/* Two processors: the other one takes them in its time, one after another. */
static void to_other(uint32_t other, const char *name, bool by_number, uint32_t to, uint32_t command)
{
	uint32_t mine = this_cpu()->ipis;
	bool right = true;

	for (unsigned int i = 0; i < SENT && right; i++) {
		uint32_t before = cpus[other].ipis;

		if (by_number)
			apic_send_to(to, command);
		else
			apic_send(command);
		for (uint32_t n = 0; cpus[other].ipis == before && n < 100000000; n++)
			__asm__ volatile("pause");
		right = cpus[other].ipis == before + 1;
	}
	tap_ok(right, "apic: %u to processor %u by %s: each comes once", SENT, other, name);
	irq_enable();
	CALL0(io_delay);
	irq_disable();
	tap_eq(this_cpu()->ipis, mine, "apic: by %s: none comes to its sender", name);
}

static volatile uint32_t senders_turn;

static void all_ways(uint32_t other)
{
	to_other(other, "number", true, apic_id(other), VEC_IPI);
	to_other(other, "its logical bit", true, apic_logical(other), ICR_LOGICAL | VEC_IPI);
	to_other(other, "the shorthand for others", false, 0, ICR_OTHERS | VEC_IPI);
	to_other(other, "all logical bits but one's own", true, 0xff & ~apic_logical(this_cpu()->id), ICR_LOGICAL | VEC_IPI);
}

void test_apic_others(uint32_t other)
{
	uint32_t masks = pic_masks();

	pic_set_masks(PIC_ALL);
	all_ways(other);
	pic_set_masks(masks);
	senders_turn = 1;
}

/* Takes what comes, then sends itself. */
void test_apic_others_other(uint32_t first)
{
	while (!senders_turn) {
		irq_enable();
		__asm__ volatile("pause");
		irq_disable();
	}
	registers();
	all_ways(first);
}
