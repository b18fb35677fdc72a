/* SPDX-License-Identifier: GPL-2.0-only */
/* Slots whose bodies are C functions, or too long for a slot. */
#include "../../rom/slot.h"

/* Same registers and stack arguments: gcc's regparm(3) is the calls' convention. */
.macro BODY name
	SLOT	\name
	jmp	\name\()_body
	END	\name
.endm

	BODY	SetGDT
	BODY	SetLDT
	BODY	SetIDT
	BODY	SetTR
	BODY	GetGDT
	BODY	GetLDT
	BODY	GetIDT
	BODY	GetTR
	BODY	WriteGDTEntry
	BODY	WriteLDTEntry
	BODY	WriteIDTEntry
	BODY	UpdateKernelStack

	BODY	SetCR0
	BODY	SetCR2
	BODY	SetCR3
	BODY	SetCR4
	BODY	GetCR0
	BODY	GetCR2
	BODY	GetCR3
	BODY	GetCR4
	BODY	SetDR
	BODY	GetDR
	BODY	CLTS
	BODY	Halt
	BODY	Reboot
	BODY	Shutdown
	BODY	SetIOPLMask

	BODY	SetPxELong
	BODY	MachineToPhysical
	BODY	PhysicalToMachine
	BODY	AllocatePage
	BODY	ReleasePage
	BODY	InvalPage
	BODY	FlushTLB
	BODY	SetLinearMapping
	BODY	SetLazyMode

	BODY	SetInitialAPState
	BODY	APICWrite
	BODY	APICRead
	BODY	GetCycleFrequency
	BODY	GetCycleCounter
	BODY	SetAlarm
	BODY	CancelAlarm
	BODY	GetWallclockTime
	BODY	WallclockUpdated

	BODY	Offer
	BODY	Start
	BODY	ConsoleWrite
	BODY	PlatformCalls

	NATIVE	RDTSC
	NATIVE	RDPMC
	HINT	UpdatePxELong
	HINT	WBINVD

/* MSRs of system-call entry and paging are accepted and mean nothing; Xen emulates the rest. */
	SLOT	WRMSR
	jmp	wrmsr_body
	END	WRMSR
	SLOT	RDMSR
	NATIVE_RDMSR
	ret
	END	RDMSR
	SLOT	CPUID
	jmp	cpuid_body
	END	CPUID

	.text
/* In: ECX number, EDX:EAX value. Clobbers EAX, ECX, EDX. */
wrmsr_body:
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

/* In: EAX leaf, ECX subleaf. Out: EAX, EBX, ECX, EDX. The prefix asks Xen (xen-x86_32.h, XEN_CPUID). */
cpuid_body:
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

/* A 3.0 client does not convert entries that it reads, and stops here. */
	.globl	init
	.type	init, @function
init:
	mov	$VMI_INIT_NEEDS_START, %eax
	ret
	.size	init, . - init

	.section .note.GNU-stack, "", @progbits
