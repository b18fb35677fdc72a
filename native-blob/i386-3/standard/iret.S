/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * IRET: a site that calls gets its own instruction back, once, and is returned to.
 *
 * So a return costs what it costs without a ROM; and whatever the processor finds
 * wrong with a frame, it finds at the site, for which the client's exception table
 * has an entry.  It has none for an iret in the ROM (docs/facts/vmi-3.0-client.md section 5).
 *
 * One byte is stored, the first of the five, and only ever that value: another
 * processor that is in the site runs the call or the instruction, and both are
 * right.  If the call, it finds the byte stored and goes to judge.  The manual
 * promises this to nobody whose processors don't serialise first (SDM vol. 3,
 * 8.1.3); what we rely on there is in docs/decisions.md.  A client that writes its
 * sites anew comes here again.  In any doubt nothing is stored: judge.
 */
#include "slot.h"

#define CALL_OPCODE 0xe8	/* and 4 bytes: to here, from the byte behind them */
#define IRET_OPCODE 0xcf
#define REACH 0x4000000		/* how far above the ROM such a kernel's text lies at most */
#define CR0_WP 0x10000		/* kernels of then write-protect their text */

	SLOT	IRET
	jmp	1f
	.org	IRET + VMI_ROM_JUMP_ENTRY
	NATIVE_IRET			/* who jumps leaves no site behind */
1:	jmp	give_back
	END	IRET

	.section .text.give_back, "ax", @progbits
	.type	give_back, @function
/*
 * In: ESP at the return address, which names the site, and then the frame; every register is the frame's context's.
 * Out: at the site, which has its own instruction back; or as judge.  Clobbers nothing; needs CS and SS only.
 */
give_back:
	pushf
	push	%eax
	push	%ecx
	mov	12(%esp), %eax		/* behind the site's call */
	call	1f
1:	pop	%ecx
	lea	IRET-1b(%ecx), %ecx
	sub	%eax, %ecx
	cmp	$-REACH, %ecx
	jb	2f
	cmpb	$CALL_OPCODE, %cs:-5(%eax)
	jne	2f
	cmp	%ecx, %cs:-4(%eax)
	jne	2f

	cli				/* nobody else runs with WP off */
	mov	%cr0, %ecx
	push	%ecx
	and	$~CR0_WP, %ecx
	mov	%ecx, %cr0
	movb	$IRET_OPCODE, %ss:-5(%eax)
	pop	%ecx
	mov	%ecx, %cr0		/* also what makes the processor fetch the site anew */
	cmpb	$IRET_OPCODE, %cs:-5(%eax)
	jne	2f			/* read-only memory */
	pop	%ecx
	pop	%eax
	popf
	subl	$5, (%esp)
	ret

2:	pop	%ecx
	pop	%eax
	popf
	jmp	judge
	.size	give_back, . - give_back

	.section .note.GNU-stack, "", @progbits
