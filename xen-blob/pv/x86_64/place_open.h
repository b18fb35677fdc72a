/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XEN_PV_X86_64_PLACE_OPEN_H
#define XEN_PV_X86_64_PLACE_OPEN_H

#include "hypercall.h"
#include "place.h"

/* The words in virtual CPU n's memory that lead to the rest. */
static inline void place_words(uint32_t n, uint8_t *memory)
{
	*(uintptr_t *)(memory + PERCPU_SELF) = (uintptr_t)memory;
	*(uintptr_t *)(memory + PERCPU_STATE) = (uintptr_t)STATE_OF(n);
}

/*
 * From now on virtual CPU n has its vcpu_info in its processor's memory; frame: the machine frame of that.  Negative: Xen doesn't take it.
 */
static inline int place_open(uint32_t n, uint8_t *memory, xen_pfn_t frame)
{
	struct vcpu_register_vcpu_info where = {.mfn = frame, .offset = (uintptr_t)memory & 0xfff};
	struct state *s = STATE_OF(n);
	int error;

	place_words(n, memory);
	if (s->place.vcpu_info == memory)
		return 0; /* Xen takes it once */
	error = hypercall3(__HYPERVISOR_vcpu_op, VCPUOP_register_vcpu_info, n, (uintptr_t)&where);
	if (error >= 0)
		s->place.vcpu_info = memory;
	return error;
}
#endif
