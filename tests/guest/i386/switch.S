/* SPDX-License-Identifier: GPL-2.0-only */
/* Change of stacks; start of threads; SYSENTER. */
#include <vmi/site.h>
#include "trap.h"
#include "desc.h"
#include "mm.h"

	.text

/*
 * in: 4(%esp) prev, 8(%esp) next; both begin with their saved ESP.  out: EAX = the
 * thread that ran before.  Keeps EBX ESI EDI EBP.
 */
	.globl stack_switch
stack_switch:
	mov 4(%esp), %eax
	mov 8(%esp), %edx
	push %ebp
	push %edi
	push %esi
	push %ebx
	mov %esp, (%eax)
	mov (%edx), %esp
	pop %ebx
	pop %esi
	pop %edi
	pop %ebp
	ret

/* in: EAX = the thread that ran before. */
	.globl thread_first
thread_first:
	push %eax
	call thread_begin

/* in: 4(%esp) = a struct regs on this stack; interrupts off. */
	.globl user_enter
user_enter:
	mov 4(%esp), %esp
	jmp trap_return

/*
 * in: ESP at tss.esp0, interrupts off; EBP = user ESP, EAX = number, arguments
 * as for the interrupt but for EBP.  Goes back to user_sysenter_return with all
 * registers kept but EAX (result), ECX, EDX and flags.
 */
	.globl sysenter_entry
sysenter_entry:
	mov (%esp), %esp
	push $SEL_USER_DS
	push %ebp
	pushf
	orl $0x200, (%esp)
	/* NT and TF are the user's and would take effect here. */
	push $2
	popf
	push $SEL_USER_CS
	push $user_sysenter_return
	push $0
	push $VEC_SYSCALL
	PUSH_REGS
	mov $SEL_KERNEL_DS, %eax
	mov %eax, %ds
	mov %eax, %es
	mov $SEL_PERCPU, %eax
	mov %eax, %fs
	push %esp
	call sysenter_dispatch
	add $4, %esp
	test %al, %al /* a bool is a byte */
	jz trap_return
	pop %ebx
	pop %ecx
	pop %edx
	pop %esi
	pop %edi
	pop %ebp
	pop %eax
1:	pop %ds
2:	pop %es
3:	pop %fs
4:	pop %gs
	mov 8(%esp), %edx
	mov 20(%esp), %ecx
	.globl sysexit_site
sysexit_site:
	VMI_SYSEXIT

5:	movl $0, (%esp)
	jmp 1b
6:	movl $0, (%esp)
	jmp 2b
7:	movl $0, (%esp)
	jmp 3b
8:	movl $0, (%esp)
	jmp 4b
	.pushsection .ex_table, "a"
	.long 1b, 5b, 2b, 6b, 3b, 7b, 4b, 8b
	.popsection

	.section .note.GNU-stack, "", @progbits
