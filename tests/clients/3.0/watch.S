/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every call into the ROM goes through here, but those at patched sites, and is
 * looked at for what it kept.  Its arguments and results pass; nothing is held but on
 * the stack and, for a stack pointer that comes back wrong, in the processor's own data.
 */
#include "client.h"

/* The stack around a call, struct watched, from its lowest word. */
#define GUARDS (WATCH_GUARDS * 4)
#define EFLAGS (GUARDS + 44)
#define NUMBER (GUARDS + 48)
#define ARGUMENTS (NUMBER + 8)

/* And behind it, struct left. */
#define LEFT_EDX 20
#define LEFT_ECX 24
#define LEFT_EAX 28

	.text
	.globl	watch_entries
	.balign	WATCH_ENTRY_SIZE
watch_entries:
	.set	number, 0
	.rept	WATCHED_CALLS
	.balign	WATCH_ENTRY_SIZE
	push	$number
	jmp	watched
	.set	number, number + 1
	.endr

/* In: the call's number above the return address, and what the ROM's function takes.  Data segments may be anyone's. */
watched:
	pushf
	push	%ebx
	push	%esi
	push	%edi
	push	%ebp
	push	%eax
	push	%ecx
	push	%edx
	pushl	%fs:CPU_WATCH
	push	%gs
	push	%es
	push	%ds
	.rept	WATCH_GUARDS
	push	$WATCH_GUARD
	.endr
	mov	%esp, %fs:CPU_WATCH
	mov	NUMBER(%esp), %ebx
	pushl	%cs:watch_targets(,%ebx,4)
	pushl	ARGUMENTS+8(%esp)	/* the second, over the word just pushed */
	pushl	ARGUMENTS+8(%esp)
	mov	$WATCH_EBX, %ebx
	mov	$WATCH_ESI, %esi
	mov	$WATCH_EDI, %edi
	mov	$WATCH_EBP, %ebp
	call	*8(%esp)

	/* The guards leave room for a stack pointer that is some words too high. */
	push	%ebp
	push	%edi
	push	%esi
	push	%ebx
	pushf
	push	%eax
	push	%ecx
	push	%edx
	push	%gs
	push	%fs
	push	%ss
	push	%es
	push	%ds
	mov	%esp, %esi
	KERNEL_SEGMENTS
	mov	%fs:CPU_WATCH, %edi
	mov	%edi, %eax
	mov	%esi, %edx
	call	watch_look
	mov	%eax, EFLAGS(%edi)
	mov	LEFT_EAX(%esi), %eax
	mov	LEFT_ECX(%esi), %ecx
	mov	LEFT_EDX(%esi), %edx
	lea	GUARDS(%edi), %esp
	pop	%ds
	pop	%es
	lea	4(%esp), %esp
	popl	%fs:CPU_WATCH
	lea	12(%esp), %esp
	pop	%ebp
	pop	%edi
	pop	%esi
	pop	%ebx
	popf
	lea	4(%esp), %esp
	ret

	.section .note.GNU-stack, "", @progbits
