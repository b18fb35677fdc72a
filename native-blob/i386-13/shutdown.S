/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shutdown for clients of 13.3, which have no other way.  ACPI's tables are out of reach here, so
 * the two chip sets that every emulated PC has are known by their PCI ids, wherever on bus 0 they are.
 * Elsewhere the processor stops, as the draft of 13.0 puts it: halted, with interrupts off.
 */
#include "slot.h"

#define PCI_ADDRESS 0xcf8
#define PCI_FIRST 0x80000000	/* configuration address of bus 0, device 0, function 0 */
#define PCI_NEXT 0x100		/* to the next function, and to the next device's first */
#define PCI_BUS_1 0x80010000
#define PCI_PMBASE 0x40
#define PIIX4_PM 0x71138086
#define PIIX4_PMBASE 0xffc0	/* 64 ports (82371AB datasheet, PMBA) */
#define ICH9_LPC 0x29108086	/* the family's have 2910 to 291F */
#define ICH9_FAMILY 0xfff0ffff
#define ICH9_PMBASE 0xff80	/* 128 ports (82801IB datasheet, PMBASE) */
#define PM1_CONTROL 4		/* from PMBASE */
#define SLEEP_ENABLE 0x2000
/* Sleep type S5, bits 10 to 12: PIIX4 0 (82371AB datasheet, PMCNTRL), ICH9 7 (82801IB datasheet, PM1_CNT). */
#define S5_PIIX4 0
#define S5_ICH9 0x1c00

	SLOT	Shutdown
	cli
	jmp	shutdown
	END	Shutdown

	.section .text.shutdown, "ax", @progbits
	.type	shutdown, @function
/* In: interrupts off.  Does not return. */
shutdown:
	mov	$PCI_FIRST, %ecx
1:	xor	%eax, %eax
	call	pci_read
	mov	$PIIX4_PMBASE, %esi
	mov	$S5_PIIX4, %edi
	cmp	$PIIX4_PM, %eax
	je	2f
	mov	$ICH9_PMBASE, %esi
	mov	$S5_ICH9, %edi
	and	$ICH9_FAMILY, %eax
	cmp	$ICH9_LPC, %eax
	jne	3f
2:	call	sleep
3:	add	$PCI_NEXT, %ecx
	cmp	$PCI_BUS_1, %ecx
	jne	1b
4:	hlt
	jmp	4b
	.size	shutdown, . - shutdown

/* In: ECX configuration address, ESI mask of its PMBASE, EDI its S5. Clobbers EAX, EDX, flags. */
	.type	sleep, @function
sleep:
	mov	$PCI_PMBASE, %eax
	call	pci_read
	and	%esi, %eax		/* no base: not set up */
	jz	1f
	lea	PM1_CONTROL(%eax), %edx
	lea	SLEEP_ENABLE(%edi), %eax
	out	%ax, %dx
	mov	$SLEEP_ENABLE, %eax	/* QEMU's ICH9; on a real one 0 is to stay awake */
	out	%ax, %dx
1:	ret
	.size	sleep, . - sleep

/* In: ECX configuration address, EAX register. Out: EAX. Clobbers EDX, flags. */
	.type	pci_read, @function
pci_read:
	or	%ecx, %eax
	mov	$PCI_ADDRESS, %edx
	out	%eax, %dx
	add	$4, %edx
	in	%dx, %eax
	ret
	.size	pci_read, . - pci_read
