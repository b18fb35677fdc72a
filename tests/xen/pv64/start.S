/* SPDX-License-Identifier: GPL-2.0-only */
/* What Xen must know to start the 64-bit guest, its first instructions, and where it is entered later. */
#include "pv64.h"
#include <xen_note.h>

	XEN_NOTE XEN_ELFNOTE_ENTRY, .quad _start
	XEN_NOTE XEN_ELFNOTE_VIRT_BASE, .quad KERNEL_BASE
	XEN_NOTE XEN_ELFNOTE_PADDR_OFFSET, .quad 0
	XEN_NOTE XEN_ELFNOTE_XEN_VERSION, .asciz "xen-3.0"
	XEN_NOTE XEN_ELFNOTE_GUEST_OS, .asciz "pv64"
	XEN_NOTE XEN_ELFNOTE_LOADER, .asciz "generic"
	XEN_NOTE XEN_ELFNOTE_PAE_MODE, .asciz "yes"

	/* In: RSI start_info; interrupts (events) masked. */
	.text
	.globl	_start
_start:
	cld
	lea	boot_stack_end(%rip), %rsp
	push	$0
	popf
	mov	%rsi, %rdi
	call	pv64
1:	jmp	1b

	/* In: RDI the processor's number; RSP its stack. */
	.globl	ap_start
ap_start:
	call	pv64_ap
1:	jmp	1b

	/* Entries of all vectors: 16 bytes each. */
	.balign	16
	.globl	entries
entries:
	.set	vector, 0
	.rept	256
	.balign	16
	pop	%rcx			/* EnterTrap */
	pop	%r11
	.if	vector >= 32 || !(0x227d00 >> (vector & 31) & 1)
	push	$0
	.endif
	push	$vector
	jmp	common
	.set	vector, vector + 1
	.endr
common:
	push	%rax
	push	%rcx
	push	%rdx
	push	%rbx
	push	%rbp
	push	%rsi
	push	%rdi
	push	%r8
	push	%r9
	push	%r10
	push	%r11
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	cld
	mov	%rsp, %rdi
	call	trap
	.globl	trap_out
trap_out:
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%r11
	pop	%r10
	pop	%r9
	pop	%r8
	pop	%rdi
	pop	%rsi
	pop	%rbp
	pop	%rbx
	pop	%rdx
	pop	%rcx
	pop	%rax
	lea	16(%rsp), %rsp
	jmp	IRET

	/* SYSCALL, by the platform's way: a frame. It has a vector of its own. */
	.globl	syscall_entry
syscall_entry:
	pop	%rcx
	pop	%r11
	push	$0
	push	$SYSCALL_VECTOR
	jmp	common

	/* In: RDI where user mode begins, RSI its stack, RDX flags, ECX CS, R8D SS. Returns from to_kernel. */
	.globl	to_user
to_user:
	push	%rbx
	push	%rbp
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	mov	%rsp, kernel_rsp(%rip)
	push	%r8
	push	%rsi
	push	%rdx
	push	%rcx
	push	%rdi
	xor	%eax, %eax
	jmp	IRET
	/* In: RDI the result of to_user. */
	.globl	to_kernel
to_kernel:
	mov	kernel_rsp(%rip), %rsp
	mov	%rdi, %rax
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
	ret

	/* In: RDI user RIP, RSI user RSP, RDX user RFLAGS, RCX its RAX: by SYSRET. */
	.globl	by_sysret
by_sysret:
	mov	%rcx, %rax
	mov	%rdi, %rcx
	mov	%rdx, %r11
	mov	%rsi, %rsp
	jmp	SYSRET

	/* An IRET to this same kernel. In: RDI flags, RSI CS. */
	.globl	iret_here
iret_here:
	mov	%rsp, %rax
	mov	%ss, %ecx
	push	%rcx
	push	%rax
	push	%rdi
	push	%rsi
	lea	1f(%rip), %rax
	push	%rax
	mov	$0x1111, %ecx
	mov	$0x2222, %r11d
	jmp	IRET
1:	lea	-0x1111(%rcx), %rax
	lea	-0x2222(%r11), %rcx
	or	%rcx, %rax
	ret

	/* The same, each instruction with a debug exception before it. */
	.globl	iret_stepped
iret_stepped:
	mov	%rsp, %rax
	mov	%ss, %ecx
	push	%rcx
	push	%rax
	push	%rdi
	push	%rsi
	lea	1f(%rip), %rax
	push	%rax
	mov	$0x1111, %ecx
	mov	$0x2222, %r11d
	pushf
	orl	$0x100, (%rsp)
	popf
	jmp	IRET
1:	lea	-0x1111(%rcx), %rax
	lea	-0x2222(%r11), %rcx
	or	%rcx, %rax
	ret

	/* KEEP: in: RDI a function, RSI its RAX. Out: RAX its result; *RDX = a bit for each register that it changed. */
	.globl	keeps
keeps:
	push	%rbx
	push	%rbp
	push	%r12
	push	%r13
	push	%r14
	push	%r15
	push	%rdx
	push	%rdi
	mov	%rsi, %rax
	mov	$1, %ebx
	mov	$2, %ecx
	mov	$3, %edx
	mov	$4, %esi
	mov	$5, %edi
	mov	$6, %ebp
	mov	$8, %r8d
	mov	$9, %r9d
	mov	$10, %r10d
	mov	$11, %r11d
	mov	$12, %r12d
	mov	$13, %r13d
	mov	$14, %r14d
	mov	$15, %r15d
	call	*(%rsp)
	lea	-1(%rbx), %rbx
	lea	-2(%rcx), %rcx
	or	%rcx, %rbx
	lea	-3(%rdx), %rdx
	or	%rdx, %rbx
	lea	-4(%rsi), %rsi
	or	%rsi, %rbx
	lea	-5(%rdi), %rdi
	or	%rdi, %rbx
	lea	-6(%rbp), %rbp
	or	%rbp, %rbx
	lea	-8(%r8), %r8
	or	%r8, %rbx
	lea	-9(%r9), %r9
	or	%r9, %rbx
	lea	-10(%r10), %r10
	or	%r10, %rbx
	lea	-11(%r11), %r11
	or	%r11, %rbx
	lea	-12(%r12), %r12
	or	%r12, %rbx
	lea	-13(%r13), %r13
	or	%r13, %rbx
	lea	-14(%r14), %r14
	or	%r14, %rbx
	lea	-15(%r15), %r15
	or	%r15, %rbx
	pop	%rdi
	pop	%rdx
	mov	%rbx, (%rdx)
	pop	%r15
	pop	%r14
	pop	%r13
	pop	%r12
	pop	%rbp
	pop	%rbx
	ret

	/* What runs in user mode, at USER_CODE: a copy. */
	.globl	user_begin, user_end, user_spin
user_begin:
	mov	$1, %eax
	mov	$0x77, %r8d
	syscall				/* 1: back by IRET, with RAX one more */
	cmp	$2, %eax
	jne	9f
	cmp	$0x77, %r8d
	jne	9f
	mov	$2, %eax
	syscall				/* 2: back by SYSRET, with RAX one more */
	cmp	$3, %eax
	jne	9f
	int	$0x80
	mov	%fs:0, %rdi
	mov	%gs:0, %rsi
	mov	$3, %eax
	syscall				/* 3: the end; RDI, RSI what the bases lead to */
9:	mov	%eax, %edi
	mov	$4, %eax
	syscall
	ud2
user_spin:
	jmp	user_spin
user_end:

	.bss
	.balign	4096
	.skip	16384
	.globl	boot_stack_end
boot_stack_end:
kernel_rsp:
	.quad	0

	.section .note.GNU-stack, "", @progbits
