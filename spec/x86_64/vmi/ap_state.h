/* SPDX-License-Identifier: MIT */
/*
 * The state in which SetInitialAPState starts a processor: the structure that RDI points to.  It may lie on the
 * caller's stack: a blob copies it before it returns.  General registers that it doesn't have are 0.
 */
#ifndef VMI_AP_STATE_H
#define VMI_AP_STATE_H

#define VMI_AP_OFF_CR0 0x00	     /* u64 */
#define VMI_AP_OFF_CR3 0x08	     /* u64, physical address */
#define VMI_AP_OFF_CR4 0x10	     /* u64 */
#define VMI_AP_OFF_EFER 0x18	     /* u64 */
#define VMI_AP_OFF_RIP 0x20	     /* u64 */
#define VMI_AP_OFF_RFLAGS 0x28	     /* u64 */
#define VMI_AP_OFF_RSP 0x30	     /* u64 */
#define VMI_AP_OFF_RDI 0x38	     /* u64 */
#define VMI_AP_OFF_FS_BASE 0x40	     /* u64 */
#define VMI_AP_OFF_GS_BASE 0x48	     /* u64, the kernel's */
#define VMI_AP_OFF_USER_GS_BASE 0x50 /* u64 */
#define VMI_AP_OFF_GDTR_BASE 0x58    /* u64, linear address */
#define VMI_AP_OFF_IDTR_BASE 0x60    /* u64, linear address */
#define VMI_AP_OFF_PERCPU_FRAME 0x68 /* u64, frame of the processor's memory that the blob works on (vmi/place.h) */
#define VMI_AP_OFF_GDTR_LIMIT 0x70   /* u16, bytes less 1 */
#define VMI_AP_OFF_IDTR_LIMIT 0x72   /* u16, bytes less 1 */
#define VMI_AP_OFF_CS 0x74	     /* u16 */
#define VMI_AP_OFF_SS 0x76	     /* u16 */
#define VMI_AP_OFF_DS 0x78	     /* u16, also of ES */
#define VMI_AP_OFF_FS 0x7A	     /* u16 */
#define VMI_AP_OFF_GS 0x7C	     /* u16 */
#define VMI_AP_OFF_LDTR 0x7E	     /* u16 */
#define VMI_AP_SIZE 0x80	     /* bytes of the whole */

#ifndef __ASSEMBLER__
#include <stdint.h>

#include <vmi/language.h>

struct vmi_ap_state {
	uint64_t cr0, cr3, cr4, efer;
	uint64_t rip, rflags, rsp, rdi;
	uint64_t fs_base, gs_base, user_gs_base;
	uint64_t gdtr_base, idtr_base;
	uint64_t percpu_frame;
	uint16_t gdtr_limit, idtr_limit;
	uint16_t cs, ss, ds, fs, gs, ldtr;
};

VMI_STATIC_ASSERT(ap_rip, __builtin_offsetof(struct vmi_ap_state, rip) == VMI_AP_OFF_RIP);
VMI_STATIC_ASSERT(ap_gs_base, __builtin_offsetof(struct vmi_ap_state, gs_base) == VMI_AP_OFF_GS_BASE);
VMI_STATIC_ASSERT(ap_percpu_frame, __builtin_offsetof(struct vmi_ap_state, percpu_frame) == VMI_AP_OFF_PERCPU_FRAME);
VMI_STATIC_ASSERT(ap_ldtr, __builtin_offsetof(struct vmi_ap_state, ldtr) == VMI_AP_OFF_LDTR);
VMI_STATIC_ASSERT(ap_size, sizeof(struct vmi_ap_state) == VMI_AP_SIZE);

#endif
#endif
