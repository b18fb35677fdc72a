/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XEN_PV_I386_TRAP_ADDRESS_H
#define XEN_PV_I386_TRAP_ADDRESS_H

#include "descriptors.h"
#include "place.h"

/*
 * Where Xen goes for a vector: to the client's handler, but for those of which the blob must know first.  It
 * notes that further NMIs are held back, or that Xen has cleared TS, and looks whether a fault is one of its
 * own.
 */
static inline uintptr_t trap_address(uint32_t vector, uintptr_t handler)
{
	if (vector == VECTOR_NMI)
		return ADDRESS_OF(nmi);
	if (vector == VECTOR_NM)
		return ADDRESS_OF(device_na);
	if (vector == VECTOR_NP)
		return ADDRESS_OF(segment_np);
	return vector == VECTOR_GP ? ADDRESS_OF(segment_gp) : handler;
}

#endif
