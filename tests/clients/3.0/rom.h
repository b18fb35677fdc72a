/* SPDX-License-Identifier: GPL-2.0-only */
/* A 3.0 ROM as its client sees it (sections 1, 5 and 7). */
#ifndef ROM_H
#define ROM_H

#include "ops.h"

void *memcpy(void *to, const void *from, size_t n);
void *memset(void *to, int v, size_t n);
int memcmp(const void *a, const void *b, size_t n);

/* X(number, name) for each call that such a kernel asks for. */
#define ROM_CALLS(X)                                                                                         \
	X(0, CPUID) X(3, SetGDT) X(4, SetLDT) X(5, SetIDT) X(6, SetTR) X(7, GetGDT) X(9, GetIDT)             \
	X(10, GetTR) X(11, WriteGDTEntry) X(12, WriteLDTEntry) X(13, WriteIDTEntry)                          \
	X(14, UpdateKernelStack) X(15, SetCR0) X(16, SetCR2) X(17, SetCR3) X(18, SetCR4) X(19, GetCR0)       \
	X(20, GetCR2) X(21, GetCR3) X(22, GetCR4) X(23, WBINVD) X(24, SetDR) X(25, GetDR) X(27, RDTSC)       \
	X(28, CLTS) X(29, EnableInterrupts) X(30, DisableInterrupts) X(31, GetInterruptMask)                 \
	X(32, SetInterruptMask) X(33, IRET) X(34, SYSEXIT) X(35, Halt) X(38, SetPxE) X(39, SetPxELong)       \
	X(40, UpdatePxE) X(41, UpdatePxELong) X(44, AllocatePage) X(45, ReleasePage) X(46, InvalPage)        \
	X(47, FlushTLB) X(48, SetLinearMapping) X(61, SetIOPLMask) X(62, SetInitialAPState)                  \
	X(63, APICWrite) X(64, APICRead) X(65, IODelay) X(66, GetCycleFrequency) X(67, GetCycleCounter)      \
	X(68, SetAlarm) X(69, CancelAlarm) X(70, GetWallclockTime) X(71, WallclockUpdated)                   \
	X(73, SetLazyMode)

#define ROM_CALL_NUMBER(number, name) CALL_##name = number,
enum call { ROM_CALLS(ROM_CALL_NUMBER) NR_CALLS = 74, CALL_Init = NR_CALLS, CALL_GetRelocationInfo, NR_WATCHED };

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

/* watch.c */
extern const char *const call_name[NR_WATCHED];
void *watch(unsigned int call, const void *target);

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
