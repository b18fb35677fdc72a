/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The operations that such a kernel calls through pointers, and the sites that
 * call them: an indirect call each, recorded, to be patched once it is known
 * what the kernel runs on.
 */
#ifndef OPS_H
#define OPS_H

/* Places in struct ops that assembler needs. */
#define OP_SAVE_MASK 0
#define OP_RESTORE_MASK 1
#define OP_IRQ_DISABLE 2
#define OP_IRQ_ENABLE 3
#define OP_IRET 4
#define OP_SYSEXIT 5
#define OP_GET_CR2 6

#ifdef __ASSEMBLER__

/* As an assembler routine calls: through CS, since DS may be the user's. */
.macro SITE_CALL op
771:	call	*%cs:ops+\op*4
772:	SITE_RECORD \op
.endm

/* The same where all registers live, as on entry by SYSENTER: the patcher overwrites the saves, too. */
.macro SITE_CALL_SAVED op
771:	push	%eax
	push	%ecx
	push	%edx
	call	*%cs:ops+\op*4
	pop	%edx
	pop	%ecx
	pop	%eax
772:	SITE_RECORD \op
.endm

.macro SITE_JUMP op
771:	jmp	*%cs:ops+\op*4
772:	SITE_RECORD \op
.endm

.macro SITE_RECORD op
	.pushsection .sites, "a"
	.balign	4
	.long	771b
	.byte	\op, 772b - 771b, 0, 0
	.popsection
.endm

/* Where a fault at address from is mended. */
.macro FIXUP from, to
	.pushsection .fixups, "a"
	.balign	4
	.long	\from, \to
	.popsection
.endm

#else

#include "client.h"

#ifdef CONFIG_PAE
typedef uint64_t pte_t;
#else
typedef uint32_t pte_t;
#endif

struct table_register {
	uint16_t limit;
	uint32_t base;
} __attribute__((packed));

struct mm {
	pte_t *pgd;
	uint32_t pgd_pfn;
};

/* regparm(3) all; those for the interrupt flag keep every register but a result. */
struct ops {
	uint32_t (*save_mask)(void);
	void (*restore_mask)(uint32_t mask);
	void (*irq_disable)(void);
	void (*irq_enable)(void);
	void *iret;
	void *sysexit;

	uint32_t (*get_cr2)(void);
	uint32_t (*get_cr0)(void);
	uint32_t (*get_cr3)(void);
	uint32_t (*get_cr4)(void);
	void (*set_cr0)(uint32_t v);
	void (*set_cr2)(uint32_t v);
	void (*set_cr3)(uint32_t v);
	void (*set_cr4)(uint32_t v);
	void (*clts)(void);
	uint32_t (*get_dr)(uint32_t number);
	void (*set_dr)(uint32_t number, uint32_t v);
	void (*cpuid)(uint32_t regs[4]);
	void (*wbinvd)(void);
	uint64_t (*rdtsc)(void);

	void (*set_tr)(uint32_t selector);
	void (*set_ldt)(const void *table, uint32_t entries);
	void (*set_gdt)(const struct table_register *r);
	void (*set_idt)(const struct table_register *r);
	void (*get_gdt)(struct table_register *r);
	void (*get_idt)(struct table_register *r);
	uint32_t (*get_tr)(void);
	void (*write_ldt)(void *table, uint32_t index, uint32_t low, uint32_t high);
	void (*write_gdt)(void *table, uint32_t index, uint32_t low, uint32_t high);
	void (*write_idt)(void *table, uint32_t index, uint32_t low, uint32_t high);
	void (*load_esp0)(uint32_t *tss, uint32_t esp0);
	void (*set_iopl)(uint32_t mask);
	void (*io_delay)(void);
	void (*safe_halt)(void);

	void (*lazy_cpu_enter)(void);
	void (*lazy_mmu_enter)(void);
	void (*lazy_cpu_leave)(void);
	void (*lazy_mmu_leave)(void);

	void (*flush_user)(void);
	void (*flush_kernel)(void);
	void (*flush_single)(uint32_t va);

	void (*set_pte)(pte_t *at, pte_t v);
	void (*set_pte_at)(struct mm *mm, uint32_t va, pte_t *at, pte_t v);
	void (*set_pmd)(pte_t *at, pte_t v);
	void (*pte_update)(struct mm *mm, uint32_t va, pte_t *at);
	void (*pte_update_defer)(struct mm *mm, uint32_t va, pte_t *at);
#ifdef CONFIG_PAE
	void (*set_pud)(pte_t *at, pte_t v);
	void (*set_pte_atomic)(pte_t *at, pte_t v);
	void (*set_pte_present)(struct mm *mm, uint32_t va, pte_t *at, pte_t v); /* 2.6.24 */
#endif
	void (*pte_clear)(struct mm *mm, uint32_t va, pte_t *at);
	void (*pmd_clear)(pte_t *at);
	void (*alloc_pt)(uint32_t pfn);
	void (*alloc_pd)(uint32_t pfn);
	void (*alloc_pgd_clone)(uint32_t pfn, uint32_t from, uint32_t start, uint32_t count);
	void (*release_pt)(uint32_t pfn);
	void (*release_pd)(uint32_t pfn);
	void (*map_pt_hook)(uint32_t slot, uint32_t va, uint32_t pfn);

	/* Nobody asks a ROM for these: entries in words and back, a hook that is empty, a function. */
	uint32_t (*pte_val)(uint32_t v);
	void (*activate_mm)(void);
	void (*flush_others)(void);

	void (*start_ap)(const void *state, uint32_t apic_id);
	uint32_t (*apic_read)(uint32_t offset);
	void (*apic_write)(uint32_t offset, uint32_t v);
	void (*apic_write_atomic)(uint32_t offset, uint32_t v); /* 2.6.24 */
};

extern struct ops ops;

#define OP(field) (offsetof(struct ops, field) / sizeof(void *))
_Static_assert(OP(save_mask) == OP_SAVE_MASK && OP(restore_mask) == OP_RESTORE_MASK, "asm");
_Static_assert(OP(irq_disable) == OP_IRQ_DISABLE && OP(irq_enable) == OP_IRQ_ENABLE, "asm");
_Static_assert(OP(iret) == OP_IRET && OP(sysexit) == OP_SYSEXIT && OP(get_cr2) == OP_GET_CR2, "asm");

#define SITE(field) [op] "i"(OP(field)), [slot] "i"(&ops.field)
#define SITE_TEXT SITE_WITH("", "")
#define SITE_TEXT_24 SITE_WITH("push %%ecx\npush %%edx\n", "pop %%edx\npop %%ecx\n")
#define SITE_WITH(before, after)                                                                             \
	"771:	" before "call	*%c[slot]\n" after                                                             \
	"772:	.pushsection .sites, \"a\"\n"                                                                 \
	"	.balign	4\n"                                                                                  \
	"	.long	771b\n"                                                                               \
	"	.byte	%c[op], 772b - 771b, 0, 0\n"                                                          \
	"	.popsection\n"

/* A C site, by its arguments; the result, where there is one, is 32 bits (R) or 64 (Q). */
#define CALL0(f) ({ __asm__ volatile(SITE_TEXT : : SITE(f) : "eax", "ecx", "edx", "memory", "cc"); })
#define CALL1(f, x)                                                                                          \
	({                                                                                                   \
		uint32_t a_ = (uint32_t)(x);                                                                 \
		__asm__ volatile(SITE_TEXT : "+a"(a_) : SITE(f) : "ecx", "edx", "memory", "cc");             \
	})
#define CALL2(f, x, y)                                                                                       \
	({                                                                                                   \
		uint32_t a_ = (uint32_t)(x), d_ = (uint32_t)(y);                                             \
		__asm__ volatile(SITE_TEXT : "+a"(a_), "+d"(d_) : SITE(f) : "ecx", "memory", "cc");          \
	})
#define CALL3(f, x, y, z)                                                                                    \
	({                                                                                                   \
		uint32_t a_ = (uint32_t)(x), d_ = (uint32_t)(y), c_ = (uint32_t)(z);                         \
		__asm__ volatile(SITE_TEXT : "+a"(a_), "+d"(d_), "+c"(c_) : SITE(f) : "memory", "cc");       \
	})
#define CALL4(f, x, y, z, s)                                                                                 \
	({                                                                                                   \
		uint32_t a_ = (uint32_t)(x), d_ = (uint32_t)(y), c_ = (uint32_t)(z);                         \
		__asm__ volatile("push %[s4]\n" SITE_TEXT "lea 4(%%esp), %%esp"                              \
				 : "+a"(a_), "+d"(d_), "+c"(c_)                                              \
				 : [s4] "ri"((uint32_t)(s)), SITE(f)                                         \
				 : "memory", "cc");                                                          \
	})
#define RCALL0(f)                                                                                            \
	({                                                                                                   \
		uint32_t a_;                                                                                 \
		__asm__ volatile(SITE_TEXT : "=a"(a_) : SITE(f) : "ecx", "edx", "memory", "cc");             \
		a_;                                                                                          \
	})
#define RCALL1(f, x)                                                                                         \
	({                                                                                                   \
		uint32_t a_ = (uint32_t)(x);                                                                 \
		__asm__ volatile(SITE_TEXT : "+a"(a_) : SITE(f) : "ecx", "edx", "memory", "cc");             \
		a_;                                                                                          \
	})
#define QCALL0(f)                                                                                            \
	({                                                                                                   \
		uint64_t q_;                                                                                 \
		__asm__ volatile(SITE_TEXT : "=A"(q_) : SITE(f) : "ecx", "memory", "cc");                    \
		q_;                                                                                          \
	})

/* 2.6.32: what these four keep, the compiler keeps live (section 5). */
static inline uint32_t save_mask(void)
{
	uint32_t mask;

	__asm__ volatile(SITE_TEXT : "=a"(mask) : SITE(save_mask) : "memory", "cc");
	return mask;
}

static inline void restore_mask(uint32_t mask)
{
	__asm__ volatile(SITE_TEXT : "+a"(mask) : SITE(restore_mask) : "memory", "cc");
}

static inline void irq_disable(void)
{
	__asm__ volatile(SITE_TEXT : : SITE(irq_disable) : "eax", "memory", "cc");
}

static inline void irq_enable(void)
{
	__asm__ volatile(SITE_TEXT : : SITE(irq_enable) : "eax", "memory", "cc");
}

/* 2.6.24: ECX and EDX are saved in the site. */
static inline uint32_t save_mask_24(void)
{
	uint32_t mask;

	__asm__ volatile(SITE_TEXT_24 : "=a"(mask) : SITE(save_mask) : "memory", "cc");
	return mask;
}

static inline void restore_mask_24(uint32_t mask)
{
	__asm__ volatile(SITE_TEXT_24 : "+a"(mask) : SITE(restore_mask) : "memory", "cc");
}

static inline void irq_disable_24(void)
{
	__asm__ volatile(SITE_TEXT_24 : : SITE(irq_disable) : "eax", "memory", "cc");
}

static inline void irq_enable_24(void)
{
	__asm__ volatile(SITE_TEXT_24 : : SITE(irq_enable) : "eax", "memory", "cc");
}

static inline uint32_t irq_save(void)
{
	uint32_t mask = save_mask();

	irq_disable();
	return mask;
}

/* patch.c */
enum patch_as { PATCH_NATIVE, PATCH_VMI };
void patch_sites(enum patch_as as);
void make_call(uint8_t *at, uint8_t opcode, uint32_t from, uint32_t to);
extern uint32_t nr_sites, sites_of_kind[4];

/* native.c */
void native_flush_global(void);

#endif
#endif
