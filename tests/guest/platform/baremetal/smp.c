/* SPDX-License-Identifier: GPL-2.0-only */
/* Bare machine: the native form of SetInitialAPState, by INIT and SIPI. */
#include "kernel.h"
#include "baremetal.h"

extern const char trampoline_begin[], trampoline_end[];
extern pte_t kernel_root[];

/* Read by the trampoline. */
uint8_t baremetal_ap_state[AP_STATE_SIZE];
pte_t baremetal_ap_root[PAGE_SIZE / sizeof(pte_t)] __attribute__((aligned(4096)));

NATIVE void vmi_native_SetInitialAPState(const void *state, uint32_t apic_id);

/*
 * The caller waits until the processor shows up before it starts another: there is
 * one copy of the state.
 */
NATIVE void vmi_native_SetInitialAPState(const void *state, uint32_t apic_id)
{
	memcpy(baremetal_ap_state, state, AP_STATE_SIZE);
	memcpy(phys_to_virt(TRAMPOLINE), trampoline_begin, trampoline_end - trampoline_begin);
	/* The kernel's page tables, and its low memory also where it really is. */
	memcpy(baremetal_ap_root, kernel_root, PAGE_SIZE);
#ifdef CONFIG_PAE
	baremetal_ap_root[0] = baremetal_ap_root[KERNEL_BASE >> 30];
#else
	baremetal_ap_root[0] = baremetal_ap_root[KERNEL_BASE >> PD_SHIFT];
#endif
	baremetal_send_init(apic_id);
	baremetal_delay_us(200);
	baremetal_send_startup(apic_id, TRAMPOLINE);
	baremetal_delay_us(200);
}
