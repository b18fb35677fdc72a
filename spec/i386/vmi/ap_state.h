/* SPDX-License-Identifier: MIT */
/*
 * The state in which SetInitialAPState starts a processor: the structure that
 * EAX points to.  It may lie on the caller's stack: a blob copies it before it
 * returns.  Offsets: docs/facts/vmi-3.0-client.md section 11.
 */
#ifndef VMI_AP_STATE_H
#define VMI_AP_STATE_H

#define VMI_AP_OFF_CR0 0x00        /* u32 */
#define VMI_AP_OFF_CR2 0x04        /* u32 */
#define VMI_AP_OFF_CR3 0x08        /* u32, physical address */
#define VMI_AP_OFF_CR4 0x0C        /* u32 */
#define VMI_AP_OFF_EFER 0x10       /* u64, MSR C0000080h; 0 if the client does not use it */
#define VMI_AP_OFF_EIP 0x18        /* u32 */
#define VMI_AP_OFF_EFLAGS 0x1C     /* u32 */
#define VMI_AP_OFF_EAX 0x20        /* u32 */
#define VMI_AP_OFF_EBX 0x24        /* u32 */
#define VMI_AP_OFF_ECX 0x28        /* u32 */
#define VMI_AP_OFF_EDX 0x2C        /* u32 */
#define VMI_AP_OFF_ESP 0x30        /* u32 */
#define VMI_AP_OFF_EBP 0x34        /* u32 */
#define VMI_AP_OFF_ESI 0x38        /* u32 */
#define VMI_AP_OFF_EDI 0x3C        /* u32 */
#define VMI_AP_OFF_CS 0x40         /* u16 */
#define VMI_AP_OFF_SS 0x42         /* u16 */
#define VMI_AP_OFF_DS 0x44         /* u16 */
#define VMI_AP_OFF_ES 0x46         /* u16 */
#define VMI_AP_OFF_FS 0x48         /* u16 */
#define VMI_AP_OFF_GS 0x4A         /* u16 */
#define VMI_AP_OFF_LDTR 0x4C       /* u16 */
#define VMI_AP_OFF_GDTR_LIMIT 0x4E /* u16, bytes less 1 */
#define VMI_AP_OFF_GDTR_BASE 0x50  /* u32, linear address */
#define VMI_AP_OFF_IDTR_BASE 0x54  /* u32, linear address */
#define VMI_AP_OFF_IDTR_LIMIT 0x58 /* u16, bytes less 1; 2 unused bytes follow */
#define VMI_AP_SIZE 0x5C           /* bytes of the whole */

#ifndef __ASSEMBLER__
#include <stdint.h>

#include <vmi/language.h>

struct vmi_ap_state {
	uint32_t cr0, cr2, cr3, cr4;
	uint64_t efer;
	uint32_t eip, eflags;
	uint32_t eax, ebx, ecx, edx, esp, ebp, esi, edi;
	uint16_t cs, ss, ds, es, fs, gs, ldtr;
	uint16_t gdtr_limit;
	uint32_t gdtr_base, idtr_base;
	uint16_t idtr_limit;
	uint16_t unused;
} __attribute__((packed));

#define VMI_AP_AT(field, off) \
	VMI_STATIC_ASSERT(ap_##field, __builtin_offsetof(struct vmi_ap_state, field) == (off))
VMI_AP_AT(cr4, VMI_AP_OFF_CR4);
VMI_AP_AT(efer, VMI_AP_OFF_EFER);
VMI_AP_AT(eip, VMI_AP_OFF_EIP);
VMI_AP_AT(esp, VMI_AP_OFF_ESP);
VMI_AP_AT(edi, VMI_AP_OFF_EDI);
VMI_AP_AT(cs, VMI_AP_OFF_CS);
VMI_AP_AT(ldtr, VMI_AP_OFF_LDTR);
VMI_AP_AT(gdtr_limit, VMI_AP_OFF_GDTR_LIMIT);
VMI_AP_AT(gdtr_base, VMI_AP_OFF_GDTR_BASE);
VMI_AP_AT(idtr_limit, VMI_AP_OFF_IDTR_LIMIT);
#undef VMI_AP_AT
VMI_STATIC_ASSERT(ap_size, sizeof(struct vmi_ap_state) == VMI_AP_SIZE);

#endif
#endif
