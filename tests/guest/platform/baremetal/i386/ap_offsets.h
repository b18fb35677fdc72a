/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef GUEST_AP_OFFSETS_H
#define GUEST_AP_OFFSETS_H

/* struct vmi_ap_state: the parameter of SetInitialAPState, VMI.md. */
#define AP_CR0 0x00
#define AP_CR2 0x04
#define AP_CR3 0x08
#define AP_CR4 0x0c
#define AP_EFER 0x10
#define AP_EIP 0x18
#define AP_EFLAGS 0x1c
#define AP_EAX 0x20
#define AP_EBX 0x24
#define AP_ECX 0x28
#define AP_EDX 0x2c
#define AP_ESP 0x30
#define AP_EBP 0x34
#define AP_ESI 0x38
#define AP_EDI 0x3c
#define AP_CS 0x40
#define AP_SS 0x42
#define AP_DS 0x44
#define AP_ES 0x46
#define AP_FS 0x48
#define AP_GS 0x4a
#define AP_LDTR 0x4c
#define AP_GDTR 0x4e /* limit, base */
#define AP_IDT_BASE 0x54
#define AP_IDT_LIMIT 0x58
#define AP_STATE_SIZE 92

#endif
