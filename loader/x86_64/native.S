/* SPDX-License-Identifier: MIT */
/*
 * Native forms too long to stand in a call site.  The register number is part
 * of the instruction, so there is one for each.  In ring 0.
 */
#include <vmi/profile.h>

	.text

/* In: RDI = debug register (0-3, 6, 7), RSI = value.  Out: EAX = VMI_DONE, or VMI_REFUSED_ARGUMENT. */
/* Clobbers flags. */
	.globl	vmi_native_SetDR
	.type	vmi_native_SetDR, @function
vmi_native_SetDR:
	xor	%eax, %eax
	.irp	n, 0, 1, 2, 3, 6, 7
	cmp	$\n, %edi
	jne	1f
	mov	%rsi, %dr\n
	ret
1:
	.endr
	mov	$VMI_REFUSED_ARGUMENT, %al
	ret
	.size	vmi_native_SetDR, . - vmi_native_SetDR

/* In: RDI = debug register (0-3, 6, 7).  Out: RAX = value; 0 for any other number. */
/* Clobbers flags. */
	.globl	vmi_native_GetDR
	.type	vmi_native_GetDR, @function
vmi_native_GetDR:
	.irp	n, 0, 1, 2, 3, 6, 7
	cmp	$\n, %edi
	jne	1f
	mov	%dr\n, %rax
	ret
1:
	.endr
	xor	%eax, %eax
	ret
	.size	vmi_native_GetDR, . - vmi_native_GetDR

	.section .note.GNU-stack, "", @progbits
