/* SPDX-License-Identifier: MIT */
/*
 * Calls a ROM's entry points: spec/VMI.md, "Init and GetRelocationInfo", "Offer and Start".
 * Inline assembler, so that it fits a kernel of any calling convention
 * (-mregparm).  Near calls on the kernel's stack; EAX, ECX and EDX are the ROM's.
 */
#include <vmi/loader.h>

static VMI_CALLCONV uint32_t call_init(void *ctx, const uint8_t *entry)
{
	uint32_t result;

	(void)ctx;
	asm volatile("call *%[entry]" : "=a"(result) : [entry] "r"(entry) : "ecx", "edx", "memory", "cc");
	return result;
}

static VMI_CALLCONV uint8_t call_reloc(void *ctx, const uint8_t *entry, uint32_t call, uintptr_t *address)
{
	uint32_t answer;

	(void)ctx;
	asm volatile("call *%[entry]"
		     : "=a"(*address), "=d"(answer)
		     : "a"(call), [entry] "r"(entry)
		     : "ecx", "memory", "cc");
	return (uint8_t)answer;
}

static VMI_CALLCONV uint32_t call_start(void *ctx, const uint8_t *entry, const struct vmi_start *start)
{
	uint32_t eax = start->features, edx = start->area, ecx = start->frame;

	(void)ctx;
	/* In and out: as inputs alone, EDX and ECX would count as unchanged. */
	asm volatile("push %[boot_data]\n"
		     "call *%[entry]\n"
		     "lea 4(%%esp), %%esp"
		     : "+a"(eax), "+d"(edx), "+c"(ecx)
		     : [boot_data] "r"(start->boot_data), [entry] "r"(entry)
		     : "memory", "cc");
	return eax;
}

const struct vmi_caller vmi_call_i386 = {call_init, call_reloc, NULL, call_start, NULL};
