/* SPDX-License-Identifier: GPL-2.0-only */
/* On which processor a traced call is: by its initial APIC id, and the first where CPUID is unknown. */
#define EFLAGS_ID 0x200000

/* Out: EAX the number.  Clobbers ECX, EDX, flags. */
.macro TRACE_CPU
	pushf
	mov	(%esp), %eax
	xorl	$EFLAGS_ID, (%esp)
	popf
	pushf
	pop	%ecx
	xor	%ecx, %eax
	and	$EFLAGS_ID, %eax
	jz	7f
	push	%ebx
	mov	$1, %eax
	cpuid
	shr	$24, %ebx
	mov	%ebx, %eax
	pop	%ebx
7:
.endm
