/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Trap entries and returns.  Every vector has an entry that stacks a struct
 * regs and calls trap_dispatch; all return through one IRET site.
 */
#include <vmi/site.h>
#include "trap.h"
#include "desc.h"

	.text

/* Vectors at which the processor stacks an error code itself. */
.macro trap_entry vector
	.if \vector == 8 || (\vector >= 10 && \vector <= 14) || \vector == 17
	.else
	push $0
	.endif
	push $\vector
	jmp trap_common
.endm

	.altmacro
.macro trap_entry_named vector
trap_entry_\vector:
	trap_entry \vector
.endm
.macro trap_pointer vector
	.long trap_entry_\vector
.endm

	.set n, 0
	.rept 256
	trap_entry_named %n
	.set n, n + 1
	.endr

	.pushsection .rodata
	.balign 4
	.globl trap_entries
trap_entries:
	.set n, 0
	.rept 256
	trap_pointer %n
	.set n, n + 1
	.endr
	.popsection

/* in: error code and vector stacked.  All registers kept but for trap_dispatch's changes to the frame. */
trap_common:
	PUSH_REGS
	cld
	mov $SEL_KERNEL_DS, %eax
	mov %eax, %ds
	mov %eax, %es
	mov $SEL_PERCPU, %eax
	mov %eax, %fs
	mov %esp, %ebx
	push %ebx
	call trap_dispatch
	add $4, %esp

/* in: ESP at a struct regs, interrupts off.  A selector that no longer loads becomes null. */
	.globl trap_return
trap_return:
	POP_REGS
	.globl iret_site
iret_site:
	VMI_IRET

5:	movl $0, (%esp)
	jmp 1b
6:	movl $0, (%esp)
	jmp 2b
7:	movl $0, (%esp)
	jmp 3b
8:	movl $0, (%esp)
	jmp 4b

/*
 * The IRET faulted: its frame becomes that of a trap of its own.
 * in: ESP at the frame that was refused, the other registers as for it.  out: trap_common.  Clobbers nothing.
 */
	.globl iret_fixup
iret_fixup:
	push $0
	push $VEC_BAD_RETURN
	jmp trap_common

	.pushsection .ex_table, "a"
	.long 1b, 5b, 2b, 6b, 3b, 7b, 4b, 8b
	.long iret_site, iret_fixup
	.popsection

/*
 * bool fault_setjmp(uint32_t jmp[6]): false at first, true after fault_longjmp.
 * jmp: EBX ESI EDI EBP ESP EIP
 */
	.globl fault_setjmp
fault_setjmp:
	mov 4(%esp), %eax
	mov %ebx, (%eax)
	mov %esi, 4(%eax)
	mov %edi, 8(%eax)
	mov %ebp, 12(%eax)
	lea 4(%esp), %ecx
	mov %ecx, 16(%eax)
	mov (%esp), %ecx
	mov %ecx, 20(%eax)
	xor %eax, %eax
	ret

	.globl fault_longjmp
fault_longjmp:
	mov 4(%esp), %eax
	mov (%eax), %ebx
	mov 4(%eax), %esi
	mov 8(%eax), %edi
	mov 12(%eax), %ebp
	mov 16(%eax), %esp
	mov 20(%eax), %ecx
	mov $1, %eax
	jmp *%ecx

	.section .note.GNU-stack, "", @progbits
