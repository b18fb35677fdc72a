/* SPDX-License-Identifier: GPL-2.0-only */
/* Bare machine: the native form of SetInitialAPState, by INIT and SIPI. */
#include "kernel.h"
#include "../baremetal.h"
#include <ap.h>
#include <boot.h>
#include <vmi/ap_state.h>

/* Read by ap_high, entry.S. */
struct vmi_ap_state baremetal_ap_state;

NATIVE uint64_t vmi_native_SetInitialAPState(const struct vmi_ap_state *state, uint32_t apic_id);

/*
 * The caller waits until the processor shows up before it starts another: there is
 * one copy of the state.
 */
NATIVE uint64_t vmi_native_SetInitialAPState(const struct vmi_ap_state *state, uint32_t apic_id)
{
	baremetal_ap_state = *state;
	ap_prepare(boot_root, state->cr0, state->cr4, state->efer & ~(uint64_t)EFER_LMA);
	baremetal_send_init(apic_id);
	baremetal_delay_us(200);
	baremetal_send_startup(apic_id, AP_TRAMPOLINE);
	baremetal_delay_us(200);
	return VMI_DONE;
}
