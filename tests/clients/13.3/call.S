/* SPDX-License-Identifier: GPL-2.0-only */
/* A slot called with every register known, and what the kernel's own code has around its calls. */
#include "layout.h"

#define SLOT(nr) %ss:vmicall + 4 * nr

	.text
/* void probe_enter(void): as struct probe says, on a stack of its own. DS may be anything meanwhile. */
	.globl	probe_enter, probe_landed, probe_abandon
probe_enter:
	pushal
	push	%ds
	push	%es
	push	%fs
	push	%gs
	mov	%esp, probe + P_SAVED_ESP
	mov	probe + P_TOP, %esp
	mov	probe + P_NR_WORDS, %ecx
	jecxz	2f
1:	push	probe + P_WORDS - 4(, %ecx, 4)
	loop	1b
2:	movl	$0, probe + P_LANDED
	mov	probe + P_FS, %fs
	mov	probe + P_GS, %gs
	mov	probe + P_SEGMENT, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	%ss:probe + P_IN + 4, %ecx
	mov	%ss:probe + P_IN + 8, %edx
	mov	%ss:probe + P_IN + 12, %ebx
	mov	%ss:probe + P_IN + 16, %ebp
	mov	%ss:probe + P_IN + 20, %esi
	mov	%ss:probe + P_IN + 24, %edi
	push	%ss:probe + P_IN + 28
	popf
	mov	%ss:probe + P_IN, %eax
	call	*%ss:probe + P_TARGET
3:	mov	%eax, %ss:probe + P_OUT
	mov	%ecx, %ss:probe + P_OUT + 4
	mov	%edx, %ss:probe + P_OUT + 8
	mov	%ebx, %ss:probe + P_OUT + 12
	mov	%ebp, %ss:probe + P_OUT + 16
	mov	%esi, %ss:probe + P_OUT + 20
	mov	%edi, %ss:probe + P_OUT + 24
	mov	%esp, %ss:probe + P_OUT_ESP
	pushf
	pop	%ss:probe + P_OUT + 28
	mov	%ds, %ss:probe + P_OUT_SEGMENTS
	mov	%es, %ss:probe + P_OUT_SEGMENTS + 2
	mov	%fs, %ss:probe + P_OUT_SEGMENTS + 4
	mov	%gs, %ss:probe + P_OUT_SEGMENTS + 6
probe_abandon:				/* for what doesn't come back, and has been seen enough */
	mov	%ss:probe + P_SAVED_ESP, %esp
	push	$2
	popf
	pop	%gs
	pop	%fs
	pop	%es
	pop	%ds
	popal
	ret

/* What call.S has in the place of calls that are left out. */
	.globl	native_iret, native_sysexit, native_sti, native_cli
native_iret:
	lea	4(%esp), %esp
	iret
native_sysexit:
	lea	4(%esp), %esp
	sti
	sysexit
native_sti:
	sti
	ret
native_cli:
	cli
	ret

/* Where an IRET to the kernel goes. */
probe_landed:
	movl	$1, %ss:probe + P_LANDED
	jmp	3b

/* A call that would be the last instruction is a jump in the client's port I/O. */
	.globl	tail_jump, tail_target
tail_jump:
	jmp	*%ss:tail_target

/* Interrupts and exceptions: each pushes an error code, if the processor doesn't, and its number. */
	.section .rodata.traps, "a"
	.globl	trap_entries
trap_entries:
	.text
	.set	vector, 0
	.rept	NR_GATES
1:	.if	vector != 8 && (vector < 10 || vector > 14) && vector != 17
	push	$0
	.endif
	push	$vector
	jmp	trap_common
	.section .rodata.traps
	.long	1b
	.text
	.set	vector, vector + 1
	.endr

/* In: frame, error code or 0, and vector on the stack.  Out: by IRET, with what trap() has left of them and of the registers. */
trap_common:
	cld
	pushal
	push	%ds
	push	%es
	mov	$SEL_KDATA, %eax
	mov	%eax, %ds
	mov	%eax, %es
	mov	%esp, %eax
	push	%eax
	call	trap
	add	$4, %esp
	pop	%es
	pop	%ds
	popal
	add	$8, %esp
	cmpb	$0, %ss:vmi_mode
	je	1f
	call	*SLOT(VMI_IRET)			/* DS and ES are those of the context by now */
1:	iret

/* SYSENTER: ESP is the address of TSS.esp0; EAX number, EDX parameters, ECX user EIP, EBP user ESP. */
	.globl	sysentry, sysentry_seen, sysexit_flags
sysentry:
	mov	%ss:(%esp), %esp
	call	*SLOT(VMI_EnableInterrupts)
	pushf
	pop	%ss:sysentry_seen + 16
	mov	%eax, %ss:sysentry_seen
	mov	%edx, %ss:sysentry_seen + 4
	mov	%ecx, %ss:sysentry_seen + 8
	mov	%ebp, %ss:sysentry_seen + 12
	push	%ds
	push	%es
	push	%ecx
	push	%ebp
	push	%ebx
	push	%esi
	push	%edi
	mov	$SEL_KDATA, %ebx
	mov	%ebx, %ds
	mov	%ebx, %es
	push	%edx
	push	%eax
	call	syscall
	add	$8, %esp
	pop	%edi
	pop	%esi
	pop	%ebx
	pop	%ebp
	pop	%edx				/* user EIP */
	pop	%es
	pop	%ds
	mov	%ebp, %ecx			/* user ESP */
	call	*SLOT(VMI_DisableInterrupts)
	push	%ss:sysexit_flags		/* a test's; interrupts stay off */
	popf
	call	*SLOT(VMI_SYSEXIT)
	ud2

/* void enter_user(uint32_t eip, uint32_t esp, uint32_t segment): as start_user, and leave_user() comes back. */
	.globl	enter_user, start_user, leave_user
enter_user:
	pushal
	mov	%esp, kernel_esp
	pushl	44(%esp)
	pushl	44(%esp)
	pushl	44(%esp)
	call	start_user

/* _Noreturn void start_user(uint32_t eip, uint32_t esp, uint32_t segment): by the IRET slot, DS and ES the segment. */
start_user:
	mov	4(%esp), %eax
	mov	8(%esp), %ecx
	mov	12(%esp), %edx
	push	$SEL_UDATA
	push	%ecx
	push	$0x202
	push	$SEL_UTEXT
	push	%eax
	mov	%edx, %ds
	mov	%edx, %es
	mov	$0xa1a1a1a1, %eax
	mov	$0xb2b2b2b2, %ebx
	mov	$0xc3c3c3c3, %ecx
	mov	$0xd4d4d4d4, %edx
	mov	$0xe5e5e5e5, %esi
	mov	$0xf6f6f6f6, %edi
	mov	$0x97979797, %ebp
	call	*SLOT(VMI_IRET)
	ud2
/* In: nothing but kernel_esp, as enter_user left it.  Out: as enter_user's return; clobbers flags, GS is the kernel's. */
leave_user:
	mov	kernel_esp, %esp
	mov	$SEL_KDATA, %eax
	mov	%eax, %gs
	popal
	ret

/* void switch_stacks(uint32_t *save, uint32_t load): returns on the other stack. */
	.globl	switch_stacks
switch_stacks:
	mov	4(%esp), %eax
	mov	8(%esp), %edx
	push	%ebx
	push	%ebp
	push	%esi
	push	%edi
	mov	%esp, (%eax)
	mov	%edx, %esp
	pop	%edi
	pop	%esi
	pop	%ebp
	pop	%ebx
	ret

	.bss
	.globl	probe, probe_stack
	.balign 16
probe:	.skip	P_SIZE
sysentry_seen:
	.skip	20
sysexit_flags:
	.skip	4
kernel_esp:
	.skip	4
tail_target:
	.skip	4
	.balign 16
probe_stack:
	.skip	PROBE_STACK_SIZE
	.section .note.GNU-stack, "", @progbits
