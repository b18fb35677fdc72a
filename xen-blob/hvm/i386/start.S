/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Init and Start, up to where it is known that Xen is below.  They may run on any processor, so up to there is nothing that an
 * 80386 doesn't have, but CPUID, which is looked for.
 */
#include "slot.h"
#include "i386/cpuid.h"

#define HYPERVISOR 0x80000000	/* leaf 1, ECX: there may be more leaves */
#define FIRST_LEAF 0x40000000	/* Xen's begin here, or further up if it shows those of another hypervisor, too */
#define LAST_LEAF 0x40010000
#define NEXT_LEAVES 0x100

	.section .text.xen_leaves, "ax", @progbits
/* In: nothing.  Out: EAX the first of Xen's CPUID leaves, 0 where it isn't below.  Clobbers ECX, EDX, flags. */
	.globl	xen_leaves
	.hidden	xen_leaves
	.type	xen_leaves, @function
xen_leaves:
	push	%ebx
	push	%esi
	xor	%esi, %esi
	HAS_CPUID
	jz	3f
	mov	$1, %eax
	cpuid
	test	$HYPERVISOR, %ecx
	jz	3f
	mov	$FIRST_LEAF, %esi
1:	mov	%esi, %eax
	cpuid
	cmp	$0x566e6558, %ebx	/* XenV */
	jne	2f
	cmp	$0x65584d4d, %ecx	/* MMXe */
	jne	2f
	cmp	$0x4d4d566e, %edx	/* nVMM */
	je	3f
2:	add	$NEXT_LEAVES, %esi
	cmp	$LAST_LEAF, %esi
	jb	1b
	xor	%esi, %esi
3:	mov	%esi, %eax
	pop	%esi
	pop	%ebx
	ret
	.size	xen_leaves, . - xen_leaves

	.section .text.init, "ax", @progbits
/* In: nothing.  Out: EAX VMI_INIT_OK, or why not.  Clobbers ECX, EDX, flags. */
	.globl	init
	.hidden	init
	.type	init, @function
init:
	call	xen_leaves
	test	%eax, %eax
	jnz	init_on_xen
	mov	$VMI_INIT_WRONG_PLATFORM, %eax
	ret
	.size	init, . - init

	BODY	Start
	push	%eax
	push	%edx
	push	%ecx
	call	xen_leaves
	test	%eax, %eax
	pop	%ecx
	pop	%edx
	pop	%eax
	jnz	start_on_xen
	mov	$VMI_START_WRONG_PLATFORM, %eax
	ret
	END	Start

	.section .text.global_word, "ax", @progbits
/* In: nothing.  Out: EAX the address of the word before the ROM's room.  Clobbers nothing. */
	.globl	global_word
	.hidden	global_word
	.type	global_word, @function
global_word:
	call	1f
1:	pop	%eax
	lea	rom_room-1b(%eax), %eax
	ret
	.size	global_word, . - global_word

	.section .note.GNU-stack, "", @progbits
