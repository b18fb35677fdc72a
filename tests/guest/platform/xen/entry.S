/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Xen PV entry: the notes that Xen reads, and the first instructions.  Paging is
 * on, the kernel is mapped at KERNEL_BASE, CPL is 1, events are masked.
 */
#ifdef CONFIG_PAE
#include <xen_note.h>
#include "mm.h"
#include "trap.h"

	XEN_NOTE XEN_ELFNOTE_ENTRY, .long xen_entry
	XEN_NOTE XEN_ELFNOTE_VIRT_BASE, .long KERNEL_BASE
	XEN_NOTE XEN_ELFNOTE_PADDR_OFFSET, .long 0
	XEN_NOTE XEN_ELFNOTE_XEN_VERSION, .asciz "xen-3.0"
	XEN_NOTE XEN_ELFNOTE_GUEST_OS, .asciz "vmi-guest"
	XEN_NOTE XEN_ELFNOTE_LOADER, .asciz "generic"
	XEN_NOTE XEN_ELFNOTE_PAE_MODE, .asciz "yes"
	XEN_NOTE XEN_ELFNOTE_FEATURES, .asciz "!writable_page_tables|pae_pgdir_above_4gb"

	.text
/* in: ESI start_info. */
xen_entry:
	cld
	mov $boot_stack_top, %esp
	xor %eax, %eax
	mov %eax, %fs
	mov %eax, %gs
	push %esi
	call xen_start
	ud2

/* void xen_resume(struct regs *r): Xen pops EAX, and sets the event mask by the frame's IF. */
	.globl xen_resume
xen_resume:
	mov 4(%esp), %esp
	POP_REGS
	push %eax
	mov $23, %eax /* __HYPERVISOR_iret */
	int $0x82
	ud2
#endif

	.section .note.GNU-stack, "", @progbits
