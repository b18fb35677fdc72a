/* SPDX-License-Identifier: GPL-2.0-only */
/* Page tables: what is short, and what C does for calls that keep registers. */
#include "slot.h"
#include "x86_64/percpu_asm.h"

	HINT	UpdatePxELong

	GETTER	GetCR3, PERCPU_CR3

	SLOT	SetPxELong
	jmp	SetPxELong_slow
	END	SetPxELong

/* In and out: RAX an entry.  Clobbers flags. */
.macro READS name
	SLOT	\name
	push	%rcx
	push	%r11
	SAVE_C
	mov	%rax, %rdi
	call	\name\()_in_c
	RESTORE_C
	pop	%r11
	pop	%rcx
	RETURN
	END	\name
.endm

	READS	MachineToPhysical
	READS	PhysicalToMachine

	.section .note.GNU-stack, "", @progbits
