/* SPDX-License-Identifier: GPL-2.0-only */
/* The state in which a virtual CPU begins, from the client's to Xen's; and how the ICR is divided. */
#ifndef XEN_PV_X86_64_AP_H
#define XEN_PV_X86_64_AP_H

#include "descriptors.h"
#include "hypercall.h"
#include "percpu.h"
#include "place_open.h"
#include "start.h"
#include <vmi/ap_state.h>

#define AP_STACK(ap) ((ap)->rsp)
#define AP_FLAGS(ap) ((ap)->rflags)
#define AP_CR2(ap) 0
#define FLAGS_IF 0x200

/* Its control registers, where its bodies read them. */
#define NOTE_AP(s, ap)                                                                                       \
	do {                                                                                                 \
		*(uint64_t *)((s)->place.vcpu_info + PERCPU_CR0) = (ap)->cr0;                                \
		*(uint64_t *)((s)->place.vcpu_info + PERCPU_CR3) = (ap)->cr3;                                \
		*(uint64_t *)((s)->place.vcpu_info + PERCPU_CR4) = (ap)->cr4;                                \
	} while (0)

static inline void fill_registers(struct cpu_user_regs *r, const struct vmi_ap_state *ap)
{
	r->rdi = ap->rdi;
	r->rsp = ap->rsp;
	r->rip = ap->rip;
	r->rflags = ap->rflags;
	r->cs = ap->cs | KERNEL_RPL;
	r->ss = ap->ss | KERNEL_RPL;
	r->ds = r->es = ap->ds;
	r->fs = ap->fs;
	r->gs = ap->gs;
}

static inline void fill_callbacks(vcpu_guest_context_t *c, const struct vmi_ap_state *ap)
{
	c->flags |= VGCF_failsafe_disables_events;
	c->event_callback_eip = upcall_address();
	c->failsafe_callback_eip = failsafe_address();
	c->fs_base = ap->fs_base;
	c->gs_base_kernel = ap->gs_base;
	c->gs_base_user = ap->user_gs_base;
}

/*
 * Virtual CPU n finds in its own memory what is its; negative: Xen doesn't take that.  It can be told once
 * for each, so one that failed to start and is tried again has the same.
 */
static inline int ap_place(uint32_t n, const struct vmi_ap_state *ap)
{
	uint8_t *memory = (uint8_t *)(ap->gs_base + GLOBAL->place.percpu);

	if (ap->percpu_frame >= GLOBAL->nr_frames)
		return -1;
	return place_open(n, memory, GLOBAL->p2m[ap->percpu_frame]);
}

/* The ICR has 64 bits, with the destination in the upper ones. */
#define ICR_DESTINATION(s) ((s)->icr2)
#define ICR_ALL ~0u
#define NOTE_ICR_HIGH(s, value) ((s)->icr2 = (value) >> 32)
#define ICR_WHOLE(s, low) ((uintptr_t)(s)->icr2 << 32 | (low))
#endif
