// SPDX-License-Identifier: GPL-2.0-only
/* What a kernel that owns its processor asks of Xen, if that is below. */
#define __XEN_INTERFACE_VERSION__ __XEN_LATEST_INTERFACE_VERSION__
#include <stdint.h>
#include <xen/xen.h>
#include <xen/sched.h>
#include "string.h"
#include "xen_hvm.h"
#include <xen_arguments.h>

#define HYPERVISOR_LEAVES 0x40000000u
#define TIME_LEAF 3 /* from Xen's first on; public/arch-x86/cpuid.h */

struct cpuid {
	uint32_t eax;
	char ebx[4], ecx[4], edx[4];
};

static struct cpuid cpuid(uint32_t leaf)
{
	uint32_t a = leaf, b, c = 0, d;
	struct cpuid r;

	__asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
	r.eax = a;
	memcpy(r.ebx, &b, 4);
	memcpy(r.ecx, &c, 4);
	memcpy(r.edx, &d, 4);
	return r;
}

/* Xen's first leaf, or 0.  Where it shows a guest Hyper-V's leaves, its own come later. */
static uint32_t first_leaf(void)
{
	uint32_t leaf;

	for (leaf = HYPERVISOR_LEAVES; leaf < HYPERVISOR_LEAVES + 0x10000; leaf += 0x100) {
		struct cpuid r = cpuid(leaf);

		if (!memcmp(r.ebx, "XenVMMXenVMM", 12))
			return leaf;
	}
	return 0;
}

bool xen_hvm(void)
{
	return first_leaf();
}

uint32_t xen_hvm_tsc_khz(void)
{
	uint32_t leaf = first_leaf(), khz = 0;

	if (leaf)
		memcpy(&khz, cpuid(leaf + TIME_LEAF).ecx, 4);
	return khz;
}

/* EBX, EDX, ECX, as the vendor's name goes, are 12 characters. */
static bool has_vmmcall(void)
{
	struct cpuid r = cpuid(0);

	return (!memcmp(r.ebx, "Auth", 4) && !memcmp(r.edx, "enti", 4) && !memcmp(r.ecx, "cAMD", 4)) ||
	       (!memcmp(r.ebx, "Hygo", 4) && !memcmp(r.edx, "nGen", 4) && !memcmp(r.ecx, "uine", 4));
}

int32_t xen_hvm_hypercall(uint32_t nr, uintptr_t a, uintptr_t b, uintptr_t c)
{
	/* CPUID leaves to Xen, too, and text goes out by hypercalls. */
	static enum { UNKNOWN, VMCALL, VMMCALL } instruction;
	uintptr_t result;

	if (instruction == UNKNOWN)
		instruction = has_vmmcall() ? VMMCALL : VMCALL;
	if (instruction == VMMCALL)
		__asm__ volatile("vmmcall" : "=a"(result), XEN_ARGUMENTS(a, b, c) : "0"((uintptr_t)nr) : "memory");
	else
		__asm__ volatile("vmcall" : "=a"(result), XEN_ARGUMENTS(a, b, c) : "0"((uintptr_t)nr) : "memory");
	return (int32_t)result;
}

void xen_hvm_exit(enum exit_code code)
{
	struct sched_shutdown shutdown = {.reason = code};

	if (xen_hvm())
		xen_hvm_hypercall(__HYPERVISOR_sched_op, SCHEDOP_shutdown, (uintptr_t)&shutdown, 0);
}
