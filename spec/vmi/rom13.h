/* SPDX-License-Identifier: MIT */
/*
 * Profile i386 13.3: what differs from 3.0 in the image and in the constants.
 * Header, PCIR, $PnP and build identity are those of vmi/rom.h, where both have them.
 *
 * Source: docs/facts/vmi-13.3-client.md sections 2 to 4.  The window is ours.
 */
#ifndef VMI_ROM13_H
#define VMI_ROM13_H

#define VMI13_API_MAJOR 13
#define VMI13_API_MINOR 3

/* Slot n is at 32 n from the image's first byte; 0 to 3 are the header's. */
#define VMI13_SLOT_SIZE 32
#define VMI13_FIRST_CALL 4
#define VMI13_NR_CALLS 88
#define VMI13_OFF_INIT 0x080  /* slot 4, Init, called in place */
#define VMI13_OFF_RELOC 0xAA0 /* slot 85, GetRelocationInfo, called in place */
#define VMI13_TABLE_END 0xB00 /* first byte behind the slots */

#define VMI13_ANSWER VMI_ANSWER_CALL /* of GetRelocationInfo, for each call: at any other the client stops */

/*
 * Where Init maps the ROM's pages, for good: by 4 KiB entries of the page table that the client has for
 * its system page, where it uses none.  All others of the window stay as they were, not present.
 */
#define VMI13_WINDOW 0x90700000    /* linear address of physical address 0: the ROM's pages, no others */
#define VMI13_WINDOW_SIZE 0x100000 /* bytes: the first MiB, where firmware puts option ROMs */
#define VMI13_WINDOW_PDE 0x904     /* the entry of its page table, from the start of the page directory */
#define VMI13_WINDOW_PTE 0xC00     /* its first page's entry, from the start of the page table */

/* Init: EAX as a signed number. */
#define VMI13_INIT_OK 0                      /* done */
#define VMI13_INIT_NOT_PRIVILEGED 0xFFFFFFFF /* -1: CPL is not 0 */
#define VMI13_INIT_NO_LARGE_PAGES 0xFFFFFFFE /* -2: not given any more: the processor has no 4 MiB pages */
#define VMI13_INIT_WRONG_PAGING 0xFFFFFFFD   /* -3: paging is off, or it is PAE's */
#define VMI13_INIT_NOT_ONE_TO_ONE 0xFFFFFFFC /* -4: ROM or page directory not mapped one to one */
#define VMI13_INIT_WINDOW_IN_USE 0xFFFFFFFB  /* -5: an entry of the window is not empty, and not ours */
#define VMI13_INIT_NO_PAGE_TABLE 0xFFFFFFFA  /* -6: the window has no page table */
#define VMI13_INIT_LARGE_PAGE 0xFFFFFFF9     /* -7: it is in a 4 MiB page */
#define VMI13_INIT_TABLE_TOO_HIGH 0xFFFFFFF8 /* -8: its page table is not below 4 MiB */
#define VMI13_INIT_TABLE_NOT_ONE_TO_ONE 0xFFFFFFF7 /* -9: its page table is not mapped one to one */
#define VMI13_INIT_ROM_TOO_HIGH 0xFFFFFFF6         /* -10: the ROM is not below 1 MiB */

/* FlushDeferredCalls */
#define VMI13_FLUSH_CPU_STATE 0x40  /* changes of processor state */
#define VMI13_FLUSH_PT_UPDATES 0x80 /* changes of page tables */

#endif
