/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XEN_HVM_CPUID_H
#define XEN_HVM_CPUID_H

#include "body.h"
#include <stdint.h>

struct cpuid_regs {
	uint32_t eax, ebx, ecx, edx;
};

LOCAL void cpuid(struct cpuid_regs *r, uint32_t leaf);
LOCAL int has_vmmcall(void); /* the hypercall instruction is AMD's */
#endif
