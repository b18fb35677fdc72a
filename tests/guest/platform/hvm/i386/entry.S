/* SPDX-License-Identifier: GPL-2.0-only */
/* Xen PVH entry (docs/misc/pvh.pandoc): the note, which also says that this is a kernel for it, and the first instructions. */
#include <boot.h>
#include <xen_note.h>

	XEN_NOTE XEN_ELFNOTE_PHYS32_ENTRY, .long PHYS(hvm_entry)

	.text
/* in: EBX start info; paging off, flat segments. */
hvm_entry:
	mov $hvm_start, %esi
	jmp baremetal_begin

	.section .note.GNU-stack, "", @progbits
