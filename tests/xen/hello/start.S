/* SPDX-License-Identifier: GPL-2.0-only */
/* What Xen must know to start the guest, and its first instructions. */
#include <xen_note.h>

	XEN_NOTE XEN_ELFNOTE_ENTRY, .long _start
	XEN_NOTE XEN_ELFNOTE_VIRT_BASE, .long 0xc0000000
	/* ld puts the link address into the physical one's place, too. */
	XEN_NOTE XEN_ELFNOTE_PADDR_OFFSET, .long 0xc0000000
	XEN_NOTE XEN_ELFNOTE_XEN_VERSION, .asciz "xen-3.0"
	XEN_NOTE XEN_ELFNOTE_GUEST_OS, .asciz "hello"
	XEN_NOTE XEN_ELFNOTE_LOADER, .asciz "generic"
	XEN_NOTE XEN_ELFNOTE_PAE_MODE, .asciz "yes"

	/* In: ESI start_info; ESP a small stack; flat segments; interrupts (events) masked. */
	.text
	.globl	_start
_start:
	cld
	push	%esi
	call	hello
1:	jmp	1b

	.section .note.GNU-stack, "", @progbits
