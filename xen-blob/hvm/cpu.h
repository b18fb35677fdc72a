/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XEN_HVM_CPU_H
#define XEN_HVM_CPU_H

#include "body.h"
#include <stdint.h>

struct cpuid_regs {
	uint32_t eax, ebx, ecx, edx;
};

LOCAL void cpuid(struct cpuid_regs *r, uint32_t leaf);
/* Ends the domain; reason: SHUTDOWN_* (public/sched.h). */
LOCAL void shut_down(uint32_t reason) __attribute__((noreturn));
LOCAL int has_vmmcall(void); /* the hypercall instruction is AMD's */
#endif
