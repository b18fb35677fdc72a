// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes the sites.  With a ROM: one question for each site of the six calls
 * that are patched, at every pass, and all other sites stay indirect calls.
 * Without: what kernels of that time write, which is the measure for a ROM's cost.
 */
#include "rom.h"

struct site {
	uint8_t *text;
	uint8_t op, len;
	uint16_t zero;
};

extern const struct site sites_begin[], sites_end[];

uint32_t nr_sites, sites_of_kind[4];

/* What a native kernel writes in place of a call; all other sites get a direct call. */
static const struct {
	uint8_t op, len, text[4];
} inlined[] = {
	{OP(save_mask), 2, {0x9c, 0x58}},	      /* pushf; pop %eax */
	{OP(restore_mask), 2, {0x50, 0x9d}},	      /* push %eax; popf */
	{OP(irq_disable), 1, {0xfa}},		      /* cli */
	{OP(irq_enable), 1, {0xfb}},		      /* sti */
	{OP(iret), 1, {0xcf}},			      /* iret */
	{OP(sysexit), 3, {0xfb, 0x0f, 0x35}},	      /* sti; sysexit */
	{OP(get_cr2), 3, {0x0f, 0x20, 0xd0}},	      /* mov %cr2, %eax */
	{OP(get_cr3), 3, {0x0f, 0x20, 0xd8}},	      /* mov %cr3, %eax */
	{OP(set_cr3), 3, {0x0f, 0x22, 0xd8}},	      /* mov %eax, %cr3 */
	{OP(clts), 2, {0x0f, 0x06}},		      /* clts */
	{OP(rdtsc), 2, {0x0f, 0x31}},		      /* rdtsc */
	{OP(lazy_cpu_enter), 0, {0}},		      /* there is nothing to tell bare hardware */
	{OP(lazy_mmu_enter), 0, {0}},
	{OP(lazy_cpu_leave), 0, {0}},
	{OP(lazy_mmu_leave), 0, {0}},
	{OP(pte_update), 0, {0}},
	{OP(pte_update_defer), 0, {0}},
	{OP(alloc_pt), 0, {0}},
	{OP(alloc_pd), 0, {0}},
	{OP(alloc_pgd_clone), 0, {0}},
	{OP(release_pt), 0, {0}},
	{OP(release_pd), 0, {0}},
	{OP(activate_mm), 0, {0}},
	{OP(pte_val), 0, {0}}, /* the result is the argument */
};

/* The six that are asked for, and what for (section 4). */
static const struct {
	uint8_t op, call;
} asked[] = {
	{OP(save_mask), CALL_GetInterruptMask}, {OP(restore_mask), CALL_SetInterruptMask},
	{OP(irq_disable), CALL_DisableInterrupts}, {OP(irq_enable), CALL_EnableInterrupts},
	{OP(iret), CALL_IRET},			{OP(sysexit), CALL_SYSEXIT},
};

/* Nops of up to 8 bytes as such kernels have them for any processor: those of 5 and 8 are two instructions. */
static void add_nops(uint8_t *at, unsigned int len)
{
	static const uint8_t nops[9][8] = {
		{0},
		{0x90},
		{0x89, 0xf6},
		{0x8d, 0x76, 0x00},
		{0x8d, 0x74, 0x26, 0x00},
		{0x90, 0x8d, 0x74, 0x26, 0x00},
		{0x8d, 0xb6, 0, 0, 0, 0},
		{0x8d, 0xb4, 0x26, 0, 0, 0, 0},
		{0x90, 0x8d, 0xb4, 0x26, 0, 0, 0, 0},
	};

	while (len) {
		unsigned int n = len < 8 ? len : 8;

		memcpy(at, nops[n], n);
		at += n;
		len -= n;
	}
}

void make_call(uint8_t *at, uint8_t opcode, uint32_t from, uint32_t to)
{
	uint32_t rel = to - (from + 5);

	at[0] = opcode;
	memcpy(at + 1, &rel, 4);
}

/* How many bytes of the site the new text has. */
static unsigned int patch_native(const struct site *s, uint8_t *text)
{
	uint32_t target = ((const uint32_t *)&ops)[s->op];

	for (unsigned int i = 0; i < COUNT(inlined); i++)
		/* 2.6.24 doesn't know that, and calls the function. */
		if (inlined[i].op == s->op && !(kernel_24 && s->op == OP(pte_val))) {
			memcpy(text, inlined[i].text, inlined[i].len);
			return inlined[i].len;
		}
	make_call(text, 0xe8, (uint32_t)s->text, target);
	return 5;
}

static unsigned int patch_vmi(const struct site *s, uint8_t *text)
{
	struct answer a;

	for (unsigned int i = 0; i < COUNT(asked); i++) {
		if (asked[i].op != s->op)
			continue;
		a = rom_ask(asked[i].call);
		sites_of_kind[a.type & 3]++;
		switch (a.type) {
		case RELOC_CALL:
			make_call(text, 0xe8, (uint32_t)s->text, a.address);
			return 5;
		case RELOC_JUMP:
			make_call(text, 0xe9, (uint32_t)s->text, a.address);
			return 5;
		case RELOC_NOP:
			return 0;
		case RELOC_NONE:
			return s->len;
		default:
			bail(NULL, "BUG: relocation type %u at a patch site of call %u", a.type, asked[i].call);
		}
	}
	return s->len;
}

void patch_sites(enum patch_as as)
{
	uint8_t text[16];

	nr_sites = 0;
	memset(sites_of_kind, 0, sizeof(sites_of_kind));
	for (const struct site *s = sites_begin; s < sites_end; s++, nr_sites++) {
		unsigned int used;
		uint32_t mask;

		memcpy(text, s->text, s->len);
		used = as == PATCH_VMI ? patch_vmi(s, text) : patch_native(s, text);
		add_nops(text + used, s->len - used);
		/* The patcher's own sites are patched by now, or not yet: both must do. */
		mask = irq_save();
		memcpy(s->text, text, s->len);
		restore_mask(mask);
	}
}
