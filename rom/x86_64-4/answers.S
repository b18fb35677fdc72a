/* SPDX-License-Identifier: GPL-2.0-only */
/* A back end's answers: rom/answers.h, with the architecture's words. */
#include "answers.h"

	.section .note.GNU-stack, "", @progbits
