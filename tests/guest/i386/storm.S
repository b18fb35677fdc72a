/* SPDX-License-Identifier: GPL-2.0-only */
/* Returns to itself by IRET, again and again, the interrupt flag off before and on behind. */
#include <vmi/site.h>

#define ROOM 256 /* so that what interrupts the call has its frame elsewhere */

	.text
	.globl storm_returns
/* void storm_returns(uint32_t rounds): the frames are at storm_frame. */
storm_returns:
	push %ebx
	mov 8(%esp), %ebx
1:	call storm_disable
	sub $ROOM, %esp
	pushf
	orl $0x200, (%esp)
	push %cs
	push $2f
	mov %esp, storm_frame
	VMI_IRET
2:	add $ROOM, %esp
	dec %ebx
	jnz 1b
	pop %ebx
	ret

	.section .note.GNU-stack, "", @progbits
