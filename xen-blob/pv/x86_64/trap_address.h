/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XEN_PV_X86_64_TRAP_ADDRESS_H
#define XEN_PV_X86_64_TRAP_ADDRESS_H

#include "descriptors.h"
#include "place.h"

/*
 * Where Xen goes for a vector: to the client's handler, but for those of which the blob must know first.  It
 * notes that further NMIs are held back, or that Xen has cleared TS.
 */
static inline uintptr_t trap_address(uint32_t vector, uintptr_t handler)
{
	if (vector == VECTOR_NMI)
		return ADDRESS_OF(nmi);
	return vector == VECTOR_NM ? ADDRESS_OF(device_na) : handler;
}

#endif
