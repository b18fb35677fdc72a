/* SPDX-License-Identifier: GPL-2.0-only */
/* Local APIC: compared with the registers in memory, mapped a second time. */
#include <apic.h>
#include "probe.h"
#include "guard.h"
#include "native.h"

#define APIC_VA (PROBE_VA + 32 * PAGE_SIZE)

static volatile uint32_t *apic(uint32_t offset)
{
	probe_map(APIC_VA, APIC_PHYS | PTE_P | PTE_W | PTE_PCD | PTE_A | PTE_D);
	native_invlpg(APIC_VA);
	return (volatile uint32_t *)(APIC_VA + offset);
}

static bool has_apic(void)
{
	return features.apic && features.msr;
}

/*
 * The registers in memory, or, where there are none but the timer's alarm comes
 * by them all the same, the timer's entry of the local vector table.
 */
static probe_why no_apic(void)
{
	bool timer = !cpu_is_ours() && (platform->alarm_wiring() & VMI_ALARM_WIRED_LVTT);

	return has_apic() || timer ? NULL : "the processor has no local APIC";
}

/* By the probe's site, with the kernel's own start to fall back on: on a bare machine no ROM can do it. */
bool probe_start_processor(const void *state, uint32_t apic_id, const volatile bool *online)
{
	const struct probe_call *c = probe_find(VMI_CALL_SetInitialAPState);
	char text[PROBE_TEXT];
	struct guard guard;
	struct probe *p;
	unsigned int ms;
	uint32_t mask;

	if (vmi_answer(c->number) != VMI_ANSWER_CALL)
		return false;
	tap_note("at %s", c->name);
	p = probe_get();
	probe_poison(p, c, 0);
	p->gpr[EAX] = (uint32_t)state;
	p->gpr[EDX] = apic_id;
	probe_traps_on();
	guard_text();
	guard_begin(&guard);
	mask = irq_save();
	probe_run_once(p);
	irq_restore(mask);
	guard_end(&guard, c->number);
	probe_traps_off();
	if (!tap_ok(!probe_check(p, text), "%s/%s: registers, flags and stack kept", c->family, c->name))
		tap_note("  %s", text);
	probe_put(p);
	for (ms = 0; ms < 1000 && !*online; ms++)
		delay_us(1000);
	tap_ok(*online, "%s/%s: the processor runs within a second", c->family, c->name);
	return *online;
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

/* The task priority or the timer's entry, as it is. */
probe_why probe_args_APICWrite(struct probe *p)
{
	if (no_apic())
		return no_apic();
	p->gpr[EAX] = has_apic() ? APIC_TPR : APIC_LVTT;
	p->gpr[EDX] = has_apic() ? *apic(APIC_TPR) : vmi_APICRead(APIC_LVTT);
	return NULL;
}

static void write_timer_entry(struct probe *p)
{
	uint32_t old = vmi_APICRead(APIC_LVTT);

	PROBE_CHECK(p, "the kernel's vector", old, VEC_TIMER);
	probe_go(p, APIC_LVTT, LVT_MASKED | VEC_TEST, 0, 0);
	PROBE_CHECK(p, "timer's entry", vmi_APICRead(APIC_LVTT), LVT_MASKED | VEC_TEST);
	probe_go(p, APIC_LVTT, old, 0, 0);
	PROBE_CHECK(p, "timer's entry", vmi_APICRead(APIC_LVTT), old);
}

probe_why probe_effect_APICWrite(struct probe *p)
{
	uint32_t old;

	if (!has_apic()) {
		write_timer_entry(p);
		return NULL;
	}
	old = *apic(APIC_TPR);
	probe_go(p, APIC_TPR, 0x40, 0, 0);
	PROBE_CHECK(p, "task priority", *apic(APIC_TPR), 0x40);
	probe_go(p, APIC_TPR, old, 0, 0);
	PROBE_CHECK(p, "task priority", *apic(APIC_TPR), old);
	return NULL;
}

probe_why probe_args_APICRead(struct probe *p)
{
	p->gpr[EAX] = has_apic() ? APIC_TPR : APIC_LVTT;
	return no_apic();
}

probe_why probe_effect_APICRead(struct probe *p)
{
	static const uint32_t offsets[] = {APIC_ID, APIC_VERSION, APIC_TPR};

	if (!has_apic()) {
		PROBE_CHECK(p, "timer's entry", probe_go(p, APIC_LVTT, 0, 0, 0), VEC_TIMER);
		return NULL;
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(offsets); i++)
		PROBE_CHECK(p, "register", probe_go(p, offsets[i], 0, 0, 0), *apic(offsets[i]));
	return NULL;
}
