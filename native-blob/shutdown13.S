/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shutdown for clients of 13.3, which have no other way.  ACPI's tables are out of reach here, so
 * the two chip sets that every emulated PC has are known by their PCI ids; elsewhere the
 * processor stops, as the draft of 13.0 puts it: halted, with interrupts off.
 */
#include "../rom/slot13.h"

#define PCI_ADDRESS 0xcf8
#define PCI_PMBASE 0x40
#define PIIX4_PM 0x80000b00	/* configuration address of bus 0, device 1, function 3 */
#define PIIX4_PM_ID 0x71138086
#define ICH9_LPC 0x8000f800	/* bus 0, device 31, function 0 */
#define ICH9_LPC_ID 0x29188086
#define PM1_CONTROL 4		/* from PMBASE */
#define SLEEP_ENABLE 0x2000
/* Sleep type S5, bits 10 to 12: PIIX4 0 (82371AB datasheet, PMCNTRL), ICH9 7 (82801IB datasheet, PM1_CNT). */
#define S5_ICH9 0x1c00

	SLOT	Shutdown
	cli
	jmp	shutdown
	END	Shutdown

	.text
	.type	shutdown, @function
shutdown:
	mov	$PIIX4_PM, %ecx
	mov	$PIIX4_PM_ID, %esi
	xor	%edi, %edi
	call	sleep
	mov	$ICH9_LPC, %ecx
	mov	$ICH9_LPC_ID, %esi
	mov	$S5_ICH9, %edi
	call	sleep
1:	hlt
	jmp	1b
	.size	shutdown, . - shutdown

/* In: ECX configuration address, ESI the id that is to be there, EDI its S5. Clobbers EAX, EDX, flags. */
	.type	sleep, @function
sleep:
	xor	%eax, %eax
	call	pci_read
	cmp	%esi, %eax
	jne	1f
	mov	$PCI_PMBASE, %eax
	call	pci_read
	and	$0xff80, %eax		/* no base: not set up */
	jz	1f
	lea	PM1_CONTROL(%eax), %edx
	lea	SLEEP_ENABLE(%edi), %eax
	out	%ax, %dx
	mov	$SLEEP_ENABLE, %eax	/* QEMU's ICH9; on a real one 0 is to stay awake */
	out	%ax, %dx
1:	ret
	.size	sleep, . - sleep

/* In: ECX configuration address, EAX register. Out: EAX. Clobbers EDX. */
	.type	pci_read, @function
pci_read:
	or	%ecx, %eax
	mov	$PCI_ADDRESS, %edx
	out	%eax, %dx
	add	$4, %edx
	in	%dx, %eax
	ret
	.size	pci_read, . - pci_read
