/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Profile 13.3: the two slots that a client calls at the image's own address, and the
 * answers, which are call for all that the table has: this client takes no other
 * (docs/facts/vmi-13.3-client.md section 3).
 *
 * The addresses are those of the window that Init has mapped; the client unmaps the low
 * 4 MiB soon after.
 */
#include "slot.h"

	SLOT	Init
	jmp	init
	END	Init

	SLOT	GetRelocationInfo
	jmp	get_relocation_info
	END	GetRelocationInfo

/* In: EAX call number. Out: EAX address, DL answer; 0 and none for a number that is no call. */
/* Clobbers ECX, EDX, flags; needs no segment but CS and SS. */
	.section .text.get_relocation_info, "ax", @progbits
	.globl	get_relocation_info
	.type	get_relocation_info, @function
get_relocation_info:
	xor	%edx, %edx
	lea	-VMI13_FIRST_CALL(%eax), %ecx
	cmp	$VMI13_NR_CALLS - VMI13_FIRST_CALL, %ecx
	jae	2f
	shl	$5, %eax
	call	1f
1:	pop	%ecx
	lea	rom_header-1b(%ecx,%eax), %eax
	or	$VMI13_WINDOW, %eax	/* the ROM lies below 1 MiB, or is in the window already */
	mov	$VMI13_ANSWER, %dl
	ret
2:	xor	%eax, %eax
	ret
	.size	get_relocation_info, . - get_relocation_info

.if VMI13_SLOT_SIZE != 32
	.error "get_relocation_info shifts by 5: a slot is 32 bytes"
.endif

/* A call without a body is an undefined symbol, which check-blob reports. */
	.section .rodata, "a"
#define VMI_SAME(nr, Name, ...) .globl Name; .reloc 0, R_386_NONE, Name;
#define VMI_OWN(nr, Name, body, ...) .globl body; .reloc 0, R_386_NONE, body;
#include <profiles/i386-13.def>
	.byte	0

	.section .note.GNU-stack, "", @progbits
