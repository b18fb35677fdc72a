/* SPDX-License-Identifier: GPL-2.0-only */
/* Calls one of the two entries in the ROM's header, and looks at what it kept. */
	.text
	.globl	rom_enter

/* In: EAX entry, EDX its EAX, ECX where EAX, EDX and the count of registers not kept go. */
/* As C otherwise; at Init interrupts are off. */
rom_enter:
	push	%ebx
	push	%esi
	push	%edi
	push	%ebp
	push	%ecx
	push	%eax
	mov	%edx, %eax
	mov	$0xbbbbbbb1, %ebx
	mov	$0x55555552, %esi
	mov	$0xdddddd13, %edi
	mov	$0x99999914, %ebp
	mov	$0xeeeeeee5, %edx
	mov	$0xcccccc16, %ecx
	call	*(%esp)
	pop	%ecx
	pop	%ecx
	mov	%eax, (%ecx)
	mov	%edx, 4(%ecx)
	xor	%eax, %eax
	cmp	$0xbbbbbbb1, %ebx
	je	1f
	inc	%eax
1:	cmp	$0x55555552, %esi
	je	1f
	inc	%eax
1:	cmp	$0xdddddd13, %edi
	je	1f
	inc	%eax
1:	cmp	$0x99999914, %ebp
	je	1f
	inc	%eax
1:	mov	%eax, 8(%ecx)
	pop	%ebp
	pop	%edi
	pop	%esi
	pop	%ebx
	ret

	.section .note.GNU-stack, "", @progbits
