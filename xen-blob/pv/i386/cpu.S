/* SPDX-License-Identifier: GPL-2.0-only */
/* Control registers, CPUID, MSRs: what is short. */
#include "slot.h"
#include "i386/percpu.h"

	NATIVE	RDTSC
	NATIVE	RDPMC

	GETTER	GetCR0, FIND_STATE, WINDOW_VCPUS+STATE_CR0
	GETTER	GetCR2, FIND, WINDOW_SHARED+VCPU_INFO_CR2
	GETTER	GetCR4, FIND_STATE, WINDOW_VCPUS+STATE_CR4

	SLOT	WBINVD			/* caches are Xen's */
	nop
	END_INLINE WBINVD

	SLOT	RDMSR			/* Xen emulates it */
	NATIVE_RDMSR
	END_INLINE RDMSR

/* MSRs of system-call entry and paging are accepted and mean nothing; Xen emulates the rest. */
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

/* The prefix before the instruction asks Xen (xen-x86_32.h, XEN_CPUID). */
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

	.section .note.GNU-stack, "", @progbits
