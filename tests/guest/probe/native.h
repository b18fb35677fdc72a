/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The processor itself, behind the back of the call sites: what a probe compares with.
 * Where it is not ours (cpu_is_ours), its state is what the calls make of it. They
 * are asked, through sites of the kernel's own, and what a call does must show in
 * what the processor does.
 */
#ifndef PROBE_NATIVE_H
#define PROBE_NATIVE_H

#include <stdbool.h>
#include <stdint.h>
#include "../kernel.h"

struct table_register {
	uint16_t limit;
	uint32_t base;
} __attribute__((packed));

#define NATIVE_READ(name, insn)                                                                              \
	static inline uint32_t native_##name(void)                                                           \
	{                                                                                                    \
		uint32_t v;                                                                                  \
		asm volatile(insn : "=r"(v) : : "memory");                                                   \
		return v;                                                                                    \
	}
#define NATIVE_WRITE(name, insn)                                                                             \
	static inline void native_##name(uint32_t v)                                                         \
	{                                                                                                    \
		asm volatile(insn : : "r"(v) : "memory");                                                    \
	}
#define PRIVILEGED_READ(name, insn, Call)                                                                    \
	static inline uint32_t native_##name(void)                                                           \
	{                                                                                                    \
		uint32_t v;                                                                                  \
		if (!cpu_is_ours())                                                                          \
			return vmi_##Call();                                                                 \
		asm volatile(insn : "=r"(v) : : "memory");                                                   \
		return v;                                                                                    \
	}
#define PRIVILEGED_WRITE(name, insn, Call)                                                                   \
	static inline void native_##name(uint32_t v)                                                         \
	{                                                                                                    \
		if (!cpu_is_ours())                                                                          \
			vmi_##Call(v);                                                                       \
		else                                                                                         \
			asm volatile(insn : : "r"(v) : "memory");                                            \
	}
PRIVILEGED_READ(get_cr0, "mov %%cr0, %0", GetCR0)
PRIVILEGED_READ(get_cr2, "mov %%cr2, %0", GetCR2)
PRIVILEGED_READ(get_cr3, "mov %%cr3, %0", GetCR3)
PRIVILEGED_READ(get_cr4, "mov %%cr4, %0", GetCR4)
PRIVILEGED_WRITE(set_cr0, "mov %0, %%cr0", SetCR0)
PRIVILEGED_WRITE(set_cr2, "mov %0, %%cr2", SetCR2)
PRIVILEGED_WRITE(set_cr3, "mov %0, %%cr3", SetCR3)
PRIVILEGED_WRITE(set_cr4, "mov %0, %%cr4", SetCR4)
PRIVILEGED_READ(sldt, "sldt %0", GetLDT)
PRIVILEGED_READ(str, "str %0", GetTR)
PRIVILEGED_WRITE(lldt, "lldt %w0", SetLDT)
PRIVILEGED_WRITE(ltr, "ltr %w0", SetTR)
PRIVILEGED_WRITE(invlpg, "invlpg (%0)", InvalPage)
NATIVE_READ(get_ds, "mov %%ds, %0")
NATIVE_READ(get_es, "mov %%es, %0")
NATIVE_READ(get_fs, "mov %%fs, %0")
NATIVE_READ(get_gs, "mov %%gs, %0")
NATIVE_READ(get_cs, "mov %%cs, %0")
NATIVE_READ(get_ss, "mov %%ss, %0")

#define NATIVE_DR(n)                                                                                         \
	NATIVE_READ(get_dr##n, "mov %%db" #n ", %0")                                                         \
	NATIVE_WRITE(set_dr##n, "mov %0, %%db" #n)
NATIVE_DR(0)
NATIVE_DR(1)
NATIVE_DR(2)
NATIVE_DR(3)
NATIVE_DR(6)
NATIVE_DR(7)

static inline void native_sgdt(struct table_register *r)
{
	if (!cpu_is_ours())
		vmi_GetGDT((uint32_t)r);
	else
		asm volatile("sgdt %0" : "=m"(*r));
}

static inline void native_lgdt(const struct table_register *r)
{
	if (!cpu_is_ours())
		vmi_SetGDT((uint32_t)r);
	else
		asm volatile("lgdt %0" : : "m"(*r) : "memory");
}

static inline void native_sidt(struct table_register *r)
{
	if (!cpu_is_ours())
		vmi_GetIDT((uint32_t)r);
	else
		asm volatile("sidt %0" : "=m"(*r));
}

static inline void native_lidt(const struct table_register *r)
{
	if (!cpu_is_ours())
		vmi_SetIDT((uint32_t)r);
	else
		asm volatile("lidt %0" : : "m"(*r) : "memory");
}

static inline void native_cpuid(uint32_t leaf, uint32_t subleaf, uint32_t r[4])
{
	asm volatile("cpuid" : "=a"(r[0]), "=b"(r[1]), "=c"(r[2]), "=d"(r[3]) : "a"(leaf), "c"(subleaf));
}

static inline uint64_t native_rdtsc(void)
{
	uint64_t t;
	asm volatile("rdtsc" : "=A"(t) : : "memory");
	return t;
}

static inline uint64_t native_rdmsr(uint32_t msr)
{
	uint64_t v;
	asm volatile("rdmsr" : "=A"(v) : "c"(msr));
	return v;
}

static inline void native_wrmsr(uint32_t msr, uint64_t v)
{
	asm volatile("wrmsr" : : "c"(msr), "A"(v) : "memory");
}

static inline void native_irqs(bool on)
{
	if (!cpu_is_ours())
		vmi_SetInterruptMask(on ? EFLAGS_IF : 0);
	else if (on)
		asm volatile("sti" : : : "memory");
	else
		asm volatile("cli" : : : "memory");
}

/* Segment limit of a selector, or -1 if there is no such segment. */
static inline uint32_t native_lsl(uint32_t selector)
{
	uint32_t limit = 0xffffffff;
	asm volatile("lsl %1, %0" : "+r"(limit) : "r"(selector) : "cc");
	return limit;
}

/* CPUID leaf 1, EDX. */
#define CPU_TSC (1u << 4)
#define CPU_MSR (1u << 5)
#define CPU_SEP (1u << 11)
static inline bool native_has(uint32_t features)
{
	uint32_t r[4];

	native_cpuid(1, 0, r);
	return (r[3] & features) == features;
}

#endif
