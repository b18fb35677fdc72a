/* SPDX-License-Identifier: MIT */
/*
 * Native forms too long to stand in a call site.  The register number is part
 * of the instruction, so each routine enters a row of them at 4 * EAX.
 * In ring 0; segments: CS flat, no memory but the stack is touched.
 */
	.text

/*
 * In: EAX = debug register (0-3, 6, 7), EDX = value.
 * Clobbers EAX and flags.
 */
	.globl	vmi_native_SetDR
	.type	vmi_native_SetDR, @function
vmi_native_SetDR:
	and	$7, %eax
	lea	1f(, %eax, 4), %eax
	jmp	*%eax
1:
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7
	mov	%edx, %dr\n
	ret
	.endr
	.if	. - 1b - 8 * 4
	.error	"each move to a debug register must be 4 bytes with its ret"
	.endif
	.size	vmi_native_SetDR, . - vmi_native_SetDR

/*
 * In: EAX = debug register (0-3, 6, 7).  Out: EAX = value.
 * Clobbers flags.
 */
	.globl	vmi_native_GetDR
	.type	vmi_native_GetDR, @function
vmi_native_GetDR:
	and	$7, %eax
	lea	1f(, %eax, 4), %eax
	jmp	*%eax
1:
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7
	mov	%dr\n, %eax
	ret
	.endr
	.if	. - 1b - 8 * 4
	.error	"each move from a debug register must be 4 bytes with its ret"
	.endif
	.size	vmi_native_GetDR, . - vmi_native_GetDR

	.section .note.GNU-stack, "", @progbits
