/* SPDX-License-Identifier: GPL-2.0-only */
/* A 3.0 ROM as its client sees it (sections 1, 5 and 7). */
#ifndef ROM_H
#define ROM_H

#include "ops.h"

void *memcpy(void *to, const void *from, size_t n);
void *memset(void *to, int v, size_t n);
int memcmp(const void *a, const void *b, size_t n);

enum call {
	CALL_CPUID = 0,
	CALL_SetGDT = 3,
	CALL_SetLDT = 4,
	CALL_SetIDT = 5,
	CALL_SetTR = 6,
	CALL_GetGDT = 7,
	CALL_GetIDT = 9,
	CALL_GetTR = 10,
	CALL_WriteGDTEntry = 11,
	CALL_WriteLDTEntry = 12,
	CALL_WriteIDTEntry = 13,
	CALL_UpdateKernelStack = 14,
	CALL_SetCR0 = 15,
	CALL_SetCR2 = 16,
	CALL_SetCR3 = 17,
	CALL_SetCR4 = 18,
	CALL_GetCR0 = 19,
	CALL_GetCR2 = 20,
	CALL_GetCR3 = 21,
	CALL_GetCR4 = 22,
	CALL_WBINVD = 23,
	CALL_SetDR = 24,
	CALL_GetDR = 25,
	CALL_RDTSC = 27,
	CALL_CLTS = 28,
	CALL_EnableInterrupts = 29,
	CALL_DisableInterrupts = 30,
	CALL_GetInterruptMask = 31,
	CALL_SetInterruptMask = 32,
	CALL_IRET = 33,
	CALL_SYSEXIT = 34,
	CALL_Halt = 35,
	CALL_SetPxE = 38,
	CALL_SetPxELong = 39,
	CALL_UpdatePxE = 40,
	CALL_UpdatePxELong = 41,
	CALL_AllocatePage = 44,
	CALL_ReleasePage = 45,
	CALL_InvalPage = 46,
	CALL_FlushTLB = 47,
	CALL_SetLinearMapping = 48,
	CALL_SetIOPLMask = 61,
	CALL_SetInitialAPState = 62,
	CALL_APICWrite = 63,
	CALL_APICRead = 64,
	CALL_IODelay = 65,
	CALL_GetCycleFrequency = 66,
	CALL_GetCycleCounter = 67,
	CALL_SetAlarm = 68,
	CALL_CancelAlarm = 69,
	CALL_GetWallclockTime = 70,
	CALL_WallclockUpdated = 71,
	CALL_SetLazyMode = 73,
	NR_CALLS = 74,
};

#define RELOC_NONE 0
#define RELOC_CALL 1
#define RELOC_JUMP 2
#define RELOC_NOP 3

struct answer {
	uint32_t address;
	uint8_t type;
};

/* The ROM's functions that wrappers and hooks call; NULL where there is none. */
struct rom_calls {
	void *cpuid, *set_ldt, *set_tr, *write_ldt, *write_gdt, *write_idt, *update_stack, *lazy, *flush;
	void *set_pxe, *update_pxe, *allocate, *release, *linear_mapping, *initial_ap_state;
};

extern uint8_t *rom;
extern bool rom_active;
extern uint32_t rom_virtual_top;
extern struct rom_calls rom_calls;
extern uint32_t questions, changed_answers;

/* probe.c */
void rom_probe(void);
uint32_t rom_fixmap_top(void);

/* activate.c */
bool rom_activate(void);
struct answer rom_ask(uint32_t call);

/* wrap.c: what takes the place of a native operation. */
void wrap_cpuid(uint32_t regs[4]);
void wrap_set_ldt(const void *table, uint32_t entries);
void wrap_set_tr(uint32_t selector);
void wrap_write_ldt(void *table, uint32_t index, uint32_t low, uint32_t high);
void wrap_write_gdt(void *table, uint32_t index, uint32_t low, uint32_t high);
void wrap_write_idt(void *table, uint32_t index, uint32_t low, uint32_t high);
void wrap_load_esp0(uint32_t *tss, uint32_t esp0);
void wrap_lazy_cpu_enter(void);
void wrap_lazy_mmu_enter(void);
void wrap_lazy_leave(void);
void wrap_flush_user(void);
void wrap_flush_kernel(void);
void wrap_nothing(void);

/* wrap_mmu.c */
void wrap_set_pte(pte_t *at, pte_t v);
void wrap_set_pte_at(struct mm *mm, uint32_t va, pte_t *at, pte_t v);
void wrap_set_pte_present(struct mm *mm, uint32_t va, pte_t *at, pte_t v);
void wrap_set_pmd(pte_t *at, pte_t v);
void wrap_set_pud(pte_t *at, pte_t v);
void wrap_set_pte_atomic(pte_t *at, pte_t v);
void wrap_pte_clear(struct mm *mm, uint32_t va, pte_t *at);
void wrap_pmd_clear(pte_t *at);
void wrap_pte_update(struct mm *mm, uint32_t va, pte_t *at);
void wrap_pte_update_defer(struct mm *mm, uint32_t va, pte_t *at);
void wrap_alloc_pt(uint32_t pfn);
void wrap_alloc_pd(uint32_t pfn);
void wrap_alloc_pgd_clone(uint32_t pfn, uint32_t from, uint32_t start, uint32_t count);
void wrap_release_pt(uint32_t pfn);
void wrap_release_pd(uint32_t pfn);
void wrap_map_pt_hook(uint32_t slot, uint32_t va, uint32_t pfn);
void wrap_map_lowmem(void);

#endif
