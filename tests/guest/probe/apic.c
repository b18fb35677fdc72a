/* SPDX-License-Identifier: GPL-2.0-only */
/* Local APIC: compared with the registers in memory, mapped a second time. */
#include "probe.h"
#include "native.h"

#define APIC_PHYS 0xfee00000u
#define APIC_VA (PROBE_VA + 32 * PAGE_SIZE)
#define APIC_ID 0x20
#define APIC_VERSION 0x30
#define APIC_TPR 0x80

static volatile uint32_t *apic(uint32_t offset)
{
	probe_map(APIC_VA, APIC_PHYS | PTE_P | PTE_W | PTE_PCD | PTE_A | PTE_D);
	native_invlpg(APIC_VA);
	return (volatile uint32_t *)(APIC_VA + offset);
}

static probe_why no_apic(void)
{
	return features.apic && features.msr ? NULL : "the processor has no local APIC";
}

/* Its effect is that processors come up: the kernel starts them by this call. */
probe_why probe_args_SetInitialAPState(struct probe *p)
{
	(void)p;
	return "it starts a processor; the kernel's own start of the others tests it";
}

probe_why probe_effect_SetInitialAPState(struct probe *p)
{
	return probe_args_SetInitialAPState(p);
}

/* The task priority, as it is. */
probe_why probe_args_APICWrite(struct probe *p)
{
	p->gpr[EAX] = APIC_TPR;
	if (!no_apic())
		p->gpr[EDX] = *apic(APIC_TPR);
	return no_apic();
}

probe_why probe_effect_APICWrite(struct probe *p)
{
	uint32_t old = *apic(APIC_TPR);

	probe_go(p, APIC_TPR, 0x40, 0, 0);
	PROBE_CHECK(p, "task priority", *apic(APIC_TPR), 0x40);
	probe_go(p, APIC_TPR, old, 0, 0);
	PROBE_CHECK(p, "task priority", *apic(APIC_TPR), old);
	return NULL;
}

probe_why probe_args_APICRead(struct probe *p)
{
	p->gpr[EAX] = APIC_TPR;
	return no_apic();
}

probe_why probe_effect_APICRead(struct probe *p)
{
	static const uint32_t offsets[] = {APIC_ID, APIC_VERSION, APIC_TPR};

	for (unsigned int i = 0; i < ARRAY_SIZE(offsets); i++)
		PROBE_CHECK(p, "register", probe_go(p, offsets[i], 0, 0, 0), *apic(offsets[i]));
	return NULL;
}
