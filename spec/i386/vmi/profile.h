/* SPDX-License-Identifier: MIT */
/*
 * What is i386's own of the table and of the image.  Each architecture has this file in a folder of its own, and
 * the include path chooses.
 */
#ifndef VMI_PROFILE_H
#define VMI_PROFILE_H

/* Version of this specification; a blob and a client agree on the major. */
#define VMI_API_MAJOR 3
#define VMI_API_MINOR 1

/* Calls are numbered 0 to VMI_NR_CALLS - 1. */
#define VMI_NR_CALLS 80

/* Rows of calls.def: this architecture's, and what another has alone. */
#define VMI_CALL_I386(...) VMI_CALL(__VA_ARGS__)
#define VMI_CALL_X86_64(...)
#define VMI_SINCE_3_1 1 /* the minor version of a call that 3.1 added */
#define VMI_MAY_NCV VMI_MAY_NC0

/* Where the image has its entries, and what ours look like. */
#define VMI_ROM_OFF_INIT 0x80	 /* code: Init */
#define VMI_ROM_OFF_RELOC 0x88	 /* code: GetRelocationInfo */
#define VMI_ROM_SLOT_SIZE 32
/* In slots of IRET and SYSEXIT: a jump enters past the instruction that drops a call's return address. */
#define VMI_ROM_JUMP_ENTRY 4

/* What a site may hold of a body begins so many bytes behind the answer's address. */
#define VMI_INLINE_SKIP 0

#endif
