/* SPDX-License-Identifier: GPL-2.0-only */
/* Bare machine: the native form of SetInitialAPState, by INIT and SIPI. */
#include "kernel.h"
#include "../baremetal.h"
#include "ap_offsets.h"
#include <ap.h>
#include <boot.h>

/* Read by ap_high, entry.S. */
uint8_t baremetal_ap_state[AP_STATE_SIZE];

static uint32_t word(unsigned int offset)
{
	return *(const uint32_t *)(baremetal_ap_state + offset);
}

NATIVE void vmi_native_SetInitialAPState(const void *state, uint32_t apic_id);

/*
 * The caller waits until the processor shows up before it starts another: there is
 * one copy of the state.
 */
NATIVE void vmi_native_SetInitialAPState(const void *state, uint32_t apic_id)
{
	memcpy(baremetal_ap_state, state, AP_STATE_SIZE);
	ap_prepare(boot_root, word(AP_CR0), word(AP_CR4), word(AP_EFER) | (uint64_t)word(AP_EFER + 4) << 32);
	baremetal_send_init(apic_id);
	baremetal_delay_us(200);
	baremetal_send_startup(apic_id, AP_TRAMPOLINE);
	baremetal_delay_us(200);
}
