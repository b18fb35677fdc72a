/* SPDX-License-Identifier: GPL-2.0-only */
/* Debug registers, segment bases, XCR0, restart. */
#include "slot.h"

	NATIVE	GetXCR0
	NATIVE	SetXCR0

	NATIVE	GetFSBase
	NATIVE	SetFSBase
	NATIVE	GetGSBase
	NATIVE	SetGSBase
	NATIVE	GetUserGSBase
	NATIVE	SetUserGSBase
	NATIVE	SetUserGS
	NATIVE	SwapGS

/*
 * The number of a debug register is part of the instruction, so there is one for each.  4 and 5 are other names of 6
 * and 7 and fault when CR4.DE is set (SDM vol. 3, 17.2.2).
 */
	BODY	SetDR
	.irp	n, 0, 1, 2, 3, 6, 7
	cmp	$\n, %edi
	jne	1f
	mov	%rsi, %db\n
	xor	%eax, %eax
	RETURN
1:
	.endr
	mov	$VMI_REFUSED_ARGUMENT, %eax
	RETURN
	END	SetDR

	BODY	GetDR
	.irp	n, 0, 1, 2, 3, 6, 7
	cmp	$\n, %edi
	jne	1f
	mov	%db\n, %rax
	RETURN
1:
	.endr
	xor	%eax, %eax
	RETURN
	END	GetDR

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
	push	%rcx			/* RCX is 0: no base, no limit */
	push	%rcx
	lidt	(%rsp)
	int3
	END	Reboot

/* Shutdown: needs ACPI, which is the client's. No body; answered none. */

	.section .note.GNU-stack, "", @progbits
