/* SPDX-License-Identifier: GPL-2.0-only */
/* IRET of the -call build: every return comes here, so that a client's site and the body are tried. */
#include "slot.h"

/* What nearly every frame to user mode holds: clients' flat user segments. */
#define USER_CS 0x73
#define USER_DS 0x7b
#define CS 8
#define SS 20

/* The return address stays until the last moment: it names the site. */
	SLOT	IRET
	jmp	1f
	.org	IRET + VMI_ROM_JUMP_ENTRY
	NATIVE_IRET			/* who jumps leaves no site behind */
1:	cmpw	$USER_CS, CS(%esp)
	jne	2f
	cmpw	$USER_DS, SS(%esp)
	jne	2f
	lea	4(%esp), %esp
	NATIVE_IRET
2:	jmp	judge
	END	IRET

	.section .note.GNU-stack, "", @progbits
