/* SPDX-License-Identifier: GPL-2.0-only */
/* What both back ends have, each its own copy of. */
#include "slot.h"
#include <level.h>

	SLOT	CPUID
	mov	$LEVEL, %eax
	ret
	END	CPUID

	SLOT	GetCR0
	mov	$LEVEL + 1, %eax
	ret
	END	GetCR0

	SLOT	SYSEXIT
	ud2
	.org	SYSEXIT + VMI_ROM_JUMP_ENTRY
	ud2
	END	SYSEXIT

	SLOT	IRET
	lea	4(%esp), %esp
	.org	IRET + VMI_ROM_JUMP_ENTRY
	iret
	END	IRET

	SLOT	GetInline
	xor	%eax, %eax
	ret
	END	GetInline

	.section .text.init, "ax", @progbits
	.globl	init
	.hidden	init
/* In: nothing.  Out: EAX 0; ECX, for the test, whose Init it is.  Clobbers flags. */
init:
	xor	%eax, %eax
	mov	$LEVEL, %ecx
	ret

	.section .note.GNU-stack, "", @progbits
