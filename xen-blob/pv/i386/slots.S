/* SPDX-License-Identifier: GPL-2.0-only */
/* Slots of calls whose bodies are short, and Init. */
#include "slot.h"
#include "percpu.h"

	NATIVE	RDTSC
	NATIVE	RDPMC
	HINT	UpdatePxELong

/* MSRs of system-call entry and paging are accepted and mean nothing; Xen emulates the rest. */
/* In: ECX number, EDX:EAX value. Clobbers EAX, ECX, EDX. */
	SLOT	WRMSR
	push	%eax
	push	%ecx
	push	%edx
	mov	%ecx, %eax
	call	msr_is_ours
	test	%eax, %eax
	pop	%edx
	pop	%ecx
	pop	%eax
	jnz	1f
	wrmsr
1:	ret
	END	WRMSR

/* In: EAX leaf, ECX subleaf. Out: EAX, EBX, ECX, EDX. The prefix asks Xen (xen-x86_32.h, XEN_CPUID). */
	SLOT	CPUID
	push	%eax
	ud2
	.ascii	"xen"
	cpuid
	push	%edx
	push	%ecx
	push	%ebx
	push	%eax
	mov	%esp, %eax
	mov	16(%esp), %edx
	call	cpuid_filter
	pop	%eax
	pop	%ebx
	pop	%ecx
	pop	%edx
	lea	4(%esp), %esp
	ret
	END	CPUID

/* A body, or its begin, that a site may hold in place of the call: it does all the work, anywhere. */
.macro END_INLINE name
	.set	inline_\name, . - \name
	ret
	END	\name
.endm

	SLOT	RDMSR
	NATIVE_RDMSR
	END_INLINE RDMSR

	SLOT	WBINVD			/* caches are Xen's */
	nop
	END_INLINE WBINVD

	SLOT	GetCycleFrequency	/* system time is in nanoseconds */
	mov	$1000000000, %eax
	xor	%edx, %edx
	END_INLINE GetCycleFrequency

	SLOT	GetInline
	cmp	$VMI_NR_CALLS, %eax
	jae	2f
	call	1f
1:	pop	%ecx
	movzbl	%cs:inline_lengths-1b(%ecx,%eax), %eax
	ret
2:	xor	%eax, %eax
	ret
	END	GetInline

	.section .rodata, "a"
inline_lengths:
#define VMI_CALL(nr, Name, ...) \
	.ifdef inline_##Name; \
	.byte inline_##Name; \
	.else; \
	.byte 0; \
	.endif;
#define VMI_UNUSED(nr) .byte 0;
#include <calls.def>

	.section .text.call_deferred, "ax", @progbits
/*
 * void call_deferred(nr, a, b, c, d), with events off: in lazy mode for processor state the hypercall goes behind those
 * that wait. This is what a context switch does most.
 */
#define CALL(word) WINDOW_VCPUS+STATE_CALLS_PAGE+4*word(%ebx,%esi)
	.globl	call_deferred
	.hidden	call_deferred
call_deferred:
	push	%ebx
	push	%esi
	FIND_STATE ebx
	cmpl	$VMI_LAZY_CPU, WINDOW_VCPUS+STATE_LAZY(%ebx)
	jne	1f
	mov	WINDOW_VCPUS+STATE_CALLS(%ebx), %esi
	cmp	$MAX_CALLS - 2, %esi
	jae	1f
	cmpl	$0, WINDOW_VCPUS+STATE_RUN(%ebx)
	jne	1f
	shl	$CALL_SHIFT, %esi
	mov	%eax, CALL(0)
	mov	%edx, CALL(2)
	mov	%ecx, CALL(3)
	mov	12(%esp), %eax
	mov	%eax, CALL(4)
	mov	16(%esp), %eax
	mov	%eax, CALL(5)
	incl	WINDOW_VCPUS+STATE_CALLS(%ebx)
	pop	%esi
	pop	%ebx
	ret
1:	pop	%esi
	pop	%ebx
	jmp	call_deferred_c

	.section .text.init, "ax", @progbits
/* A 3.0 client does not convert entries that it reads, and stops here. */
	.globl	init
	.type	init, @function
init:
	mov	$VMI_INIT_NEEDS_START, %eax
	ret
	.size	init, . - init

	.section .note.GNU-stack, "", @progbits
