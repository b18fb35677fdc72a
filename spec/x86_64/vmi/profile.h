/* SPDX-License-Identifier: MIT */
/*
 * What is x86-64's own of the table and of the image.  Each architecture has this file in a folder of its own, and
 * the include path chooses.
 */
#ifndef VMI_PROFILE_H
#define VMI_PROFILE_H

/* Version of this specification; a blob and a client agree on the major. */
#define VMI_API_MAJOR 4
#define VMI_API_MINOR 0

/* Calls are numbered 0 to VMI_NR_CALLS - 1. */
#define VMI_NR_CALLS 95

/* Rows of calls.def: this architecture's, and what another has alone. */
#define VMI_CALL_I386(nr, ...) VMI_UNUSED(nr)
#define VMI_CALL_X86_64(...) VMI_CALL(__VA_ARGS__)
#define VMI_SINCE_3_1 0 /* the minor version of a call that 3.1 added */
#define VMI_MAY_NCV VMI_MAY_NC

/* Where the image has its entry, and what ours look like. */
#define VMI_ROM_OFF_RELOC 0x80 /* code: GetRelocationInfo */
#define VMI_ROM_SLOT_SIZE 64

/* What a site may hold of a body begins so many bytes behind the answer's address: behind ENDBR64. */
#define VMI_INLINE_SKIP 4

/* Results of calls that can fail; anything but VMI_DONE, and nothing has changed. */
#define VMI_DONE 0
#define VMI_REFUSED_ARGUMENT 1 /* the platform takes no such value */
#define VMI_REFUSED_PLATFORM 2 /* it has no such thing */
#define VMI_REFUSED_ROOM 3     /* it has no more of it */

/* Levels of tables above VMI_PAGE_PDP: flags of SetPxELong, UpdatePxELong, AllocatePage and ReleasePage. */
#define VMI_PAGE_PML4 0x008
#define VMI_PAGE_PML5 0x100

/* FlushPCID: types of INVPCID (SDM vol. 2, INVPCID). */
#define VMI_PCID_ADDRESS 0    /* one linear address of one PCID */
#define VMI_PCID_ONE 1	      /* one PCID, but global entries */
#define VMI_PCID_ALL_GLOBAL 2 /* everything */
#define VMI_PCID_ALL 3	      /* all PCIDs, but global entries */

#endif
