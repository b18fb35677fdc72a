/* SPDX-License-Identifier: GPL-2.0-only */
/* Control registers, CPUID, MSRs: what is short. */
#include "slot.h"
#include "x86_64/percpu_asm.h"

	.if	ROM_STATE_PAGES != AREA_PAGES || ROM_PERCPU_SIZE != PERCPU_SIZE
	.error	"rules.mk has other sizes than layout.h"
	.endif

	GETTER	GetCR0, PERCPU_CR0
	GETTER	GetCR2, VCPU_INFO_CR2
	GETTER	GetCR4, PERCPU_CR4

	SLOT	WBINVD			/* caches are Xen's */
	nop
	END_INLINE WBINVD

	SLOT	RDMSR			/* Xen emulates it */
	NATIVE_RDMSR
	END_INLINE RDMSR

/* MSRs of system-call entry and paging are accepted and mean nothing; Xen emulates the rest. */
	SLOT	WRMSR
	push	%rax
	push	%rcx
	push	%rdx
	mov	%ecx, %edi
	call	msr_is_ours
	test	%eax, %eax
	pop	%rdx
	pop	%rcx
	pop	%rax
	jnz	1f
	wrmsr
1:	RETURN
	END	WRMSR

/* The prefix before the instruction asks Xen (xen-x86_64.h, XEN_CPUID). */
	BODY	CPUID
	push	%r11
	SAVE_C
	push	%rax
	ud2
	.ascii	"xen"
	cpuid
	pop	%rsi			/* the leaf */
	push	%rdx			/* regs, four words of 32 bits */
	push	%rax
	mov	%ebx, 4(%rsp)
	mov	%ecx, 8(%rsp)
	mov	%edx, 12(%rsp)
	mov	%rsp, %rdi
	call	cpuid_filter
	mov	(%rsp), %eax
	mov	4(%rsp), %ebx
	mov	8(%rsp), %ecx
	mov	12(%rsp), %r11d
	lea	16(%rsp), %rsp
	mov	%r11, 40(%rsp)		/* RDX's place, behind the five that SAVE_C pushed later */
	RESTORE_C
	pop	%r11
	RETURN
	END	CPUID

	.section .note.GNU-stack, "", @progbits
