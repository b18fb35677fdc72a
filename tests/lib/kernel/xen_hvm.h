/* SPDX-License-Identifier: GPL-2.0-only */
/* A hypercall of an HVM or PVH guest at CPL 0, without the hypercall page. */
#ifndef KERNEL_XEN_HVM_H
#define KERNEL_XEN_HVM_H

#include <stdbool.h>
#include <stdint.h>
#include "exit.h"

/* Whether CPUID tells of Xen.  For CPL 0: a PV guest may see the same leaves, and has another hypercall. */
bool xen_hvm(void);

/* How fast RDTSC counts, as Xen has it for this domain; 0 where there is no Xen. */
uint32_t xen_hvm_tsc_khz(void);

/* By the instruction that the processor's vendor has: the other ends the domain.  Where xen_hvm() is true. */
int32_t xen_hvm_hypercall(uint32_t nr, uintptr_t a, uintptr_t b, uintptr_t c);

/* Ends the run, for the toolstack to see the code as the domain's reason.  Returns where there is no Xen. */
void xen_hvm_exit(enum exit_code code);

#endif
