/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Macros for the bodies of a blob.  Each body is a section of its own.
 * .slot.<Name> goes to the place of its number (rom.ld), and check-blob refuses
 * one that is larger than its slot.  One that does not fit stands in
 * .text.<Name>, and C's do so anyway: GetRelocationInfo answers its address.
 *
 * In every body: registers in and out, and what may be clobbered, are those of
 * the call in spec/calls.def and an architecture's words.def.
 */
#ifndef ROM_SLOT_H
#define ROM_SLOT_H

#include <vmi/calls.h>
#include <vmi/rom.h>

#include "code.h"

#define VMI_NO_PADDING
#include <vmi/native.h>
#define R(reg) %reg

#include ROM_PROFILE_FILE

/* NATIVE_<Name>: the native form of a call; number_<Name>. */
#define VMI_CALL(nr, Name, ...) \
	.macro NATIVE_##Name; VMI_NATIVE_##Name; .endm; \
	.set number_##Name, nr;
#include <calls.def>

/* OWN_<Name>: that of a call that only the profile has. */
#define VMI_OWN(nr, Name, body, family, shape, clob, seg, known, summary, ...) \
	.macro OWN_##Name; __VA_ARGS__; .endm;
#include ROM_PROFILE_FILE

.macro SLOT name
	.section .slot.\name, "ax", @progbits
	.globl \name
	.type \name, @function
\name:
	ENTRY
.endm

/* A body that does not fit its slot. */
.macro BODY name
	.section .text.\name, "ax", @progbits
	.globl \name
	.hidden \name
	.type \name, @function
\name:
	ENTRY
.endm

.macro END name
	.size \name, . - \name
.endm

/*
 * The end of a body that a site may hold in place of the call: up to here it does all the work, at any place, and its ret
 * belongs to the called one only.  Wherever it stands, it adds a line to a list of numbers and lengths for GetInline;
 * rom.ld sorts the list's parts, its begin, the lines and the end.
 */
.macro END_INLINE name
	.pushsection .rodata.inline.1, "a"
	.long	number_\name
	.long	inline_end_\name - \name - VMI_INLINE_SKIP
	.popsection
inline_end_\name:
	RETURN
	END \name
.endm

/* A body that is the native instruction and no more. */
.macro NATIVE name
	SLOT \name
	NATIVE_\name
	END_NATIVE \name
.endm

/* The same of a call that only the profile has. */
.macro OWN name
	SLOT \name
	OWN_\name
	RETURN
	END \name
.endm

/* A hint that says nothing new on this platform. */
.macro HINT name
	SLOT \name
	RETURN
	END \name
.endm

#endif
