/* SPDX-License-Identifier: MIT */
/*
 * An inline function for each call of the table that C can make, named
 * vmi_<Name>, each use of it a call site of its own.  The arguments are those
 * of spec/VMI-4.0.md in order; pointers go as linear addresses.  IRET, SYSRET and EnterTrap are
 * for assembler only (<vmi/site.h>).
 */
#ifndef VMI_OPS_H
#define VMI_OPS_H

#include <vmi/site.h>

/*
 * One shape for each signature and clobber class of the table.  A call of class C may destroy its arguments'
 * registers, so those are outputs even where the native instruction keeps them.
 */
#define VMI_OF_CLASS_C "r8", "r9", "r10", "r11", "memory", "cc"

#define VMI_OP_V0_C(nr, Name, ...) \
static inline void vmi_##Name(void) \
{ \
	__asm__ volatile(VMI_SITE_ASM(nr, __VA_ARGS__) :  :  : "rax", "rdi", "rsi", "rdx", "rcx", VMI_OF_CLASS_C); \
}
#define VMI_OP_V1_C(nr, Name, ...) \
static inline void vmi_##Name(vmi_word_t a) \
{ \
	__asm__ volatile(VMI_SITE_ASM(nr, __VA_ARGS__) : "+D"(a) :  : "rax", "rsi", "rdx", "rcx", VMI_OF_CLASS_C); \
}
#define VMI_OP_V2_C(nr, Name, ...) \
static inline void vmi_##Name(vmi_word_t a, vmi_word_t b) \
{ \
	__asm__ volatile(VMI_SITE_ASM(nr, __VA_ARGS__) : "+D"(a), "+S"(b) :  : "rax", "rdx", "rcx", VMI_OF_CLASS_C); \
}
#define VMI_OP_V3_C(nr, Name, ...) \
static inline void vmi_##Name(vmi_word_t a, vmi_word_t b, vmi_word_t c) \
{ \
	__asm__ volatile(VMI_SITE_ASM(nr, __VA_ARGS__) : "+D"(a), "+S"(b), "+d"(c) :  : "rax", "rcx", VMI_OF_CLASS_C); \
}
#define VMI_OP_V4_C(nr, Name, ...) \
static inline void vmi_##Name(vmi_word_t a, vmi_word_t b, vmi_word_t c, vmi_word_t d) \
{ \
	__asm__ volatile(VMI_SITE_ASM(nr, __VA_ARGS__) : "+D"(a), "+S"(b), "+d"(c), "+c"(d) :  : "rax", VMI_OF_CLASS_C); \
}
#define VMI_OP_R0_C(nr, Name, ...) \
static inline vmi_word_t vmi_##Name(void) \
{ \
	vmi_word_t result; \
	__asm__ volatile(VMI_SITE_ASM(nr, __VA_ARGS__) : "=a"(result) :  : "rdi", "rsi", "rdx", "rcx", VMI_OF_CLASS_C); \
	return result; \
}
#define VMI_OP_R1_C(nr, Name, ...) \
static inline vmi_word_t vmi_##Name(vmi_word_t a) \
{ \
	vmi_word_t result; \
	__asm__ volatile(VMI_SITE_ASM(nr, __VA_ARGS__) : "=a"(result), "+D"(a) :  : "rsi", "rdx", "rcx", VMI_OF_CLASS_C); \
	return result; \
}
#define VMI_OP_E1_C(nr, Name, ...) \
static inline uint32_t vmi_##Name(vmi_word_t a) \
{ \
	uint32_t result; \
	__asm__ volatile(VMI_SITE_ASM(nr, __VA_ARGS__) : "=a"(result), "+D"(a) :  : "rsi", "rdx", "rcx", VMI_OF_CLASS_C); \
	return result; \
}
#define VMI_OP_E2_C(nr, Name, ...) \
static inline uint32_t vmi_##Name(vmi_word_t a, vmi_word_t b) \
{ \
	uint32_t result; \
	__asm__ volatile(VMI_SITE_ASM(nr, __VA_ARGS__) : "=a"(result), "+D"(a), "+S"(b) :  : "rdx", "rcx", VMI_OF_CLASS_C); \
	return result; \
}
#define VMI_OP_E4_C(nr, Name, ...) \
static inline uint32_t vmi_##Name(vmi_word_t a, vmi_word_t b, vmi_word_t c, vmi_word_t d) \
{ \
	uint32_t result; \
	__asm__ volatile(VMI_SITE_ASM(nr, __VA_ARGS__) : "=a"(result), "+D"(a), "+S"(b), "+d"(c), "+c"(d) :  : VMI_OF_CLASS_C); \
	return result; \
}
#define VMI_OP_E5_C(nr, Name, ...) \
static inline uint32_t vmi_##Name(vmi_word_t a, vmi_word_t b, vmi_word_t c, vmi_word_t d, vmi_word_t e) \
{ \
	uint32_t result; \
	register vmi_word_t r8 __asm__("r8") = e; \
	__asm__ volatile(VMI_SITE_ASM(nr, __VA_ARGS__) : "=a"(result), "+D"(a), "+S"(b), "+d"(c), "+c"(d), "+r"(r8) :  : "r9", "r10", "r11", "memory", "cc"); \
	return result; \
}
#define VMI_OP_V0_KEEP(nr, Name, ...) \
static inline void vmi_##Name(void) \
{ \
	__asm__ volatile(VMI_SITE_ASM(nr, __VA_ARGS__) :  :  : "memory", "cc"); \
}
#define VMI_OP_V1_KEEP(nr, Name, ...) \
static inline void vmi_##Name(vmi_word_t a) \
{ \
	__asm__ volatile(VMI_SITE_ASM(nr, __VA_ARGS__) :  : "D"(a) : "memory", "cc"); \
}
#define VMI_OP_R0_KEEP(nr, Name, ...) \
static inline vmi_word_t vmi_##Name(void) \
{ \
	vmi_word_t result; \
	__asm__ volatile(VMI_SITE_ASM(nr, __VA_ARGS__) : "=a"(result) :  : "memory", "cc"); \
	return result; \
}
/* In place: as many registers as the native form, which is none. */
#define VMI_OP_QQ_READ(nr, Name, ...) \
static inline uint64_t vmi_##Name(uint64_t q) \
{ \
	__asm__ volatile(VMI_SITE_ASM(nr, __VA_ARGS__) : "+a"(q) : : "memory", "cc"); \
	return q; \
}
#define VMI_OP_RDTSC_C(nr, Name, ...) \
static inline uint64_t vmi_##Name(void) \
{ \
	uint64_t low, high; \
	__asm__ volatile(VMI_SITE_ASM(nr, __VA_ARGS__) : "=a"(low), "=d"(high) : : "rcx", "rsi", "rdi", VMI_OF_CLASS_C); \
	return high << 32 | low; \
}
#define VMI_OP_RDCX_C(nr, Name, ...) \
static inline uint64_t vmi_##Name(uint32_t c) \
{ \
	uint64_t low, high; \
	__asm__ volatile(VMI_SITE_ASM(nr, __VA_ARGS__) : "=a"(low), "=d"(high), "+c"(c) : : "rsi", "rdi", VMI_OF_CLASS_C); \
	return high << 32 | low; \
}
#define VMI_OP_WRCX_C(nr, Name, ...) \
static inline void vmi_##Name(uint32_t c, uint64_t q) \
{ \
	uint64_t low = (uint32_t)q, high = q >> 32; \
	__asm__ volatile(VMI_SITE_ASM(nr, __VA_ARGS__) : "+a"(low), "+d"(high), "+c"(c) : : "rsi", "rdi", VMI_OF_CLASS_C); \
}
/* regs: EAX, EBX, ECX, EDX, in and out. */
#define VMI_OP_CPUID_KEEP(nr, Name, ...) \
static inline void vmi_##Name(uint32_t regs[4]) \
{ \
	__asm__ volatile(VMI_SITE_ASM(nr, __VA_ARGS__) \
		     : "+a"(regs[0]), "=b"(regs[1]), "+c"(regs[2]), "=d"(regs[3]) : : "memory", "cc"); \
}
#define VMI_OP_IRET_FINAL(...)
#define VMI_OP_SYSRET_FINAL(...)
#define VMI_OP_TRAP_KEEP(...)

/* 64 bits are a word. */
#define VMI_OP_VDWW_C VMI_OP_V3_C
#define VMI_OP_Q0_C VMI_OP_R0_C
#define VMI_OP_Q1_C VMI_OP_R1_C
#define VMI_OP_START_C VMI_OP_R1_C
#define VMI_OP_R0_READ VMI_OP_R0_KEEP
#define VMI_OP_EWDD_C(nr, Name, ...) \
static inline uint32_t vmi_##Name(vmi_word_t a, vmi_word_t b, vmi_word_t c) \
{ \
	uint32_t result; \
	__asm__ volatile(VMI_SITE_ASM(nr, __VA_ARGS__) : "=a"(result), "+D"(a), "+S"(b), "+d"(c) :  : "rcx", VMI_OF_CLASS_C); \
	return result; \
}

#define VMI_CALL(nr, Name, family, since, shape, clob, ...) VMI_OP_##shape##_##clob(nr, Name, VMI_NATIVE_##Name)
#include <calls.def>

#endif
