/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the PV back end keeps its state: the window, a range of linear addresses that the client leaves to
 * the blob.
 *
 * The header's virtual_top reserves linear addresses from WINDOW up.  Start gets
 * pages from the client and maps them there: one for all virtual CPUs, Xen's
 * shared page, and a few for each.  Every body reaches its state with one register
 * and no segment but SS.
 *
 * Which virtual CPU it is on, a body learns from a descriptor.  Xen takes 14 pages
 * of GDT; those behind the client's own are, on each virtual CPU, one page of the
 * blob's.  It holds two data segments, whose limits tell where that virtual CPU's
 * vcpu_info and state are.  LSL reads a limit in any context of the kernel.
 */
#ifndef XEN_PV_LAYOUT_H
#define XEN_PV_LAYOUT_H

#define MAX_VCPUS 8

#define WINDOW ROM_VIRTUAL_TOP /* xen-blob/rules.mk has it */
#define WINDOW_GLOBAL (WINDOW + 0x0000)
#define WINDOW_SHARED (WINDOW + 0x1000)  /* Xen's shared_info */
#define WINDOW_CONSOLE (WINDOW + 0x2000) /* Xen's console ring; nothing in dom0 */
#define WINDOW_VCPUS (WINDOW + 0x8000)   /* of the first: state, queue, buffer, calls */
#define VCPU_STRIDE_SHIFT 15
#define VCPU_PAGES 4

/*
 * The first descriptor's limit is the offset of the virtual CPU's vcpu_info in
 * shared_info, so that the interrupt flag costs no arithmetic.
 */
#define ID_LIMIT_SHIFT 6
#define GDT_PAGES 14                              /* FIRST_RESERVED_GDT_PAGE of arch-x86/xen-x86_32.h */
#define ID_SELECTOR (((GDT_PAGES - 1) << 12) | 1) /* first entry of the last page */
/* The second one's limit is the offset of the state from the first one's. */
#define ID_STATE_SELECTOR (ID_SELECTOR + 8)
/* In struct global, where LSL finds them by an absolute address. */
#define ID_VCPU_INFO (WINDOW_GLOBAL + 0)
#define ID_STATE (WINDOW_GLOBAL + 4)

/*
 * What the client hands over: the window's page table, the global page; for each: 4 pages, a GDT page; and
 * for a save two pages that lead to the list of frames.
 */
#define AREA_TABLE 0
#define AREA_GLOBAL 1
#define AREA_VCPUS 2
#define AREA_BUFFER (AREA_VCPUS + 2) /* of the first */
#define AREA_GDTS(n) (AREA_VCPUS + VCPU_PAGES * MAX_VCPUS + (n))
#define AREA_LISTS AREA_GDTS(MAX_VCPUS)
#define AREA_PAGES (AREA_LISTS + 2)

/* In vcpu_info 0; the limit is added. */
#define EVENT_PENDING (WINDOW_SHARED + 0)
#define EVENT_MASK (WINDOW_SHARED + 1)
/*
 * What IRET has to put right, in a byte between Xen's that is nobody's: so IRET sees it with the byte that it
 * looks at anyway. NMI: one was delivered, and Xen holds others back up to the next IRET.  TS: the client has
 * it set, and Xen has cleared it.
 */
#define HELD_BACK (WINDOW_SHARED + 2)
#define HELD_NMI 1
#define HELD_TS 2
#define EVENT_OR_HELD 0x00ff00ff /* of the word at EVENT_PENDING */

/* In vcpu_info (public/xen.h). */
#define VCPU_INFO_CR2 8
#define VCPU_INFO_TIME 32
#endif
