// SPDX-License-Identifier: GPL-2.0-only
/*
 * How the machine is turned off or reset; by words of the command line:
 *   poweroff, reboot  that
 *   step              tell what the ROM writes to which port, and whether interrupts are off then
 *   moved             PIIX4's power management has its ports elsewhere
 *   halts             this machine can't be turned off: see it halted, for good
 */
#include "kernel.h"

/* Memory that nobody else writes, firmware neither: it tells the first boot from the second. */
#define BOOTED 0x3ffff0
#define BOOTED_MAGIC 0x13130b00u

#define PIIX4_PM 0x71138086
#define PM_BASE 0x40
#define HLT 0xf4

static void tell_out(struct frame *frame)
{
	const uint8_t *at = (const uint8_t *)frame->eip;
	uint32_t port = frame->edx & 0xffff, mask = 0xffffffff;

	if (frame->eip - KERNEL_BASE < KERNEL_SIZE)
		return;
	if (*at == 0x66) {
		mask = 0xffff;
		at++;
	}
	if (*at == 0xe6 || *at == 0xee)
		mask = 0xff;
	else if (*at != 0xe7 && *at != 0xef)
		return;
	if (*at < 0xee)
		port = at[1];
	if (port != PCI_ADDRESS)
		kprintf("# out 0x%x to 0x%x, interrupts %s\n", frame->eax & mask, port,
			frame->eflags & IF ? "on" : "off");
}

static void move_ports(void)
{
	for (unsigned int function = 0; function < 256; function++) {
		if (pci_read(function, 0) != PIIX4_PM)
			continue;
		pci_read(function, PM_BASE);
		native_out(4, PCI_DATA, 0x641);
	}
}

static void never_comes_back(unsigned int nr, uint32_t eax)
{
	bool halts = has_word(cmdline, "halts") && map_apic();

	on_step = tell_out;
	probe_begin(nr);
	probe.in[EAX] = eax;
	probe.in[EFLAGS] |= IF | (has_word(cmdline, "step") ? TF : 0);
	if (halts) {
		*apic(APIC_LVT0) = LVT_NMI;
		ticks_on();
		halting = true;
	}
	probe_run();
	if (!halts)
		panic("call %u came back", nr);
	tap_ok(nmi_eip && *(const uint8_t *)(nmi_eip - 1) == HLT && !(nmi_eflags & IF),
	       "halted, with interrupts off");
	finish();
}

bool booted_again(void)
{
	volatile uint32_t *booted = (volatile uint32_t *)BOOTED;

	if (*booted != BOOTED_MAGIC)
		return false;
	*booted = 0;
	return true;
}

void come_to_an_end(void)
{
	if (has_word(cmdline, "moved"))
		move_ports();
	if (has_word(cmdline, "poweroff")) {
		kprintf("# poweroff\n");
		never_comes_back(VMI_Shutdown, 0);
	}
	if (has_word(cmdline, "reboot")) {
		kprintf("# reboot\n");
		map_page(HEAP, BOOTED & ~(PAGE_SIZE - 1), PTE_W);
		*(volatile uint32_t *)(HEAP + BOOTED % PAGE_SIZE) = BOOTED_MAGIC;
		never_comes_back(VMI_Reboot, 1);
	}
}
