/* SPDX-License-Identifier: GPL-2.0-only */
/* x86-64: how a body begins and ends, for rom/slot.h and rom/header.S. */
#ifndef ROM_CODE_H
#define ROM_CODE_H

#include <vmi/place.h>

#define ROM_CODE .code64
#define ROM_PLACE rom_place

/* The first instruction behind an address that a client is told. */
.macro ENTRY
	endbr64
.endm

/* A return that the list of returns has: rom/x86_64/lists.c makes it RET and INT3s, as it does with C's. */
.macro RETURN
	jmp	__x86_return_thunk
.endm

/* The end of a native form, which a site may hold. */
.macro END_NATIVE name
	END_INLINE \name
.endm

/* A body's distance from its word in the table of answers. */
#define DISTANCE .long
#define DISTANCE_SIZE 4
#define DISTANCE_LIMIT 0x20000

#endif
