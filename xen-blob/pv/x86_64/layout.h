/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where the PV back end keeps its state.
 *
 * What all virtual CPUs share is in the state area behind the image, at a fixed distance: so a body reaches
 * it relative to RIP.  Two of its pages are given up for pages of Xen's: they are mapped there instead.
 *
 * What is one virtual CPU's and hot lies in the client's per-processor memory, which is at the same
 * displacement from the GS base on each.  One instruction reaches it, so a migration before or behind that
 * does no harm.  Xen's vcpu_info is there, and a few words that lead to the rest.
 */
#ifndef XEN_PV_LAYOUT_H
#define XEN_PV_LAYOUT_H

#define MAX_VCPUS 8

/* Pages of the state area. For each virtual CPU: state, queue, queue and buffer, buffer, calls, calls. */
#define VCPU_PAGES 6
#define AREA_GLOBAL 0
#define AREA_SHARED 1  /* Xen's shared_info */
#define AREA_CONSOLE 2 /* Xen's console ring; nothing in dom0 */
#define AREA_GDT 3     /* empty descriptors, behind the client's */
#define AREA_LISTS 4   /* two, which lead a save to the list of frames */
#define AREA_VCPUS 6
#define AREA_BUFFER (AREA_VCPUS + 2) /* of the first */
#define AREA_PAGES (AREA_VCPUS + VCPU_PAGES * MAX_VCPUS)
/* The page behind a GDT of virtual CPU n. */
#define AREA_GDTS(n) ((void)(n), AREA_GDT)
#define GDT_PAGES 14 /* FIRST_RESERVED_GDT_PAGE of arch-x86/xen-x86_64.h */

/* The per-processor memory, for rules.mk, too. */
#define PERCPU_SIZE 128
#define PERCPU_SELF 64    /* its linear address */
#define PERCPU_STATE 72   /* linear address of struct state */
#define PERCPU_SCRATCH 80 /* of SYSRET */
#define PERCPU_STACK 88   /* the kernel's stack at an entry from user mode */
#define PERCPU_CR0 96     /* as the client set them */
#define PERCPU_CR3 104
#define PERCPU_CR4 112

/* In vcpu_info (public/xen.h), which begins the per-processor memory. */
#define EVENT_PENDING 0
#define EVENT_MASK 1
/*
 * What IRET has to put right, in a byte between Xen's that is nobody's: so IRET sees it with the byte that it
 * looks at anyway. NMI: one was delivered, and Xen holds others back up to the next IRET.  TS: the client has
 * it set, and Xen has cleared it.
 */
#define HELD_BACK 2
#define HELD_NMI 1
#define HELD_TS 2
#define EVENT_OR_HELD 0x00ff00ff /* of the word at EVENT_PENDING */
#define VCPU_INFO_CR2 16
#define VCPU_INFO_TIME 32
#endif
