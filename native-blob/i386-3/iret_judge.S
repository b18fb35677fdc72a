/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * IRET out of the ROM, called, and what becomes of a frame that the processor refuses.
 *
 * Where a client's own iret faults, its exception table has an entry for that
 * instruction and makes a signal of the fault.  An iret in the ROM has no
 * entry, but the site that called it has (docs/facts/vmi-3.0-client.md section 5).  So a frame is
 * judged before the iret, and one that can't be loaded is delivered to the
 * client's own handler as the fault of the site.
 *
 * What is not seen: EFLAGS.NT, EIP above 64 KiB to vm86, and a descriptor that
 * another processor changes between the look and the iret.
 */
#include "slot.h"

/* The stack when a call enters. */
#define EIP 4
#define CS 8
#define EFLAGS 12
#define SS 20

#define VM_BYTE 2		/* EFLAGS.VM: bit 17 */
#define VM_BIT 0x02
#define RF_BYTE 2		/* EFLAGS.RF: bit 16 */
#define RF_BIT 0x01

/*
 * The checks of an iret to an outer ring, in the processor's order (SDM vol. 2,
 * IRET), for ring 3; a frame for ring 1 or 2 is left to the instruction.
 * LAR at CPL 0 with RPL 3 succeeds for conforming code or DPL 3 only.
 *
 * Below the return address is room for what an exception pushes, less EFLAGS,
 * whose place is the return address's, and for the handler's address.
 */
#define SAVED 12		/* EAX, ECX, EDX */
#define HANDLER (SAVED + 0)
#define FAULT_ERROR (SAVED + 4)
#define FAULT_EIP (SAVED + 8)
#define FAULT_CS (SAVED + 12)
#define FAULT_EFLAGS (SAVED + 16)
#define ROOM 16
#define FRAME (SAVED + ROOM)

#define CALL_SIZE 5		/* of a site's call */

/* The high word of a gate: present and system bit and type; interrupt or trap gate. */
#define GATE_MASK 0x9e00
#define GATE_32 0x8e00
#define TRAP_GATE_BIT 0x01	/* bit 8 */

/* Access rights as LAR gives them. */
#define PRESENT 0x8000
#define S 0x1000
#define CODE 0x0800
#define WRITABLE 0x0200

	.section .text.judge, "ax", @progbits
	.globl	judge
	.hidden	judge
	.type	judge, @function
/*
 * In: ESP at the return address, which names the site, and then the frame; every register is the frame's context's.
 * Out: at the frame; or in the client's handler for the fault, as if the site had made it.  Clobbers flags on the way to the
 * handler only; needs CS and SS only.
 */
judge:
	testb	$3, CS(%esp)		/* its own code: the client has built that frame */
	jz	1f
	testb	$VM_BIT, EFLAGS+VM_BYTE(%esp)
	jz	2f
1:	lea	4(%esp), %esp		/* nor is there a selector to judge in vm86 mode */
	NATIVE_IRET

2:	lea	-ROOM(%esp), %esp
	push	%eax
	push	%ecx
	push	%edx

	movzwl	FRAME+CS(%esp), %ecx
	mov	%ecx, %eax
	not	%eax
	test	$3, %al
	jnz	.Lgood			/* not ring 3 */
	mov	$13, %edx		/* #GP(selector) */
	lar	%ecx, %eax
	jnz	.Lbad
	not	%eax
	test	$S | CODE, %eax
	jnz	.Lbad
	test	$PRESENT, %eax
	jnz	.Lnot_present

	movzwl	FRAME+SS(%esp), %ecx
	mov	%ecx, %eax
	not	%eax
	test	$3, %al
	jnz	.Lbad
	lar	%ecx, %eax
	jnz	.Lbad
	xor	$S | WRITABLE, %eax
	test	$S | CODE | WRITABLE, %eax
	jnz	.Lbad
	test	$PRESENT, %eax
	jz	.Lno_stack

	movzwl	FRAME+CS(%esp), %eax
	xor	%ecx, %ecx		/* #GP(0) */
	lsl	%eax, %eax
	cmp	%eax, FRAME+EIP(%esp)
	ja	.Lbad
.Lgood:
	pop	%edx
	pop	%ecx
	pop	%eax
	lea	ROOM+4(%esp), %esp
	NATIVE_IRET

.Lno_stack:
	dec	%edx			/* #SS */
	jmp	.Lbad
.Lnot_present:
	mov	$11, %dl		/* #NP */

/*
 * EDX the vector, ECX the selector: enter the client's gate as the processor
 * would at the site.  A gate that isn't its own ring's interrupt or trap gate
 * is left to the processor, and so to a fault in the ROM.
 */
.Lbad:
	and	$~3, %ecx
	lea	7(,%edx,8), %eax
	sidt	HANDLER+2(%esp)		/* the limit here, the base at FAULT_ERROR */
	cmp	%ax, HANDLER+2(%esp)
	jb	.Lgood
	mov	FAULT_ERROR(%esp), %eax
	lea	(%eax,%edx,8), %edx
	mov	%ecx, FAULT_ERROR(%esp)
	mov	%cs, %ecx
	cmp	%cx, %ss:2(%edx)
	jne	.Lgood
	mov	%ss:4(%edx), %eax
	mov	%ecx, FAULT_CS(%esp)
	mov	%eax, %ecx
	and	$GATE_MASK, %ecx
	cmp	$GATE_32, %ecx
	jne	.Lgood

	mov	FAULT_EFLAGS(%esp), %ecx	/* the return address: the site's call ends there */
	sub	$CALL_SIZE, %ecx
	mov	%ecx, FAULT_EIP(%esp)
	pushf
	pop	FAULT_EFLAGS(%esp)
	orb	$RF_BIT, FAULT_EFLAGS+RF_BYTE(%esp)
	testb	$TRAP_GATE_BIT, %ah
	jnz	3f
	cli
3:	mov	%ss:(%edx), %ax
	mov	%eax, HANDLER(%esp)
	pop	%edx
	pop	%ecx
	pop	%eax
	ret
	.size	judge, . - judge

	.section .note.GNU-stack, "", @progbits
