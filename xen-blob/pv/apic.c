/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Start of further virtual CPUs: the client's structure becomes the one that Xen takes.  And the local APIC,
 * as far as there is one: its ICR sends event channels, and its LVTT holds the alarm's vector.
 */
#include "descriptors.h"
#include "die.h"
#include "events.h"
#include "hypercall.h"
#include "lapic.h"
#include "lock.h"
#include "mmu.h"
#include "multicall.h"
#include "percpu.h"
#include "start.h"
#include "time.h"
#include "ap.h"

_Static_assert(sizeof(vcpu_guest_context_t) <= CONTEXT_SIZE, "fits its room");

/* All but the frames of the GDT. */
static void fill_context(vcpu_guest_context_t *c, const struct vmi_ap_state *ap)
{
	uint32_t *word = (uint32_t *)c, i;

	for (i = 0; i < sizeof(*c) / 4; i++)
		word[i] = 0;
	c->flags = VGCF_in_kernel;
	fill_registers(&c->user_regs, ap);
	fill_trap_table(c->trap_ctxt, (const uint32_t *)ap->idtr_base, ap->idtr_limit + 1);
	c->gdt_ents = GDT_PAGES * 512;
	/* Until the client names another by UpdateKernelStack. */
	c->kernel_ss = ap->ss | KERNEL_RPL;
	c->kernel_sp = AP_STACK(ap);
	c->ctrlreg[0] = ap->cr0;
	c->ctrlreg[3] = xen_pfn_to_cr3(root_load(ap->cr3));
	c->ctrlreg[4] = ap->cr4;
	fill_callbacks(c, ap);
}

/* What the other's own calls will find. */
static void fill_state(struct state *s, const struct vmi_ap_state *ap)
{
	s->cr0 = ap->cr0;
	s->cr3 = ap->cr3;
	s->cr4 = ap->cr4;
	s->idt = ap->idtr_base;
	s->idt_bytes = ap->idtr_limit + 1;
	VCPU_OF(s->number)->arch.cr2 = AP_CR2(ap);
	NOTE_AP(s, ap);
	VCPU_OF(s->number)->evtchn_upcall_mask = !(AP_FLAGS(ap) & FLAGS_IF);
}

/*
 * Does nothing for a virtual CPU that runs already or that there isn't: the client sees
 * that it doesn't come.  EFER is Xen's; the LDT is loaded by SetLDT.
 */
CALLCONV STATUS SetInitialAPState(const struct vmi_ap_state *ap, uint32_t n)
{
	GUARD;
	vcpu_guest_context_t *context = CONTEXT(STATE);

	if (n >= MAX_VCPUS || GLOBAL->online & 1u << n ||
	    hypercall3(__HYPERVISOR_vcpu_op, VCPUOP_is_up, n, 0) != 0)
		REFUSE(ARGUMENT);
	multicall_flush();
	if (ap_place(n, ap) < 0)
		REFUSE(ROOM);
	fill_context(context, ap);
	lock(&GLOBAL->lock);
	gdt_frames(context->gdt_frames, n, ap->gdtr_base, ap->gdtr_limit + 1);
	multicall_flush();
	must(REFUSED_AP_STATE, hypercall3(__HYPERVISOR_vcpu_op, VCPUOP_initialise, n, (uintptr_t)context), n);
	unlock(&GLOBAL->lock);
	must(REFUSED_CHANNEL, events_bind(n), n);
	events_open(n);
	time_open(n);
	fill_state(STATE_OF(n), ap);
	/* Its table may have changed since it was listed: who did so could not know that this one has it. */
	idt_mark_stale(n);
	asm volatile("lock bts %1, %0" : "+m"(GLOBAL->online) : "r"(n) : "memory", "cc");
	must(REFUSED_AP_UP, hypercall3(__HYPERVISOR_vcpu_op, VCPUOP_up, n, 0), n);
	DONE;
}

/* A bit for each target: virtual CPU n has the APIC id n, and the logical id bit n of the flat model. */
static uint32_t targets(const struct state *s, uint32_t icr)
{
	uint32_t to = ICR_DESTINATION(s), me = 1u << s->number, online = GLOBAL->online;

	switch ((enum shorthand)ICR_SHORTHAND(icr)) {
	case TO_SELF:
		return me;
	case TO_ALL:
		return online;
	case TO_OTHERS:
		return online & ~me;
	case TO_DESTINATION:
		break;
	}
	if (to == ICR_ALL || icr & ICR_LOGICAL)
		return online & to;
	return to < MAX_VCPUS ? online & 1u << to : 0;
}

/* To virtual CPU n; starts by INIT and SIPI don't exist here. */
static void interrupt(uint32_t n, uint32_t mode, uint32_t vector)
{
	if (mode == ICR_MODE_NMI)
		must(REFUSED_SEND, hypercall3(__HYPERVISOR_vcpu_op, VCPUOP_send_nmi, n, 0), n);
	else if (mode <= ICR_MODE_LOWEST && !test_and_set(STATE_OF(n)->vectors, vector))
		send_ipi(n); /* who set the bit does */
}

static void interrupt_others(struct state *s, uint32_t icr)
{
	uint32_t to = targets(s, icr), mode = ICR_MODE(icr);

	if (mode == ICR_MODE_LOWEST)
		to &= -to;
	for (; to; to &= to - 1)
		interrupt(__builtin_ctz(to), mode, icr & 0xff);
}

CALLCONV void APICWrite(uint32_t offset, uintptr_t value)
{
	GUARD;
	struct state *s = STATE;

	if (offset == APIC_LVTT)
		s->lvtt = value;
	else if (offset == APIC_ICR2)
		s->icr2 = value;
	else if (offset == APIC_ICR) {
		NOTE_ICR_HIGH(s, value);
		interrupt_others(s, s->icr = value);
	}
}

/* The status bit of the interrupt command register is always clear: what is sent is pending. */
CALLCONV uintptr_t APICRead(uint32_t offset)
{
	GUARD;
	struct state *s = STATE;

	if (offset == APIC_ID)
		return s->number << 24;
	if (offset == APIC_LVTT)
		return s->lvtt;
	if (offset == APIC_ICR2)
		return s->icr2;
	return offset == APIC_ICR ? ICR_WHOLE(s, s->icr & ~ICR_PENDING) : 0;
}
