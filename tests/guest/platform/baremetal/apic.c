/* SPDX-License-Identifier: GPL-2.0-only */
/* Bare machine: local APIC (SDM vol. 3, chapter 11) and the two 8259s. */
#include "kernel.h"
#include "baremetal.h"

#define APIC_BASE 0xfee00000u
#define APIC_ID 0x20
#define APIC_EOI 0xb0
#define APIC_SPIV 0xf0
#define APIC_ICR 0x300
#define APIC_ICR2 0x310
#define APIC_LVTT 0x320
#define APIC_LVT0 0x350
#define APIC_LVT1 0x360
#define APIC_TMICT 0x380
#define APIC_TMCCT 0x390
#define APIC_TDCR 0x3e0

#define PIC1 0x20
#define PIC2 0xa0

static bool mapped;

NATIVE void vmi_native_APICWrite(uint32_t offset, uint32_t value);
NATIVE uint32_t vmi_native_APICRead(uint32_t offset);

NATIVE void vmi_native_APICWrite(uint32_t offset, uint32_t value)
{
	*(volatile uint32_t *)(DEVICE_BASE + offset) = value;
}

NATIVE uint32_t vmi_native_APICRead(uint32_t offset)
{
	return *(volatile uint32_t *)(DEVICE_BASE + offset);
}

bool baremetal_has_apic(void)
{
	return mapped;
}

static void pic_init(void)
{
	outb(PIC1, 0x11);
	outb(PIC2, 0x11);
	outb(PIC1 + 1, VEC_IRQ0);
	outb(PIC2 + 1, VEC_IRQ0 + 8);
	outb(PIC1 + 1, 4);
	outb(PIC2 + 1, 2);
	outb(PIC1 + 1, 1);
	outb(PIC2 + 1, 1);
	outb(PIC1 + 1, 0xff);
	outb(PIC2 + 1, 0xff);
}

/*
 * Lets IRQ 0 through or not.  One that came while it was masked is latched; a poll
 * takes it away (8259A data sheet, "Poll Command").
 */
void baremetal_pic_timer(bool on)
{
	outb(PIC1 + 1, on ? 0xfe : 0xff);
	if (!on)
		return;
	outb(PIC1, 0x0c);
	if (inb(PIC1) & 0x80)
		outb(PIC1, 0x20);
}

uint32_t baremetal_pic_masks(void)
{
	return inb(PIC1 + 1) | inb(PIC2 + 1) << 8;
}

void baremetal_pic_set_masks(uint32_t masks)
{
	outb(PIC1 + 1, masks);
	outb(PIC2 + 1, masks >> 8);
}

void baremetal_apic_init(void)
{
	pic_init();
	if (!features.apic || !features.msr)
		return;
	kernel_map_device(DEVICE_BASE, APIC_BASE);
	mapped = true;
}

void baremetal_apic_cpu_init(void)
{
	if (!mapped)
		return;
	vmi_APICWrite(APIC_SPIV, 0x100 | VEC_SPURIOUS);
	/* Virtual wire on the first processor: the 8259s' interrupts go through here. */
	vmi_APICWrite(APIC_LVT0, this_cpu()->id ? 0x10000 : 0x700);
	vmi_APICWrite(APIC_LVT1, 0x10400);
	vmi_APICWrite(APIC_TDCR, 0xb); /* undivided */
	vmi_APICWrite(APIC_LVTT, VEC_TIMER | 0x10000);
}

/*
 * count 0 stops it.  It is stopped in any case first: a last one-shot's count of 1 would
 * otherwise run periodically until the new one is there, which QEMU doesn't survive.
 */
void baremetal_apic_timer(uint32_t count, bool periodic)
{
	vmi_APICWrite(APIC_TMICT, 0);
	vmi_APICWrite(APIC_LVTT, VEC_TIMER | (count ? 0 : 0x10000) | (periodic ? 0x20000 : 0));
	vmi_APICWrite(APIC_TMICT, count);
}

uint32_t baremetal_apic_timer_count(void)
{
	return vmi_APICRead(APIC_TMCCT);
}

static void icr(uint32_t apic_id, uint32_t low)
{
	uint32_t mask = irq_save();

	vmi_APICWrite(APIC_ICR2, apic_id << 24);
	vmi_APICWrite(APIC_ICR, low);
	while (vmi_APICRead(APIC_ICR) & 0x1000)
		cpu_relax();
	irq_restore(mask);
}

void baremetal_send_ipi(uint32_t apic_id, unsigned int vector)
{
	icr(apic_id, vector == VEC_NMI ? 0x4400 : 0x4000 | vector);
}

void baremetal_send_init(uint32_t apic_id)
{
	icr(apic_id, 0xc500);
	icr(apic_id, 0x8500);
}

void baremetal_send_startup(uint32_t apic_id, uint32_t address)
{
	icr(apic_id, 0x4600 | address >> 12);
}

void baremetal_eoi(unsigned int vector)
{
	if (vector >= VEC_IRQ0 + 16) {
		vmi_APICWrite(APIC_EOI, 0);
		return;
	}
	if (vector >= VEC_IRQ0 + 8)
		outb(PIC2, 0x20);
	outb(PIC1, 0x20);
}
