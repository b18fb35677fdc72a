/* SPDX-License-Identifier: GPL-2.0-only */
/* What a kernel's file says to Xen's domain builder. */
#ifndef KERNEL_XEN_NOTE_H
#define KERNEL_XEN_NOTE_H

#include <xen/elfnote.h>

.macro XEN_NOTE type, value:vararg
	.pushsection .note.Xen, "a", @note
	.balign	4
	.long	4, 2f - 1f, \type
	.asciz	"Xen"
1:	\value
2:	.balign	4
	.popsection
.endm

#endif
