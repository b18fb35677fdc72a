/* SPDX-License-Identifier: GPL-2.0-only */
/* Ways into the kernel and out of it.  A trap's stack is struct regs. */
#include "client.h"
#include "ops.h"

	.text
	.globl	trap_stubs, return_site, return_refused, plain_site, sysenter_entry, native_iret
	.globl	enter_user, enter_user_fast, leave_user, exit_by, exit_24

	.balign	TRAP_STUB_SIZE
trap_stubs:
	.set	vector, 0
	.rept	256
	.balign	TRAP_STUB_SIZE
	.if	vector != 8 && (vector < 10 || vector > 14) && vector != 17
	push	$0
	.endif
	push	$vector
	jmp	common
	.set	vector, vector + 1
	.endr

/* In: frame, error code or 0, and vector on the stack.  Out: through exit_by, ESP at struct regs as trap() has left it. */
common:
	pushf
	cld
	push	%gs
	push	%fs
	push	%es
	push	%ds
	push	%eax
	push	%ebp
	push	%edi
	push	%esi
	push	%edx
	push	%ecx
	push	%ebx
	mov	$USER_DS, %edx
	mov	%edx, %ds
	mov	%edx, %es
	mov	$PERCPU_SEL, %edx
	mov	%edx, %fs
	mov	%esp, %eax
	call	trap
	jmp	*exit_by
/* Both, in: ESP at struct regs.  Out: restore, interrupts off. */
exit_32:
	SITE_CALL OP_IRQ_DISABLE
	jmp	restore
exit_24:				/* 2.6.24 saves what is free here, too */
	SITE_CALL_SAVED OP_IRQ_DISABLE
	jmp	restore

.macro RESTORE
	pop	%ebx
	pop	%ecx
	pop	%edx
	pop	%esi
	pop	%edi
	pop	%ebp
	pop	%eax
	.irp	segment, ds, es, fs, gs
773:	pop	%\segment
	.pushsection .text.fixup, "ax"
774:	movl	$0, (%esp)		/* what can't be loaded becomes null */
	jmp	773b
	.popsection
	FIXUP	773b, 774b
	.endr
	lea	12(%esp), %esp
.endm

/* In: ESP at struct regs, interrupts off.  Out: by return_site's IRET, all registers those of the struct. */
restore:
	RESTORE

/* The site is the jump: what makes a fault of its iret a signal is the entry for this address. */
return_site:
	SITE_JUMP OP_IRET
	ud2				/* a site of nops */
	FIXUP	return_site, return_refused

/* The measure for it: the instruction itself, at an address that has its entry. */
plain_site:
	iret
	FIXUP	plain_site, return_refused

/* In: ESP at the frame, as for return_site.  Out: at what the frame names; clobbers nothing. */
native_iret:
	iret
	FIXUP	native_iret, return_refused

/* In: all registers the refused frame's, ESP at it. With NT the next iret would be refused, too. */
return_refused:
	pushf
	andl	$~EFLAGS_NT, (%esp)
	popf
	mov	$USER_DS, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	$PERCPU_SEL, %eax
	mov	%eax, %fs
	call	note_refused
leave_user:
	mov	%fs:CPU_RESUME, %esp
	pop	%ebp
	pop	%edi
	pop	%esi
	pop	%ebx
	ret

.macro LEAVE_KERNEL
	push	%ebx
	push	%esi
	push	%edi
	push	%ebp
	mov	%esp, %fs:CPU_RESUME
	mov	%eax, %esi
	mov	%esp, %eax
	call	set_esp0
	SITE_CALL OP_IRQ_DISABLE
.endm

/* In: EAX struct regs.  Comes back by leave_user; which IRET is taken, return_by says. */
enter_user:
	LEAVE_KERNEL
	mov	$REGS_WORDS, %ecx
	lea	-REGS_WORDS*4(%esp), %esp
	mov	%esp, %edi
	rep movsl
	RESTORE
	pushf
	push	%eax
	mov	%ss:flags_outside, %eax
	or	%eax, 4(%esp)
	pop	%eax
	popf
	jmp	*%ss:return_by

/* The same by SYSEXIT: EIP and ESP in EDX and ECX, EBP 0. */
enter_user_fast:
	LEAVE_KERNEL
	mov	%esp, resume_esp
	mov	%esi, %esp
	RESTORE
	mov	%ss:(%esp), %edx
	mov	%ss:12(%esp), %ecx
	mov	%ss:resume_esp, %esp
	xor	%ebp, %ebp
	SITE_JUMP OP_SYSEXIT
	ud2

/* ESP is the TSS's ESP0, by way of the MSR.  The system call is in EAX; ECX and EDX live as well. */
sysenter_entry:
	mov	(%esp), %esp
	push	$USER_DS
	push	%ebp
	pushf
	orl	$EFLAGS_IF, (%esp)
	push	$USER_CS
	push	$0
	SITE_CALL_SAVED OP_IRQ_ENABLE
	push	$0
	push	$VEC_SYSCALL
	jmp	common

	.data
	.balign	4
exit_by:
	.long	exit_32

	.bss
	.balign	4
resume_esp:
	.skip	4
	.globl	flags_outside
flags_outside:
	.skip	4

	.section .note.GNU-stack, "", @progbits
