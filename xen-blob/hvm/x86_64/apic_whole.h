/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XEN_HVM_X86_64_APIC_WHOLE_H
#define XEN_HVM_X86_64_APIC_WHOLE_H

#include "body.h"
#include <stdint.h>

#define APIC_MSRS 1 /* no page's address */
#define APIC_MSR(offset) (0x800 + (offset) / 16)

/* A register of 32 bits, in apic.c. */
CALLCONV void apic_write(uint32_t offset, uint32_t value);
CALLCONV uint32_t apic_read(uint32_t offset);
#endif
