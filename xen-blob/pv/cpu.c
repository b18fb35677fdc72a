/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Control and debug registers, CPUID, MSRs.
 *
 * Offer and Start are in start.c, Suspend in suspend.c, Reboot and Shutdown in common/restart.c, GetInline in
 * inline.S in common.
 */
#include "cpu.h"
#include "console.h"
#include "hypercall.h"
#include "multicall.h"
#include "percpu.h"

#define CR0_TS 8u
#define MSR_SYSENTER_CS 0x174
#define MSR_SYSENTER_EIP 0x176
#define MSR_EFER 0xc0000080

/* What PV can't have. Leaf 1, EDX: VME, PSE, MCE, APIC, SEP, MTRR, PGE, MCA, PSE-36. */
#define HIDE_1_EDX                                                                                           \
	(1u << 1 | 1u << 3 | 1u << 7 | 1u << 9 | 1u << 11 | 1u << 12 | 1u << 13 | 1u << 14 | 1u << 17)
/* Leaf 80000001, EDX: the same again on AMD, where bit 11 is SYSCALL; 1 GiB pages. */
#define HIDE_E1_EDX (HIDE_ALIKE(HIDE_1_EDX) | 1u << 26)
/* Of CR4, what Xen lets a guest have: TSD, DE, OSXSAVE (arch/x86/include/asm/pv/domain.h). */
#define CR4_OSXSAVE (1u << 18)
#define CR4_GUEST (1u << 2 | 1u << 3 | CR4_OSXSAVE)
#define OSXSAVE_1_ECX (1u << 27)

/*
 * regs: EAX, EBX, ECX, EDX as Xen gave them for leaf.  OSXSAVE is Xen's own there, not what the client has
 * set.
 */
LOCAL void cpuid_filter(uint32_t *regs, uint32_t leaf)
{
	if (leaf == 1) {
		regs[3] &= ~HIDE_1_EDX;
		regs[2] &= ~OSXSAVE_1_ECX;
		if (OWN_STATE(cr4) & CR4_OSXSAVE)
			regs[2] |= OSXSAVE_1_ECX;
	} else if (leaf == 0x80000001)
		regs[3] &= ~HIDE_E1_EDX;
}

/*
 * Whether Xen has cleared TS where the client has it set.  From now on no IRET sets it again: the caller
 * settles it.  Look and store are one instruction, because an NMI may come between two, and its IRET would
 * set TS.
 */
static int ts_taken_back(void)
{
	return HELD_TAKE(HELD_TS);
}

static void cr0_set(struct state *s, uintptr_t cr0)
{
	uint32_t is = ts_taken_back() ? 0 : s->cr0 & CR0_TS;

	s->cr0 = cr0;
	NOTE_CR(0, cr0);
	if ((cr0 & CR0_TS) != is)
		call_deferred(__HYPERVISOR_fpu_taskswitch, !!(cr0 & CR0_TS), 0, 0, 0);
}

CALLCONV void SetCR0(uintptr_t cr0)
{
	GUARD;
	cr0_set(STATE, cr0);
}

CALLCONV void CLTS(void)
{
	GUARD;
	struct state *s = STATE;

	cr0_set(s, s->cr0 & ~CR0_TS);
}

CALLCONV void SetCR2(uintptr_t cr2)
{
	GUARD;
	VCPU->arch.cr2 = cr2;
}

/* Xen emulates the instructions. */
static void cr4_load(uintptr_t cr4)
{
	uintptr_t now;

	asm volatile("mov %%cr4, %0" : "=r"(now));
	asm volatile("mov %0, %%cr4" : : "r"((now & ~(uintptr_t)CR4_GUEST) | (cr4 & CR4_GUEST)));
}

CALLCONV STATUS SetCR4(uintptr_t cr4)
{
	GUARD;
	struct state *s = STATE;
	uint32_t change = cr4 ^ s->cr4;

	if (CR4_REFUSED(cr4))
		REFUSE(ARGUMENT);
	s->cr4 = cr4;
	NOTE_CR(4, cr4);
	if (change & CR4_GUEST)
		cr4_load(cr4);
	DONE;
}

/* A value that Xen refuses, such as a breakpoint in its own memory, is not taken: GetDR tells. */
CALLCONV STATUS SetDR(uint32_t number, uintptr_t value)
{
	GUARD;
	call_deferred(__HYPERVISOR_set_debugreg, number, value, 0, 0);
	DONE;
}

CALLCONV uintptr_t GetDR(uint32_t number)
{
	GUARD;

	if (STATE->calls)
		multicall_flush();
	return hypercall1(__HYPERVISOR_get_debugreg, number);
}

/* Whether a write is accepted without effect: no system call comes by SYSENTER, and EFER is Xen's. */
LOCAL int msr_is_ours(uint32_t msr)
{
	return (msr >= MSR_SYSENTER_CS && msr <= MSR_SYSENTER_EIP) || msr == MSR_EFER;
}

CALLCONV uint32_t PlatformCalls(void)
{
	uint32_t sum = 0, n;

	for (n = 0; n < MAX_VCPUS; n++)
		sum += STATE_OF(n)->hypercalls;
	return sum;
}

LOCAL void shut_down(uint32_t reason)
{
	GUARD;
	struct sched_shutdown why = {.reason = reason};

	console_drain();
	for (;;)
		hypercall2(__HYPERVISOR_sched_op, SCHEDOP_shutdown, (uintptr_t)&why);
}
