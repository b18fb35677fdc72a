/* SPDX-License-Identifier: GPL-2.0-only */
/* A second site of IRET, as kernels have for interrupts that nothing masks: nobody has come by here before. */
#include "client.h"
#include "ops.h"

	.text
	.globl	other_site
other_site:
	SITE_JUMP OP_IRET
	ud2				/* a site of nops */
	FIXUP	other_site, return_refused

	.section .note.GNU-stack, "", @progbits
