/* SPDX-License-Identifier: GPL-2.0-only */
/* How a processor that has paging on gets to ap_high. */
.macro TO_HIGH
	mov	$ap_high, %eax
	jmp	*%eax
.endm

.macro OWN_DESCRIPTORS
.endm
