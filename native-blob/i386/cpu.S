/* SPDX-License-Identifier: GPL-2.0-only */
/* Debug registers, restart. */
#include "slot.h"

/*
 * The number of a debug register is part of the instruction, so there is one
 * for each, 4 bytes long with its ret.  4 and 5 are other names of 6 and 7 and
 * fault when CR4.DE is set (SDM vol. 3, 17.2.2): the client must not ask.
 */
	SLOT	SetDR
	and	$7, %eax
	call	1f
1:	pop	%ecx
	lea	set_dr-1b(%ecx,%eax,4), %ecx
	jmp	*%ecx
	END	SetDR

	SLOT	GetDR
	and	$7, %eax
	call	1f
1:	pop	%ecx
	lea	get_dr-1b(%ecx,%eax,4), %ecx
	jmp	*%ecx
	END	GetDR

	.section .text.debug_registers, "ax", @progbits
/* In: EDX the value.  Out: nothing.  Clobbers nothing.  One of 4 bytes for each register. */
set_dr:
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7
	mov	%edx, %db\n
	ret
	.endr
/* In: nothing.  Out: EAX.  Clobbers nothing.  One of 4 bytes for each register. */
get_dr:
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7
	mov	%db\n, %eax
	ret
	.endr

/*
 * The keyboard controller's reset line; if there is none, an empty IDT makes
 * the next exception a shutdown, which every PC turns into a reset.
 */
	SLOT	Reboot
	cli
	mov	$0xfe, %al
	out	%al, $0x64
	mov	$0x1000, %ecx
1:	in	$0x80, %al		/* about 1 us each: the pulse takes effect late */
	loop	1b
	push	%ecx
	push	%ecx			/* ECX is 0: no base, no limit */
	lidt	(%esp)
	int3
	END	Reboot

/* Shutdown: needs ACPI, which is the client's. No body; answered none. */
