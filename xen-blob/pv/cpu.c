/* SPDX-License-Identifier: GPL-2.0-only */
/* Control and debug registers, CPUID, MSRs, restart. */
#include "hypercall.h"
#include "state.h"
#include <xen/physdev.h>

#define CR0_TS 8u
#define MSR_SYSENTER_CS 0x174
#define MSR_SYSENTER_EIP 0x176
#define MSR_EFER 0xc0000080

/* What PV can't have. Leaf 1, EDX: VME, PSE, APIC, SEP, MTRR, PGE, PSE-36. */
#define HIDE_1_EDX (1u << 1 | 1u << 3 | 1u << 9 | 1u << 11 | 1u << 12 | 1u << 13 | 1u << 17)
/* Leaf 80000001, EDX: the same again on AMD, SYSCALL, 1 GiB pages. */
#define HIDE_E1_EDX (1u << 1 | 1u << 3 | 1u << 9 | 1u << 11 | 1u << 12 | 1u << 13 | 1u << 17 | 1u << 26)

/* regs: EAX, EBX, ECX, EDX as Xen gave them for leaf. */
LOCAL void cpuid_filter(uint32_t *regs, uint32_t leaf)
{
	if (leaf == 1)
		regs[3] &= ~HIDE_1_EDX;
	else if (leaf == 0x80000001)
		regs[3] &= ~HIDE_E1_EDX;
}

BODY void SetCR0_body(uint32_t cr0)
{
	GUARD;
	struct state *s = STATE;
	uint32_t change = cr0 ^ s->cr0;

	s->cr0 = cr0;
	if (change & CR0_TS)
		call_soon(__HYPERVISOR_fpu_taskswitch, !!(cr0 & CR0_TS), 0, 0, 0);
}

BODY void CLTS_body(void)
{
	GUARD;
	SetCR0_body(STATE->cr0 & ~CR0_TS);
}

BODY uint32_t GetCR0_body(void)
{
	return OWN_STATE(cr0);
}

BODY void SetCR2_body(uint32_t cr2)
{
	GUARD;
	VCPU->arch.cr2 = cr2;
}

BODY uint32_t GetCR2_body(void)
{
	return OWN_VCPU(arch.cr2);
}

BODY void SetCR4_body(uint32_t cr4)
{
	GUARD;
	STATE->cr4 = cr4;
}

BODY uint32_t GetCR4_body(void)
{
	return OWN_STATE(cr4);
}

/* A value that Xen refuses, such as a breakpoint in its own memory, is not taken: GetDR tells. */
BODY void SetDR_body(uint32_t number, uint32_t value)
{
	hypercall2(__HYPERVISOR_set_debugreg, number, value);
}

BODY uint32_t GetDR_body(uint32_t number)
{
	return hypercall1(__HYPERVISOR_get_debugreg, number);
}

/* System calls come by int; what SYSENTER would need goes nowhere. */
LOCAL int msr_is_ours(uint32_t msr)
{
	return (msr >= MSR_SYSENTER_CS && msr <= MSR_SYSENTER_EIP) || msr == MSR_EFER;
}

BODY uint32_t PlatformCalls_body(void)
{
	uint32_t sum = 0, n;

	for (n = 0; n < MAX_VCPUS; n++)
		sum += STATE_OF(n)->hypercalls;
	return sum;
}

LOCAL void shut_down(uint32_t reason)
{
	GUARD;
	struct sched_shutdown why = { .reason = reason };

	console_drain();
	for (;;)
		hypercall2(__HYPERVISOR_sched_op, SCHEDOP_shutdown, (uint32_t)&why);
}

BODY void Reboot_body(uint32_t how)
{
	(void)how;
	shut_down(SHUTDOWN_reboot);
}

BODY void Shutdown_body(void)
{
	shut_down(SHUTDOWN_poweroff);
}

BODY void Halt_body(void)
{
	hypercall2(__HYPERVISOR_sched_op, SCHEDOP_block, 0);
}

BODY void SetIOPLMask_body(uint32_t iopl)
{
	struct physdev_set_iopl op = { .iopl = iopl >> 12 & 3 };

	must(REFUSED_IOPL, hypercall2(__HYPERVISOR_physdev_op, PHYSDEVOP_set_iopl, (uint32_t)&op), iopl);
}
