/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * GetRelocationInfo: what a client is to do with the sites of a call.
 *
 * A client of 2007 asks this thousands of times, some of it at run time, and
 * calls it fatal when two answers differ: so it is a table and an addition.
 */
#include <vmi/calls.h>
#include <vmi/rom.h>
#include "nr_calls.h"

	/* What a client calls in place, each with a jump in its 8 bytes. */
	.section .entries, "a"
entries:
	jmp	init
	.org	entries + VMI_ROM_OFF_RELOC - VMI_ROM_OFF_INIT
	jmp	get_relocation_info

/* In: EAX call number. Out: EAX address (0 for none and nop), DL answer. */
/* Clobbers ECX, EDX, flags; needs no segment but CS and SS. */
	.section .text.get_relocation_info, "ax", @progbits
	.globl	get_relocation_info
	.type	get_relocation_info, @function
get_relocation_info:
	xor	%edx, %edx
	cmp	$ROM_NR_CALLS, %eax
	jae	2f
	call	1f
1:	pop	%ecx
	mov	%cs:answers-1b(%ecx,%eax), %dl
	lea	bodies-1b(%ecx,%eax,2), %ecx
	movswl	%cs:(%ecx), %eax
	add	%ecx, %eax
#ifdef ROM_LOOKS_AT_CLIENT
	test	%dl, %dl
	jns	4f
	call	answer_for_client	/* EDX; keeps EAX */
4:
#endif
	cmp	$VMI_ANSWER_CALL, %dl
	je	3f
	add	$VMI_ROM_JUMP_ENTRY, %eax
	cmp	$VMI_ANSWER_JUMP, %dl
	je	3f
2:	xor	%eax, %eax
3:	ret
	.size	get_relocation_info, . - get_relocation_info

	.section .rodata, "a"
/* One byte for each call; a call without a line in answers.def is an undefined symbol. */
#define ANSWER_VALUE(word) VMI_ANSWER_##word
#ifdef ROM_LOOKS_AT_CLIENT
#define VMI_ANSWER_NONE_OR_CALL 0x80	/* answer_for_client says which */
#else
#define VMI_ANSWER_NONE_OR_CALL -1	/* the table allows no such answer */
#endif
#ifdef ROM_ANSWERS_CALL
#define ANSWER(Name, standard, call, why) .set answer_##Name, ANSWER_VALUE(call);
#else
#define ANSWER(Name, standard, call, why) .set answer_##Name, ANSWER_VALUE(standard);
#endif
#include ROM_ANSWERS_FILE
#define ROM_TEXT(...) #__VA_ARGS__
/* Each is one that the table allows; a call or a jump leads to a body, which else is an undefined symbol. */
answers:
#define VMI_CALL(nr, Name, family, since, sig, clob, seg, group, may, ...) \
	.if answer_##Name == VMI_ANSWER_NONE_OR_CALL; \
	.set sited_##Name, VMI_ANSWER_CALL; \
	.else; \
	.set sited_##Name, answer_##Name; \
	.endif; \
	.if !(VMI_MAY_##may >> sited_##Name & 1); \
	.error ROM_TEXT(Name: the table does not allow what answers.def gives); \
	.endif; \
	.if sited_##Name == VMI_ANSWER_CALL || sited_##Name == VMI_ANSWER_JUMP; \
	.globl Name; \
	.reloc ., R_386_NONE, Name; \
	.endif; \
	.byte answer_##Name;
#define VMI_UNUSED(nr) .byte VMI_ANSWER_NONE;
#include <calls.def>

/*
 * How far each body is from its word here.  It sits in the call's slot if it fits, and anywhere if not: a slot that only
 * jumps on would cost as much again as the call.
 */
	.balign	2
bodies:
#define SLOT_OF(nr) .word rom_slots + nr * VMI_ROM_SLOT_SIZE - .;
#define VMI_CALL(nr, Name, ...) \
	.if sited_##Name == VMI_ANSWER_CALL || sited_##Name == VMI_ANSWER_JUMP; \
	.word Name - .; \
	.else; \
	SLOT_OF(nr) \
	.endif;
#define VMI_UNUSED(nr) SLOT_OF(nr)
#include <calls.def>

	.section .note.GNU-stack, "", @progbits
