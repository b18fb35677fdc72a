/* SPDX-License-Identifier: GPL-2.0-only */
/* Bases of FS and GS, where system calls enter, the second root: what only x86-64 has. */
#include "hypercall.h"
#include "mmu.h"
#include "multicall.h"
#include "percpu.h"
#include <vmi/calls.h>
#include <xen/callback.h>

#define MSR_FS_BASE 0xc0000100
#define MSR_GS_BASE 0xc0000101
#define MSR_KERNEL_GS_BASE 0xc0000102
#define RFLAGS_IF 0x200

/* Xen emulates it; what waits goes first. */
static uint64_t msr_read(uint32_t msr)
{
	GUARD;
	uint32_t low, high;

	if (STATE->calls)
		multicall_flush();
	asm volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
	return (uint64_t)high << 32 | low;
}

static void base_set(uint32_t which, uint64_t base)
{
	GUARD;
	call_deferred(__HYPERVISOR_set_segment_base, which, base, 0, 0);
}

CALLCONV uint64_t GetFSBase(void)
{
	return msr_read(MSR_FS_BASE);
}

CALLCONV void SetFSBase(uint64_t base)
{
	base_set(SEGBASE_FS, base);
}

CALLCONV uint64_t GetGSBase(void)
{
	return msr_read(MSR_GS_BASE);
}

/* At once: the bodies find by it what is this virtual CPU's. */
CALLCONV void SetGSBase(uint64_t base)
{
	hypercall2(__HYPERVISOR_set_segment_base, SEGBASE_GS_KERNEL, base);
}

CALLCONV uint64_t GetUserGSBase(void)
{
	return msr_read(MSR_KERNEL_GS_BASE);
}

CALLCONV void SetUserGSBase(uint64_t base)
{
	base_set(SEGBASE_GS_USER, base);
}

CALLCONV void SetUserGS(uint32_t selector)
{
	base_set(SEGBASE_GS_USER_SEL, selector & 0xffff);
}

/*
 * Xen enters at the second one, on the kernel's stack, with a frame as IRET takes it, whose CS and SS are Xen's
 * flat ones; the first is the processor's own way.
 */
CALLCONV uint32_t SetSyscallEntry(uint64_t native, uint64_t entry, uint64_t flags, uint32_t star)
{
	GUARD;
	struct callback_register callback = {
		.type = CALLBACKTYPE_syscall,
		.flags = flags & RFLAGS_IF ? CALLBACKF_mask_events : 0,
		.address = entry,
	};

	(void)native, (void)star;
	return hypercall2(__HYPERVISOR_callback_op, CALLBACKOP_register, (uintptr_t)&callback) < 0
		       ? VMI_REFUSED_ARGUMENT
		       : VMI_DONE;
}

/* Without PCIDs there is one address space at a time. */
CALLCONV void FlushPCID(uint64_t type, uint64_t pcid, uint64_t linear)
{
	(void)pcid;
	if (type == VMI_PCID_ADDRESS)
		InvalPage(linear);
	else
		FlushTLB(VMI_FLUSH_TLB);
}

CALLCONV void SetUserCR3(uint64_t cr3)
{
	GUARD;
	struct state *s = STATE;
	xen_pfn_t machine = cr3 >> 12 ? root_load(cr3) : 0;

	s->place.user_root = cr3;
	if (s->lazy == VMI_LAZY_CPU)
		mmuext_append(MMUEXT_NEW_USER_BASEPTR, machine, 0);
	else
		mmuext_now(MMUEXT_NEW_USER_BASEPTR, machine, 0);
}
