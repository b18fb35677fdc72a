/* SPDX-License-Identifier: GPL-2.0-only */
/* Processors: per-processor data, interrupt flag, spinlocks, CPUID features. */
#ifndef GUEST_CPU_H
#define GUEST_CPU_H

#ifndef __ASSEMBLER__
#include <vmi/ops.h>
#include <percpu.h>
#include <x86.h>
#include "lib.h"
#include "platform/platform.h"

struct spinlock {
	volatile uint32_t locked;
};

struct thread;
struct aspace;

/*
 * One per processor, reached through FS, whose base it is.  SYSENTER begins
 * with ESP at tss.sp0: what interrupts its first instruction (#DB, NMI) stacks
 * into emergency[].
 */
struct cpu {
	struct cpu *self;
	struct thread *current;
	unsigned int id;
	uint32_t apic_id;
	struct thread *idle;
	struct aspace *aspace;     /* loaded in CR3 */
	struct thread *fpu_owner;  /* whose state the FPU holds, or NULL */
	vmi_word_t ldt;            /* linear address of the loaded LDT or 0 */
	struct spinlock ring_lock; /* of the threads' ring, which idle is always in */
	volatile bool need_resched;
	unsigned int preempt_off; /* kernel code may not be switched away */
	volatile unsigned int ticks;
	volatile unsigned int switches;
	volatile unsigned int nmis;
	volatile bool online;
	bool stands; /* its text changes: an NMI may go through no site (stop.c) */
	uint64_t *gdt; /* a page of its own */
	CPU_OWN
	uint8_t emergency[3072];
	struct tss tss;
};

extern struct cpu *cpus[MAX_CPUS];
extern unsigned int nr_cpus; /* online, cpus[0] to cpus[nr_cpus - 1] */

/* CS & 3 of the kernel: what a blob's Init leaves us. */
extern uint32_t kernel_rpl;

/*
 * Whether the processor's own state is ours: a hypervisor that runs the kernel at
 * another level keeps the real flags, tables and control registers to itself, and the
 * calls are all there is to see.
 */
static inline bool cpu_is_ours(void)
{
	return !kernel_rpl;
}

static inline struct cpu *this_cpu(void)
{
	struct cpu *cpu;

	asm volatile("mov %%" PERCPU_REGISTER ":0, %0" : "=r"(cpu));
	return cpu;
}

static inline struct thread *current_thread(void)
{
	struct thread *t;

	asm volatile("mov %%" PERCPU_REGISTER ":%c1, %0" : "=r"(t) : "i"(CPU_OFF_CURRENT));
	return t;
}

/* Interrupt flag. */
static inline uint32_t irq_save(void)
{
	uint32_t mask = vmi_GetInterruptMask();

	vmi_DisableInterrupts();
	return mask;
}

static inline void irq_restore(uint32_t mask)
{
	vmi_SetInterruptMask(mask);
}

static inline bool irqs_on(void)
{
	return vmi_GetInterruptMask() & EFLAGS_IF;
}

static inline uint32_t atomic_swap(volatile uint32_t *p, uint32_t v)
{
	asm volatile("xchg %0, %1" : "+r"(v), "+m"(*p) : : "memory");
	return v;
}

static inline uint32_t atomic_add(volatile uint32_t *p, uint32_t v)
{
	uint32_t old = v;

	asm volatile("lock xadd %0, %1" : "+r"(old), "+m"(*p) : : "memory", "cc");
	return old;
}

static inline uint32_t spin_lock_irq(struct spinlock *lock)
{
	uint32_t mask = irq_save();

	while (atomic_swap(&lock->locked, 1))
		while (lock->locked)
			cpu_relax();
	return mask;
}

static inline void spin_unlock_irq(struct spinlock *lock, uint32_t mask)
{
	barrier();
	lock->locked = 0;
	irq_restore(mask);
}

/* CPUID, read once through the call. */
struct features {
	uint32_t max_leaf;
	uint32_t signature;
	bool fpu, de, pse, tsc, msr, pae, apic, sep, pge, fxsr, sse, sse2, nx;
};
extern struct features features;
void features_init(void);

/* Control registers and MSRs that every processor sets alike. */
void cpu_setup_control(void);

/* Allocates and loads everything of a processor; t is the thread that runs. */
struct cpu *cpu_create(unsigned int id, uint32_t apic_id, struct thread *t);
void cpu_load(struct cpu *cpu);

#endif
#endif
