/* SPDX-License-Identifier: GPL-2.0-only */
/* What a back end answers, for GetRelocationInfo: a word for each call, where the body is, and then a byte for each, the answer. */
#include <vmi/calls.h>
#include <vmi/rom.h>

#include "code.h"

	.section .rodata, "a"
#define ANSWER_VALUE(word) VMI_ANSWER_##word
#ifdef ROM_LOOKS_AT_CLIENT
#define VMI_ANSWER_NONE_OR_CALL 0x80	/* answer_for_client says which */
#else
#define VMI_ANSWER_NONE_OR_CALL 31	/* the table allows no such answer */
#endif
#ifdef ROM_ANSWERS_CALL
#define ANSWER(Name, standard, call, why) .set answer_##Name, ANSWER_VALUE(call);
#else
#define ANSWER(Name, standard, call, why) .set answer_##Name, ANSWER_VALUE(standard);
#endif
#include ROM_ANSWERS_FILE
#define ROM_TEXT(...) #__VA_ARGS__
/*
 * Each is one that the table allows; a call or a jump leads to a body, which else is an undefined symbol.  Numbers of third
 * parties, from VMI_NR_CALLS up, have no place in these tables: to GetRelocationInfo they are no calls.
 */
#define VMI_CALL(nr, Name, family, since, shape, clob, seg, group, may, ...) \
	.if nr < VMI_NR_CALLS; \
	.ifndef answer_##Name; \
	.error ROM_TEXT(answers.def has no line for Name); \
	.set answer_##Name, VMI_ANSWER_NONE; \
	.endif; \
	.if since > ROM_API_MINOR && answer_##Name != VMI_ANSWER_NONE; \
	.error ROM_TEXT(Name: is newer than the version that the blob speaks); \
	.endif; \
	.if answer_##Name == 0x80; \
	.set sited_##Name, VMI_ANSWER_CALL; \
	.else; \
	.set sited_##Name, answer_##Name; \
	.endif; \
	.if !(VMI_MAY_##may >> sited_##Name & 1); \
	.error ROM_TEXT(Name: the table does not allow what answers.def gives); \
	.endif; \
	.if sited_##Name == VMI_ANSWER_CALL || sited_##Name == VMI_ANSWER_JUMP; \
	.globl Name; \
	.reloc ., BFD_RELOC_NONE, Name; \
	.endif; \
	.endif;
#include <calls.def>

/*
 * How far each body is from its word here.  It sits in the call's slot if it fits, and anywhere if not: a slot that only
 * jumps on would cost as much again as the call.
 */
	.if ROM_SIZE > DISTANCE_LIMIT
	.error	"a word of bodies is a signed distance, which does not reach through this ROM"
	.endif
	.globl	bodies
	.hidden	bodies
bodies:
#define SLOT_OF(nr) DISTANCE rom_slots + nr * VMI_ROM_SLOT_SIZE - .;
#define VMI_CALL(nr, Name, ...) \
	.if nr < VMI_NR_CALLS; \
	.if sited_##Name == VMI_ANSWER_CALL || sited_##Name == VMI_ANSWER_JUMP; \
	DISTANCE Name - .; \
	.else; \
	SLOT_OF(nr) \
	.endif; \
	.endif;
#define VMI_UNUSED(nr) .if nr < VMI_NR_CALLS; SLOT_OF(nr) .endif;
#include <calls.def>
	.org	bodies + DISTANCE_SIZE * VMI_NR_CALLS
answers:
#define VMI_CALL(nr, Name, ...) .if nr < VMI_NR_CALLS; .byte answer_##Name; .endif;
#define VMI_UNUSED(nr) .if nr < VMI_NR_CALLS; .byte VMI_ANSWER_NONE; .endif;
#include <calls.def>
