/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Init for clients of 13.3: maps the ROM's pages a second time, in the window, for good.
 *
 * There are two problems with that.  The blob has no memory, and the client gives it none: so the window
 * lies where the client has a page table already, that of its system page, with entries that it never uses.
 * And the client reads page-table entries through a recursive mapping to see what a user may reach. So there
 * is no large page, which it would take for a page table, and all entries are the supervisor's.
 *
 * Page directory and tables are in reach: the client's first 4 MiB are mapped one to one at this time
 * (docs/facts/vmi-13.3-client.md sections 2 and 3).  Everything is looked at before anything is written.
 */
#include <profiles/i386-13.def>

#define CR4_PSE 0x10
#define CR4_PAE 0x20
#define EFLAGS_ID 0x200000
#define CPUID_1_EDX_PSE 0x08
#define CPUID_1_EDX_PAE 0x40
#define PTE_PRESENT 0x01
#define PTE_ACCESSED 0x20	/* set beforehand: no processor has a reason to write the entry */
#define PDE_LARGE 0x80
#define PDE_LARGE_FRAME 0xffffe000	/* bits 13 to 20 are the frame's, above 4 GiB (SDM 4.3, PSE-36) */
#define PTE_HARDWARE 0x60	/* accessed, dirty: not the client's to compare */
#define PAGE 0x1000
#define ONE_TO_ONE 0x400000	/* what the client's loader maps so */

/* In: nothing. Out: EAX 0, or VMI13_INIT_*, and then nothing has changed. */
/* Clobbers ECX, EDX, flags; DS flat. */
	.section .text.init, "ax", @progbits
	.globl	init
	.type	init, @function
init:
	push	%ebx
	push	%esi
	push	%edi
	push	%ebp
	mov	%cs, %eax
	test	$3, %al
	mov	$VMI13_INIT_NOT_PRIVILEGED, %eax
	jnz	9f
	call	1f
1:	pop	%esi
	lea	rom_header-1b(%esi), %esi
	lea	-VMI13_WINDOW(%esi), %eax
	cmp	$VMI13_WINDOW_SIZE, %eax	/* called through the window: it is there */
	jb	8f

	call	read_cr4
	mov	%cr0, %ecx
	test	%ecx, %ecx
	jns	2f				/* PG is bit 31 */
	test	$CR4_PAE, %edi
	jz	3f
2:	mov	$VMI13_INIT_WRONG_PAGING, %eax
	jmp	9f

3:	mov	%cr3, %ebx
	and	$~(PAGE - 1), %ebx
	mov	%ebx, %eax
	call	is_one_to_one
	jne	5f
	movzbl	VMI_ROM_OFF_LENGTH(%esi), %ebp
	imul	$VMI_ROM_UNIT, %ebp, %ebp
	lea	-1(%esi,%ebp), %ebp
	mov	$VMI13_INIT_ROM_TOO_HIGH, %eax
	cmp	$VMI13_WINDOW_SIZE, %ebp
	jae	9f
	and	$~(PAGE - 1), %esi		/* the ROM's first page */
	and	$~(PAGE - 1), %ebp		/* and its last */
	mov	%esi, %eax
4:	push	%eax
	call	is_one_to_one
	pop	%eax
	jne	5f
	add	$PAGE, %eax
	cmp	%ebp, %eax
	jbe	4b
	jmp	6f
5:	mov	$VMI13_INIT_NOT_ONE_TO_ONE, %eax
	jmp	9f

6:	mov	VMI13_WINDOW_PDE(%ebx), %edx
	mov	$VMI13_INIT_NO_PAGE_TABLE, %eax
	test	$PTE_PRESENT, %dl
	jz	9f
	mov	$VMI13_INIT_LARGE_PAGE, %eax
	test	$PDE_LARGE, %dl
	jnz	9f
	and	$~(PAGE - 1), %edx
	mov	$VMI13_INIT_TABLE_TOO_HIGH, %eax
	cmp	$ONE_TO_ONE, %edx
	jae	9f
	push	%edx
	mov	%edx, %eax
	call	is_one_to_one
	pop	%edx
	mov	$VMI13_INIT_TABLE_NOT_ONE_TO_ONE, %eax
	jne	9f

	mov	%esi, %ecx			/* each entry is empty, or ours: a further processor, a second call */
1:	mov	%ecx, %edi
	shr	$10, %edi			/* 4 bytes for a page */
	mov	VMI13_WINDOW_PTE(%edx,%edi), %edi
	test	%edi, %edi
	jz	2f
	and	$~PTE_HARDWARE, %edi
	xor	%ecx, %edi
	cmp	$PTE_PRESENT, %edi
	mov	$VMI13_INIT_WINDOW_IN_USE, %eax
	jne	9f
2:	add	$PAGE, %ecx
	cmp	%ebp, %ecx
	jbe	1b

	mov	%esi, %ecx
1:	mov	%ecx, %edi
	shr	$10, %edi
	lea	PTE_PRESENT | PTE_ACCESSED(%ecx), %eax
	mov	%eax, VMI13_WINDOW_PTE(%edx,%edi)
	add	$PAGE, %ecx
	cmp	%ebp, %ecx
	jbe	1b
	mov	%cr3, %eax			/* if anything was there before, it may be in the TLB */
	mov	%eax, %cr3
8:	xor	%eax, %eax
9:	pop	%ebp
	pop	%edi
	pop	%esi
	pop	%ebx
	ret
	.size	init, . - init

/* In: nothing. Out: EDI CR4, or 0 if neither PAE nor large pages can be on. Clobbers EAX, ECX, EDX, flags. */
/* A processor without CPUID (SDM vol. 2, CPUID: EFLAGS.ID) has no CR4, and some early ones with it neither. */
	.type	read_cr4, @function
read_cr4:
	xor	%edi, %edi
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
	test	$CPUID_1_EDX_PSE | CPUID_1_EDX_PAE, %edx
	jz	1f
	mov	%cr4, %edi
1:	ret
	.size	read_cr4, . - read_cr4

/* In: EAX linear address, EBX page directory, EDI CR4. Out: ZF if its page has the frame of that number. */
/* Clobbers EAX, ECX, EDX, the other flags. */
	.type	is_one_to_one, @function
is_one_to_one:
	mov	%eax, %edx
	shr	$22, %edx
	jnz	2f				/* not in the first 4 MiB */
	mov	%ebx, %edx
	shr	$22, %edx
	jnz	2f				/* a page directory out of reach */
	mov	(%ebx), %edx
	test	$PTE_PRESENT, %dl
	jz	1f
	test	$PDE_LARGE, %dl
	jz	3f
	test	$CR4_PSE, %edi
	jz	3f
	test	$PDE_LARGE_FRAME, %edx
	jmp	2f
1:	inc	%edx				/* not ZF: bit 0 was clear */
2:	ret
3:	and	$~(PAGE - 1), %edx
	cmp	$ONE_TO_ONE, %edx
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
