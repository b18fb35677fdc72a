/* SPDX-License-Identifier: GPL-2.0-only */
/* Whether the processor has CPUID: then EFLAGS.ID can be changed (SDM vol. 1, 3.4.3.3). */
#define EFLAGS_ID 0x200000

/* Out: EAX not 0, and NZ, if it has.  Clobbers ECX, flags. */
.macro HAS_CPUID
	pushf
	mov	(%esp), %ecx
	xorl	$EFLAGS_ID, (%esp)
	popf
	pushf
	pop	%eax
	xor	%ecx, %eax
	test	$EFLAGS_ID, %eax
.endm
