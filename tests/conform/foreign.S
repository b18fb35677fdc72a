/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The least that a kernel of 3.0 boots on
 * (docs/facts/vmi-3.0-client.md section 7), as somebody else might have written it.
 * IRET and SYSEXIT by a jump, all else none; no build identity, no number of calls.
 * poke-rom mends the checksum.
 */
#define UNITS 2

	.text
	.code16
rom:	.word	0xaa55
	.byte	UNITS
	lret
	.org	8
	.ascii	"cVmi"
	.byte	0, 3
	.org	0x16
	.word	0x20, 0x24, 0x40	/* licence, PCIR, $PnP */
	.org	0x20
	.asciz	"GPL"
	.ascii	"PCIR"
	.word	0x15ad, 0x0801, 0, 0x18
	.byte	0, 0, 0, 0xff
	.word	UNITS
	.byte	7, 1, 0, 0x80
	.word	0
	.org	0x40
	.ascii	"$PnP"
	.byte	1, 2
	.word	0
	.byte	0, 0x64			/* so that the header sums up to 0 */
	.long	0
	.word	0xb0, 0xb8		/* manufacturer, product */
	.byte	0, 0, 0xff, 0
	.org	0x80
	.code32
	jmp	init
	.org	0x88
	jmp	reloc
	.org	0xb0
	.asciz	"Foreign"
	.asciz	"ROM"
	.org	0x100
init:	xor	%eax, %eax
	ret

/* In: EAX number.  Out: EAX address, DL answer. */
reloc:	cmp	$33, %eax
	je	1f
	cmp	$34, %eax
	je	2f
	xor	%eax, %eax
	xor	%edx, %edx
	ret
1:	call	3f
3:	pop	%eax
	add	$return - 3b, %eax
	mov	$2, %dl
	ret
2:	call	4f
4:	pop	%eax
	add	$fast - 4b, %eax
	mov	$2, %dl
	ret

return:	iret
fast:	sti
	sysexit
	.org	UNITS * 512

	.section .note.GNU-stack, "", @progbits
