/* SPDX-License-Identifier: GPL-2.0-only */
/* Native forms that are x86-64's. */
#include "kernel.h"
#include "../baremetal.h"

NATIVE uint64_t vmi_native_Start(const void *block);
NATIVE uint64_t vmi_native_SetSyscallEntry(uint64_t entry, uint64_t frame_entry, uint64_t flags_off, uint64_t star);
NATIVE void vmi_native_FlushPCID(uint64_t type, uint64_t pcid, uint64_t address);

NATIVE uint64_t vmi_native_Start(const void *block)
{
	(void)block;
	return VMI_START_OK;
}

NATIVE uint64_t vmi_native_SetSyscallEntry(uint64_t entry, uint64_t frame_entry, uint64_t flags_off, uint64_t star)
{
	(void)frame_entry;
	vmi_WRMSR(MSR_STAR, star << 32);
	vmi_WRMSR(MSR_LSTAR, entry);
	vmi_WRMSR(MSR_SFMASK, flags_off);
	vmi_WRMSR(MSR_EFER, vmi_RDMSR(MSR_EFER) | EFER_SCE);
	return VMI_DONE;
}

/* Where there is no INVPCID, all goes. */
NATIVE void vmi_native_FlushPCID(uint64_t type, uint64_t pcid, uint64_t address)
{
	(void)type, (void)pcid, (void)address;
	vmi_FlushTLB(VMI_FLUSH_TLB | VMI_FLUSH_GLOBAL);
}

/* Its stack is in the IST. */
void baremetal_double_fault_init(void)
{
}
