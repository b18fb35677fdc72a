/* SPDX-License-Identifier: GPL-2.0-only */
/* The state in which a virtual CPU begins, from the client's to Xen's; and how the ICR is divided. */
#ifndef XEN_PV_I386_AP_H
#define XEN_PV_I386_AP_H

#include "descriptors.h"
#include "start.h"
#include <vmi/ap_state.h>

#define AP_STACK(ap) ((ap)->esp)
#define AP_FLAGS(ap) ((ap)->eflags)
#define AP_CR2(ap) ((ap)->cr2)
#define FLAGS_IF 0x200

/* What its bodies read elsewhere: nothing. */
#define NOTE_AP(s, ap) ((void)0)

static inline void fill_registers(struct cpu_user_regs *r, const struct vmi_ap_state *ap)
{
	r->eax = ap->eax;
	r->ebx = ap->ebx;
	r->ecx = ap->ecx;
	r->edx = ap->edx;
	r->esi = ap->esi;
	r->edi = ap->edi;
	r->ebp = ap->ebp;
	r->esp = ap->esp;
	r->eip = ap->eip;
	r->eflags = ap->eflags;
	r->cs = ap->cs | KERNEL_RPL;
	r->ss = ap->ss | KERNEL_RPL;
	r->ds = ap->ds;
	r->es = ap->es;
	r->fs = ap->fs;
	r->gs = ap->gs;
}

static inline void fill_callbacks(vcpu_guest_context_t *c, const struct vmi_ap_state *ap)
{
	(void)ap;
	c->event_callback_cs = c->failsafe_callback_cs = XEN_CS;
	c->event_callback_eip = upcall_address();
	c->failsafe_callback_eip = failsafe_address();
}

/* Where virtual CPU n finds what is its: nothing depends on the client here. */
static inline int ap_place(uint32_t n, const struct vmi_ap_state *ap)
{
	(void)n, (void)ap;
	return 0;
}

/* The ICR's upper half is a register of its own. */
#define ICR_DESTINATION(s) ((s)->icr2 >> 24)
#define ICR_ALL ICR_EVERYBODY
#define NOTE_ICR_HIGH(s, value) ((void)0)
#define ICR_WHOLE(s, low) (low)
#endif
