/* SPDX-License-Identifier: MIT */
/*
 * An inline function for each call of the table that C can make, named
 * vmi_<Name>, each use of it a call site of its own.  The arguments are those
 * of spec/VMI.md in order; pointers go as linear addresses.  IRET and SYSEXIT are
 * for assembler only (<vmi/site.h>).
 */
#ifndef VMI_OPS_H
#define VMI_OPS_H

#include <vmi/site.h>

/*
 * One shape for each signature and clobber class of the table.  A call of
 * class C may destroy EAX, ECX and EDX, so those are outputs even where the
 * native instruction keeps them.
 */
#define VMI_OP_V0_C(nr, Name, ...) \
static inline void vmi_##Name(void) \
{ \
	__asm__ volatile(VMI_SITE_ASM(nr, __VA_ARGS__) : : : "eax", "ecx", "edx", "memory", "cc"); \
}
#define VMI_OP_V0_KEEP(nr, Name, ...) \
static inline void vmi_##Name(void) \
{ \
	__asm__ volatile(VMI_SITE_ASM(nr, __VA_ARGS__) : : : "memory", "cc"); \
}
#define VMI_OP_V1_C(nr, Name, ...) \
static inline void vmi_##Name(vmi_word_t a) \
{ \
	__asm__ volatile(VMI_SITE_ASM(nr, __VA_ARGS__) : "+a"(a) : : "ecx", "edx", "memory", "cc"); \
}
#define VMI_OP_V1_KEEP(nr, Name, ...) \
static inline void vmi_##Name(vmi_word_t a) \
{ \
	__asm__ volatile(VMI_SITE_ASM(nr, __VA_ARGS__) : : "a"(a) : "memory", "cc"); \
}
#define VMI_OP_V2_C(nr, Name, ...) \
static inline void vmi_##Name(vmi_word_t a, vmi_word_t d) \
{ \
	__asm__ volatile(VMI_SITE_ASM(nr, __VA_ARGS__) : "+a"(a), "+d"(d) : : "ecx", "memory", "cc"); \
}
#define VMI_OP_V3_C(nr, Name, ...) \
static inline void vmi_##Name(vmi_word_t a, vmi_word_t d, vmi_word_t c) \
{ \
	__asm__ volatile(VMI_SITE_ASM(nr, __VA_ARGS__) : "+a"(a), "+d"(d), "+c"(c) : : "memory", "cc"); \
}
#define VMI_OP_V4_C(nr, Name, ...) \
static inline void vmi_##Name(vmi_word_t a, vmi_word_t d, vmi_word_t c, vmi_word_t s4) \
{ \
	__asm__ volatile("push %[s4]\n" VMI_SITE_ASM(nr, __VA_ARGS__) "lea 4(%%esp), %%esp" \
		     : "+a"(a), "+d"(d), "+c"(c) : [s4] "ri"(s4) : "memory", "cc"); \
}
#define VMI_OP_V5_C(nr, Name, ...) \
static inline void vmi_##Name(vmi_word_t a, vmi_word_t d, vmi_word_t c, vmi_word_t s4, vmi_word_t s8) \
{ \
	__asm__ volatile("push %[s8]\npush %[s4]\n" VMI_SITE_ASM(nr, __VA_ARGS__) "lea 8(%%esp), %%esp" \
		     : "+a"(a), "+d"(d), "+c"(c) : [s4] "ri"(s4), [s8] "ri"(s8) : "memory", "cc"); \
}
#define VMI_OP_START_C(nr, Name, ...) \
static inline vmi_word_t vmi_##Name(vmi_word_t a, vmi_word_t d, vmi_word_t c, vmi_word_t s4) \
{ \
	__asm__ volatile("push %[s4]\n" VMI_SITE_ASM(nr, __VA_ARGS__) "lea 4(%%esp), %%esp" \
		     : "+a"(a), "+d"(d), "+c"(c) : [s4] "ri"(s4) : "memory", "cc"); \
	return a; \
}
#define VMI_OP_R0_C(nr, Name, ...) \
static inline vmi_word_t vmi_##Name(void) \
{ \
	vmi_word_t a; \
	__asm__ volatile(VMI_SITE_ASM(nr, __VA_ARGS__) : "=a"(a) : : "ecx", "edx", "memory", "cc"); \
	return a; \
}
#define VMI_OP_R0_KEEP(nr, Name, ...) \
static inline vmi_word_t vmi_##Name(void) \
{ \
	vmi_word_t a; \
	__asm__ volatile(VMI_SITE_ASM(nr, __VA_ARGS__) : "=a"(a) : : "memory", "cc"); \
	return a; \
}
#define VMI_OP_R1_C(nr, Name, ...) \
static inline vmi_word_t vmi_##Name(vmi_word_t a) \
{ \
	__asm__ volatile(VMI_SITE_ASM(nr, __VA_ARGS__) : "+a"(a) : : "ecx", "edx", "memory", "cc"); \
	return a; \
}
#define VMI_OP_Q0_C(nr, Name, ...) \
static inline uint64_t vmi_##Name(void) \
{ \
	uint64_t q; \
	__asm__ volatile(VMI_SITE_ASM(nr, __VA_ARGS__) : "=A"(q) : : "ecx", "memory", "cc"); \
	return q; \
}
#define VMI_OP_Q1_C(nr, Name, ...) \
static inline uint64_t vmi_##Name(vmi_word_t a) \
{ \
	uint64_t q; \
	__asm__ volatile(VMI_SITE_ASM(nr, __VA_ARGS__) : "=A"(q) : "a"(a) : "ecx", "memory", "cc"); \
	return q; \
}
#define VMI_OP_QQ_C(nr, Name, ...) \
static inline uint64_t vmi_##Name(uint64_t q) \
{ \
	__asm__ volatile(VMI_SITE_ASM(nr, __VA_ARGS__) : "+A"(q) : : "ecx", "memory", "cc"); \
	return q; \
}
#define VMI_OP_RDCX_C(nr, Name, ...) \
static inline uint64_t vmi_##Name(uint32_t c) \
{ \
	uint64_t q; \
	__asm__ volatile(VMI_SITE_ASM(nr, __VA_ARGS__) : "=A"(q), "+c"(c) : : "memory", "cc"); \
	return q; \
}
#define VMI_OP_WRCX_C(nr, Name, ...) \
static inline void vmi_##Name(uint32_t c, uint64_t q) \
{ \
	__asm__ volatile(VMI_SITE_ASM(nr, __VA_ARGS__) : "+A"(q), "+c"(c) : : "memory", "cc"); \
}
/* regs: EAX, EBX, ECX, EDX, in and out. */
#define VMI_OP_CPUID_KEEP(nr, Name, ...) \
static inline void vmi_##Name(uint32_t regs[4]) \
{ \
	__asm__ volatile(VMI_SITE_ASM(nr, __VA_ARGS__) \
		     : "+a"(regs[0]), "=b"(regs[1]), "+c"(regs[2]), "=d"(regs[3]) : : "memory", "cc"); \
}
#define VMI_OP_IRET_FINAL(...)
#define VMI_OP_SYSEXIT_FINAL(...)

/* 64 bits are two words. */
#define VMI_OP_VDWW_C VMI_OP_V4_C
/* What gives a status elsewhere has no result here. */
#define VMI_OP_E1_C VMI_OP_V1_C
#define VMI_OP_E2_C VMI_OP_V2_C
#define VMI_OP_E4_C VMI_OP_V4_C
#define VMI_OP_E5_C VMI_OP_V5_C
#define VMI_OP_EWDD_C VMI_OP_V5_C
#define VMI_OP_RDTSC_C VMI_OP_Q0_C
#define VMI_OP_R0_READ VMI_OP_R0_C
#define VMI_OP_QQ_READ VMI_OP_QQ_C

#define VMI_CALL(nr, Name, family, since, shape, clob, ...) VMI_OP_##shape##_##clob(nr, Name, VMI_NATIVE_##Name)
#include <calls.def>

#endif
