/* SPDX-License-Identifier: GPL-2.0-only */
/* What Xen must know to start the guest, and its first instructions. */
#include <xen/elfnote.h>

	.macro note type, value:vararg
	.section .note.Xen, "a", @note
	.long	4, 2f - 1f, \type
	.asciz	"Xen"
1:	\value
2:	.p2align 2
	.endm

	note	XEN_ELFNOTE_ENTRY, .long _start
	note	XEN_ELFNOTE_VIRT_BASE, .long 0xc0000000
	/* ld puts the link address into the physical one's place, too. */
	note	XEN_ELFNOTE_PADDR_OFFSET, .long 0xc0000000
	note	XEN_ELFNOTE_XEN_VERSION, .asciz "xen-3.0"
	note	XEN_ELFNOTE_GUEST_OS, .asciz "hello"
	note	XEN_ELFNOTE_LOADER, .asciz "generic"
	note	XEN_ELFNOTE_PAE_MODE, .asciz "yes"

	/* In: ESI start_info; ESP a small stack; flat segments; interrupts (events) masked. */
	.text
	.globl	_start
_start:
	cld
	push	%esi
	call	hello
1:	jmp	1b

	.section .note.GNU-stack, "", @progbits
