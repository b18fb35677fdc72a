// SPDX-License-Identifier: GPL-2.0-only
/* Paging as a client of 13.3 has it when it calls Init, and what the ROM has made of it then. */
#include "emulate_inside.h"
#include "registers.h"

#define CR0_PE_ET_PG 0x80000011u
#define CR4_PSE 0x10u
#define PTE_P 0x01u
#define PTE_W 0x02u
#define PTE_U 0x04u
#define PDE_LARGE 0x80u

/* Entries of a 13.3 client's page directory, at 0x90000000 and 0x90400000. */
#define CLIENT13_TABLES 0x240u
#define CLIENT13_SYSTEM 0x241u
#define CLIENT13_KERNEL 0x200u /* the first of its own; users' are below */

/* unicorn's processor says that it has no large pages, and has them. Here it is a Pentium III. */
static int on_cpuid(uc_engine *uc, void *data)
{
	static const int registers[] = {UC_X86_REG_EAX, UC_X86_REG_EBX, UC_X86_REG_ECX, UC_X86_REG_EDX};
	static const uint32_t leaves[2][4] = {{1, 0x756e6547, 0x6c65746e, 0x49656e69},
					      {0x673, 0, 0, 0x0383fbff}};
	uint32_t leaf = register_get(uc, UC_X86_REG_EAX);

	(void)data;
	for (int i = 0; i < 4; i++)
		uc_reg_write(uc, registers[i], &leaves[leaf == 0 ? 0 : 1][i]);
	return true; /* done, instead of the instruction */
}

static bool poke_pte(struct emulator *e, uint32_t table, uint32_t index, uint32_t frame)
{
	uint32_t value = frame | PTE_P | PTE_W;

	return emulate_poke(e, table + 4 * index, &value, sizeof(value));
}

/*
 * What the boot loader of a 13.3 client leaves: CR0, CR3, the first 4 MiB one to one, the page directory as a
 * page table and once more behind the system page.
 */
bool emulate_low_paging(struct emulator *e)
{
	uc_hook handle;
	const uint32_t low = EMULATE_PDIR + PAGE, system = EMULATE_PDIR + 2 * PAGE;
	const uint32_t cr3 = EMULATE_PDIR, cr0 = CR0_PE_ET_PG;

	if (uc_hook_add(e->uc, &handle, UC_HOOK_INSN, (void *)on_cpuid, e, 1, 0, UC_X86_INS_CPUID) !=
		    UC_ERR_OK ||
	    uc_mem_map(e->uc, EMULATE_PDIR, 3 * PAGE, UC_PROT_READ | UC_PROT_WRITE) != UC_ERR_OK ||
	    !poke_pte(e, EMULATE_PDIR, 0, low) || !poke_pte(e, EMULATE_PDIR, CLIENT13_TABLES, EMULATE_PDIR) ||
	    !poke_pte(e, EMULATE_PDIR, CLIENT13_SYSTEM, system) || !poke_pte(e, system, 1, EMULATE_PDIR))
		return false;
	for (uint32_t i = 0; i < EMULATE_LOW_SIZE / PAGE; i++)
		if (!poke_pte(e, low, i, i * PAGE))
			return false;
	return uc_reg_write(e->uc, UC_X86_REG_CR3, &cr3) == UC_ERR_OK &&
	       uc_reg_write(e->uc, UC_X86_REG_CR0, &cr0) == UC_ERR_OK;
}

/* An entry of a table that a ROM may have made: false if it is not present. */
static bool read_pte(struct emulator *e, uint32_t table, uint32_t index, uint32_t *value)
{
	return emulate_peek(e, table + 4 * index, value, sizeof(*value)) && *value & PTE_P;
}

bool emulate_translate(struct emulator *e, uint32_t linear, uint32_t *physical)
{
	uint32_t pde, pte;

	if (!read_pte(e, PAGE_DOWN(register_get(e->uc, UC_X86_REG_CR3)), linear >> 22, &pde))
		return false;
	if (pde & PDE_LARGE && register_get(e->uc, UC_X86_REG_CR4) & CR4_PSE) {
		*physical = (pde & 0xFFC00000u) | (linear & 0x3FFFFFu);
		return true;
	}
	if (!read_pte(e, PAGE_DOWN(pde), linear >> 12 & 0x3FF, &pte))
		return false;
	*physical = PAGE_DOWN(pte) | (linear & (PAGE - 1));
	return true;
}

/* The index of the first entry of a page table that lets users have its page; of no table, 0. */
static bool open_pte(struct emulator *e, uint32_t table, uint32_t *index)
{
	uint32_t entries[PAGE / sizeof(uint32_t)];

	*index = 0;
	if (!emulate_peek(e, table, entries, sizeof(entries)))
		return true;
	while (*index < PAGE / sizeof(uint32_t) && (entries[*index] & (PTE_P | PTE_U)) != (PTE_P | PTE_U))
		++*index;
	return *index < PAGE / sizeof(uint32_t);
}

bool emulate_open_page(struct emulator *e, uint32_t *linear)
{
	bool large_pages = register_get(e->uc, UC_X86_REG_CR4) & CR4_PSE;
	uint32_t directory = PAGE_DOWN(register_get(e->uc, UC_X86_REG_CR3)), pde, index = 0;

	for (uint32_t i = CLIENT13_KERNEL; i < PAGE / sizeof(uint32_t); i++) {
		if (!read_pte(e, directory, i, &pde))
			continue;
		if ((pde & PDE_LARGE && large_pages) || open_pte(e, PAGE_DOWN(pde), &index)) {
			*linear = i << 22 | index << 12;
			return true;
		}
	}
	return false;
}
