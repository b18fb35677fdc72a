/* SPDX-License-Identifier: GPL-2.0-only */
/* Macros for bodies of calls that only 13.3 has; as slot.h, with the table calls13.def. */
#ifndef ROM_SLOT13_H
#define ROM_SLOT13_H

#include "slot.h"

#include <vmi/native13.h>
#include <vmi/rom13.h>

/* NATIVE13_<Name>: the native column of the table. */
#define VMI13_CALL(nr, Name, body, family, sig, clob, seg, known, summary, ...) \
	.macro NATIVE13_##Name; __VA_ARGS__; .endm;
#include <calls13.def>

/* A body that is the native instructions and no more. */
.macro NATIVE13 name
	SLOT \name
	NATIVE13_\name
	ret
	END \name
.endm

#endif
