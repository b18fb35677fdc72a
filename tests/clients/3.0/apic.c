// SPDX-License-Identifier: GPL-2.0-only
/* The local APIC, mapped and set up as such kernels do, by the operations. */
#include "mm.h"

#define CPUID_APIC_BIT 9
#define LDR_SHIFT 24

bool apic_there(void)
{
	uint32_t id[4] = {1};

	CALL1(cpuid, id);
	return id[3] >> CPUID_APIC_BIT & 1;
}

/* Such kernels read the table that firmware makes; Xen's has every other number. */
uint32_t apic_id(uint32_t cpu) { return on_xen ? 2 * cpu : cpu; }

/* Each processor's own bit, in the flat model. */
uint32_t apic_logical(uint32_t cpu) { return 1u << cpu; }

void apic_map(void)
{
	pte_t *e = mm_window_entry(WINDOW_APIC), v = APIC_PHYS | PTE_P | PTE_W | PTE_PWT | PTE_PCD | mm_nx;

#ifdef CONFIG_PAE
	CALL3(set_pte, e, (uint32_t)v, (uint32_t)(v >> 32));
#else
	CALL2(set_pte, e, v);
#endif
	CALL1(flush_single, APIC_VA);
}

/* On the processor itself.  The old controllers come to the first one only. */
void apic_init(void)
{
	bool first = this_cpu()->id == 0;

	CALL2(apic_write, APIC_DFR, ~0u);
	CALL2(apic_write, APIC_LDR, (RCALL1(apic_read, APIC_LDR) & 0xffffff) | apic_logical(this_cpu()->id) << LDR_SHIFT);
	CALL2(apic_write, APIC_TPR, RCALL1(apic_read, APIC_TPR) & ~0xffu);
	CALL2(apic_write, APIC_SPIV, 0x100 | VEC_SPURIOUS);
	CALL2(apic_write, APIC_LVT0, LVT_EXTINT | (first ? 0 : LVT_MASKED));
	CALL2(apic_write, APIC_LVT1, LVT_NMI | (first ? 0 : LVT_MASKED));
}

/* to: an APIC's number or, by the command, a set of logical ones. */
void apic_send_to(uint32_t to, uint32_t command)
{
	CALL2(apic_write, APIC_ICR2, to << 24);
	apic_send(command);
}

void apic_send(uint32_t command)
{
	CALL2(apic_write, APIC_ICR, command);
	for (uint32_t i = 0; RCALL1(apic_read, APIC_ICR) & ICR_PENDING; i++)
		if (i == 100000000)
			bail(NULL, "apic: command 0x%x is not sent", command);
}
