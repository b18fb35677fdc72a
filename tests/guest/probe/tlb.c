/* SPDX-License-Identifier: GPL-2.0-only */
/* What drops translations: CR3, InvalPage, FlushTLB. */
#include "stale.h"

static volatile uint32_t *word(uint32_t va)
{
	return (volatile uint32_t *)va;
}

void make_stale(pte_t further)
{
	*(volatile uint32_t *)probe_page[0] = 0xa0;
	*(volatile uint32_t *)probe_page[1] = 0xa1;
	probe_map(VA, (frame(0) << PAGE_SHIFT) | STALE_BITS | further);
	native_invlpg(VA);
	(void)*word(VA);
	probe_map(VA, (frame(1) << PAGE_SHIFT) | STALE_BITS | further);
}

void check_fresh(struct probe *p)
{
	PROBE_CHECK(p, "content through the new translation", *word(VA), 0xa1);
}

void unmap(uint32_t va)
{
	probe_map(va, 0);
	native_invlpg(va);
}

probe_why probe_args_SetCR3(struct probe *p)
{
	p->gpr[EAX] = native_get_cr3();
	return NULL;
}

probe_why probe_effect_SetCR3(struct probe *p)
{
	uint32_t old = native_get_cr3();

	make_stale(0);
	probe_go(p, old, 0, 0, 0);
	PROBE_CHECK(p, "CR3", native_get_cr3(), old);
	check_fresh(p);
	probe_go(p, old ^ PTE_PCD, 0, 0, 0);
	PROBE_CHECK(p, "CR3 with PCD changed", native_get_cr3(), old ^ PTE_PCD);
	native_set_cr3(old);
	unmap(VA);
	return NULL;
}

probe_why probe_args_GetCR3(struct probe *p)
{
	(void)p;
	return NULL;
}

probe_why probe_effect_GetCR3(struct probe *p)
{
	PROBE_CHECK(p, "CR3", probe_go(p, 0, 0, 0, 0), native_get_cr3());
	PROBE_CHECK(p, "CR3", p->out[EAX] & ~0xfffu, virt_to_phys(this_cpu()->aspace->root));
	return NULL;
}

probe_why probe_args_InvalPage(struct probe *p)
{
	p->gpr[EAX] = VA;
	return NULL;
}

probe_why probe_effect_InvalPage(struct probe *p)
{
	make_stale(0);
	probe_go(p, VA, 0, 0, 0);
	check_fresh(p);
	make_stale(0);
	probe_go(p, VA + 0xabc, 0, 0, 0);
	check_fresh(p);
	unmap(VA);
	return NULL;
}

probe_why probe_args_FlushTLB(struct probe *p)
{
	p->gpr[EAX] = p->gpr[EBX] & 1 ? VMI_FLUSH_TLB : VMI_FLUSH_TLB | VMI_FLUSH_GLOBAL;
	return NULL;
}

/* No interrupt may run while global pages are off: its handler could be put on another context's TLB. */
static void global_is_closed(struct probe *p, const struct regs *r)
{
	if (features.pge && !(native_get_cr4() & CR4_PGE) && (r->flags & EFLAGS_IF))
		probe_fail(p, "EFLAGS while global pages are off", r->flags, r->flags & ~EFLAGS_IF);
}

probe_why probe_effect_FlushTLB(struct probe *p)
{
	uint32_t cr3 = native_get_cr3(), cr4 = native_get_cr4();

	make_stale(0);
	probe_go(p, VMI_FLUSH_TLB, 0, 0, 0);
	check_fresh(p);
	make_stale(cr4 & CR4_PGE ? PTE_G : 0);
	probe_go(p, VMI_FLUSH_TLB | VMI_FLUSH_GLOBAL, 0, 0, 0);
	check_fresh(p);
	p->on_step = global_is_closed;
	probe_go_flags(p, EFLAGS_TF | EFLAGS_IF, VMI_FLUSH_TLB | VMI_FLUSH_GLOBAL, 0, 0, 0);
	PROBE_CHECK(p, "CR3", native_get_cr3(), cr3);
	PROBE_CHECK(p, "CR4", native_get_cr4(), cr4);
	unmap(VA);
	return NULL;
}
