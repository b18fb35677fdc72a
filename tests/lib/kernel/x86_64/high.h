/* SPDX-License-Identifier: GPL-2.0-only */
/* How a processor that has paging on gets to ap_high: by a code segment of 64 bits. */
.macro TO_HIGH
	ljmpl	$AP_LONG_CS, $LOW(long_mode)

	.code64
long_mode:
	mov	$ap_high, %rax
	jmp	*%rax
.endm

.macro OWN_DESCRIPTORS
	.quad	LONG_CODE
.endm
