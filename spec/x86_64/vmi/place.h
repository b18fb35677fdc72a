/* SPDX-License-Identifier: MIT */
/*
 * How an image of 4.0 says where it may run, and what a loader does to its copy (spec/VMI-4.0.md, section 3).
 * Little endian.
 */
#ifndef VMI_PLACE_H
#define VMI_PLACE_H

/* In the header, where 3.x has a reserved field. */
#define VMI_ROM_OFF_PLACE 0x1E /* u16, offset of the placement record */

#define VMI_PLACE_SIGNATURE 0x634C7056	/* "VpLc" */
#define VMI_PLACE_OFF_SIZE 0x04		/* u16, bytes of the record */
#define VMI_PLACE_OFF_FLAGS 0x06	/* u16, VMI_PLACE_* */
#define VMI_PLACE_OFF_STATE 0x08	/* u32, the state area's offset from the image's begin; whole pages */
#define VMI_PLACE_OFF_STATE_PAGES 0x0C	/* u32, pages of the state area; 0: none */
#define VMI_PLACE_OFF_FIXUPS 0x10	/* u32, offset of the fixups */
#define VMI_PLACE_OFF_NR_FIXUPS 0x14	/* u16, how many */
#define VMI_PLACE_OFF_PERCPU_SIZE 0x16	/* u16, bytes of memory that each processor has at its GS base; 0: none */
#define VMI_PLACE_OFF_RETURNS 0x18	/* u32, offset of the list of returns */
#define VMI_PLACE_OFF_NR_RETURNS 0x1C	/* u16, how many */
#define VMI_PLACE_SIZE 0x20		/* bytes */

#define VMI_PLACE_DRAFT 1 /* flag: of a draft of this specification */

#define VMI_PAGE_SIZE 4096
#define VMI_PERCPU_ALIGN 128  /* of the memory that each processor has, which is in one page */
#define VMI_PERCPU_MAX 1024   /* bytes, at most */

/* A fixup, 8 bytes: where a 32-bit field of the code is, and what it holds. */
#define VMI_FIXUP_OFF_AT 0x00	/* u32, the field's offset */
#define VMI_FIXUP_OFF_KIND 0x04 /* u16, VMI_FIXUP_*; 2 bytes of 0 follow */
#define VMI_FIXUP_SIZE 0x08	/* bytes */
#define VMI_FIXUP_PERCPU 1	/* a displacement from the GS base: the place of the processor's memory is added when the image is placed */
#define VMI_FIXUP_REL32 2	/* relative to its instruction's end, in bytes that a site may hold: their distance is taken off */

/* A return: u32, its offset. There are VMI_RETURN_SIZE bytes, RET and INT3s, and room for a jump. */
#define VMI_RETURN_SIZE 5 /* bytes */

#endif
