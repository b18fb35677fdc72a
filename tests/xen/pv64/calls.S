/* SPDX-License-Identifier: GPL-2.0-only */
/* A call under its name: to where the ROM said. */
#include <vmi/calls.h>

	.bss
	.globl	addresses
addresses:
	.skip	8 * VMI_NR_CALLS

	.text
#define VMI_CALL(nr, Name, ...) .globl Name; Name: jmp *addresses + 8 * nr(%rip);
#include <calls.def>

	/* In: RDI a call's number, RSI GetRelocationInfo, RDX where the answer goes. Out: RAX the address. */
	.globl	ask
ask:
	push	%rdx
	call	*%rsi
	pop	%rcx
	mov	%edx, (%rcx)
	ret

	.section .note.GNU-stack, "", @progbits
