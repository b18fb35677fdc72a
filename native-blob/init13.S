/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Init for clients of 13.3: maps the low 4 MiB a second time, in the window, by the last
 * entry of the page directory that is loaded.  It needs neither memory nor a page table,
 * but a processor with 4 MiB pages, and the directory in reach: the client's first 4 MiB
 * are mapped one to one at this time (docs/facts/vmi-13.3-client.md sections 2 and 3).
 */
#include <vmi/rom13.h>

#define CR4_PSE 0x10
#define CR4_PAE 0x20
#define EFLAGS_ID 0x200000
#define CPUID_1_EDX_PSE 0x08
#define PTE_PRESENT 0x01
#define PDE_LARGE 0x80
#define PDE_WINDOW 0x83		/* physical 0, large, supervisor, writable, present */
#define PTE_HARDWARE 0x60	/* accessed, dirty: not the client's to compare */

/* In: nothing. Out: EAX 0, or VMI13_INIT_*, and then nothing has changed. */
/* Clobbers ECX, EDX, flags; DS flat. */
	.text
	.globl	init
	.type	init, @function
init:
	push	%ebx
	push	%esi
	push	%edi
	mov	%cs, %eax
	test	$3, %al
	mov	$VMI13_INIT_NOT_PRIVILEGED, %eax
	jnz	9f
	call	1f
1:	pop	%esi
	cmp	$VMI13_WINDOW, %esi		/* called through the window: it is there */
	jae	8f
	call	has_large_pages
	test	%eax, %eax
	mov	$VMI13_INIT_NO_LARGE_PAGES, %eax
	jz	9f

	mov	%cr0, %ecx
	test	%ecx, %ecx
	jns	2f				/* PG is bit 31 */
	mov	%cr4, %edi
	test	$CR4_PAE, %edi
	jz	3f
2:	mov	$VMI13_INIT_WRONG_PAGING, %eax
	jmp	9f

3:	mov	%cr3, %ebx
	and	$~0xfff, %ebx
	cmp	$VMI13_WINDOW_SIZE, %ebx
	jae	4f
	mov	%esi, %eax
	call	is_one_to_one
	jne	4f
	mov	%ebx, %eax
	call	is_one_to_one
	je	5f
4:	mov	$VMI13_INIT_NOT_ONE_TO_ONE, %eax
	jmp	9f

5:	mov	VMI13_WINDOW_PDE(%ebx), %ecx
	and	$~PTE_HARDWARE, %ecx
	jz	6f
	cmp	$PDE_WINDOW, %ecx		/* a further processor, or a second call */
	mov	$VMI13_INIT_WINDOW_IN_USE, %eax
	jne	9f
6:	or	$CR4_PSE, %edi
	mov	%edi, %cr4			/* before the entry: without it a large page is a page table */
	movl	$PDE_WINDOW, VMI13_WINDOW_PDE(%ebx)
8:	xor	%eax, %eax
9:	pop	%edi
	pop	%esi
	pop	%ebx
	ret
	.size	init, . - init

/* In: nothing. Out: EAX, not 0 if there are 4 MiB pages. Clobbers ECX, EDX, flags. */
/* Before the 486 had CPUID it had neither CR4 (SDM vol. 2, CPUID: EFLAGS.ID). */
	.type	has_large_pages, @function
has_large_pages:
	pushf
	pushf
	xorl	$EFLAGS_ID, (%esp)
	popf
	pushf
	pop	%eax
	popf
	pushf
	pop	%ecx
	xor	%ecx, %eax
	and	$EFLAGS_ID, %eax
	jz	1f
	push	%ebx
	mov	$1, %eax
	cpuid
	pop	%ebx
	mov	%edx, %eax
	and	$CPUID_1_EDX_PSE, %eax
1:	ret
	.size	has_large_pages, . - has_large_pages

/* In: EAX linear address, EBX page directory, EDI CR4. Out: ZF if its page has the frame of that number. */
/* Clobbers EAX, ECX, EDX. */
	.type	is_one_to_one, @function
is_one_to_one:
	mov	%eax, %edx
	shr	$22, %edx
	jnz	2f				/* not in the first 4 MiB */
	mov	(%ebx), %edx
	test	$PTE_PRESENT, %dl
	jz	1f
	test	$PDE_LARGE, %dl
	jz	3f
	test	$CR4_PSE, %edi
	jz	3f
	shr	$22, %edx
	jmp	2f
1:	inc	%edx				/* not ZF: bit 0 was clear */
2:	ret
3:	and	$~0xfff, %edx
	cmp	$VMI13_WINDOW_SIZE, %edx
	jae	4f				/* a page table out of reach */
	mov	%eax, %ecx
	shr	$12, %ecx
	mov	(%edx,%ecx,4), %edx
	test	$PTE_PRESENT, %dl
	jz	1b
	xor	%eax, %edx
	shr	$12, %edx
	ret
4:	or	$1, %edx
	ret
	.size	is_one_to_one, . - is_one_to_one

	.section .note.GNU-stack, "", @progbits
