/* SPDX-License-Identifier: GPL-2.0-only */
/* Returns from interrupts and system calls, their entry. */
#include "slot.h"

	SLOT	IRET
	NATIVE_IRET
	END	IRET

	SLOT	SYSRET
	NATIVE_SYSRET
	END	SYSRET

#define MSR_STAR 0xc0000081
#define MSR_LSTAR 0xc0000082
#define MSR_SFMASK 0xc0000084

/* The client's flags go first: an entry that is half told finds interrupts off. */
	SLOT	SetSyscallEntry
	mov	%ecx, %esi
	mov	%edx, %eax
	xor	%edx, %edx
	mov	$MSR_SFMASK, %ecx
	wrmsr
	mov	%esi, %edx
	xor	%eax, %eax
	mov	$MSR_STAR, %ecx
	wrmsr
	mov	%edi, %eax
	mov	%rdi, %rdx
	shr	$32, %rdx
	mov	$MSR_LSTAR, %ecx
	wrmsr
	xor	%eax, %eax
	RETURN
	END	SetSyscallEntry

	.section .note.GNU-stack, "", @progbits
