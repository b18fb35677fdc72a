/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XEN_HVM_APIC_H
#define XEN_HVM_APIC_H

#include "body.h"
#include <stdint.h>

/* Whether the client's page tables lead from linear to physical; direct: see struct global. */
LOCAL int is_mapped(uintptr_t linear, uint32_t physical, uintptr_t direct);
/* This virtual CPU's timer: in so many ns, or each time so many have gone by; 0: never. */
LOCAL void apic_timer(uint64_t ns, uint32_t periodic);
#endif
