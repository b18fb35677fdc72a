/* SPDX-License-Identifier: GPL-2.0-only */
/* The local APIC's registers, by offset (SDM vol. 3, 11.4.1), and what is in them. */
#ifndef XEN_LAPIC_H
#define XEN_LAPIC_H

#define APIC_ID 0x20
#define APIC_SPIV 0xf0
#define APIC_ICR 0x300
#define APIC_ICR2 0x310
#define APIC_LVTT 0x320
#define APIC_TMICT 0x380
#define APIC_TDCR 0x3e0

#define LVT_MASKED 0x10000
#define LVT_PERIODIC 0x20000

/* Interrupt command register (SDM vol. 3, 11.6.1). */
#define ICR_MODE(icr) ((icr) >> 8 & 7)
#define ICR_MODE_LOWEST 1
#define ICR_MODE_NMI 4
#define ICR_LOGICAL 0x800
#define ICR_PENDING 0x1000
#define ICR_SHORTHAND(icr) ((icr) >> 18 & 3)
#define ICR_EVERYBODY 0xff

enum shorthand { TO_DESTINATION, TO_SELF, TO_ALL, TO_OTHERS };
#endif
