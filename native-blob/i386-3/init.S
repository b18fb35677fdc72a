/* SPDX-License-Identifier: GPL-2.0-only */
/* Init on bare hardware: there is nothing to set up, only something to refuse. */
#include <vmi/rom.h>

/* In: nothing. Out: EAX 0, or VMI_INIT_NOT_PRIVILEGED. */
/* Clobbers flags; needs CS and SS. */
	.section .text.init, "ax", @progbits
	.globl	init
	.type	init, @function
init:
	mov	%cs, %eax
	and	$3, %eax		/* native bodies need CPL 0 */
	jz	1f
	mov	$VMI_INIT_NOT_PRIVILEGED, %eax
1:	ret
	.size	init, . - init
