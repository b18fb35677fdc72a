/* SPDX-License-Identifier: GPL-2.0-only */
/* What words are on x86-64, for C that both architectures have. */
#ifndef XEN_X86_64_WORDS_H
#define XEN_X86_64_WORDS_H

#include <stdint.h>
#include <vmi/calls.h>

/* Arguments in RDI, RSI, RDX, RCX, R8. */
#define CALLCONV_ATTRIBUTES sysv_abi

/* As assembler calls it. */
#define STACK_POINTER "rsp"
#define WORD_SUFFIX "q"

/* What calls that can fail tell: VMI_DONE, or VMI_REFUSED_ and why. */
#define STATUS uint32_t
#define DONE return VMI_DONE
#define DONE_ALREADY DONE
#define REFUSE(why) return VMI_REFUSED_##why

/* A call that reads keeps its caller's registers, and C doesn't: it is called by the body, mmu.S. */
#define READ_BODY(Name) Name##_in_c

/* 64 bits as an argument: a word. */
#define D_ARG(name) uint64_t name
#define D_PASS(name) name
#define D_WORDS(x) x
#define D_VALUE(name) (name)
#define D_HIGH(name) ((uint32_t)((name) >> 32))
/* The same among a hypercall's: as many words on either architecture. */
#define WORDS_D(d) d, 0
#define WORDS_WDW(w, d, x) w, d, x, 0

/* Makes *at next if it is old, else old, a variable, what it is; whether it was. */
#define EXCHANGE64(at, old, next)                                                                            \
	({                                                                                                   \
		uint8_t done;                                                                                \
                                                                                                             \
		asm volatile("lock cmpxchg %3, %1; setz %0"                                                  \
			     : "=q"(done), "+m"(*(at)), "+a"(old)                                            \
			     : "r"(next)                                                                     \
			     : "cc", "memory");                                                              \
		done;                                                                                        \
	})

/* A counter of 64 bits that Xen moves on while this virtual CPU doesn't run. */
static inline uint64_t counter(const volatile uint64_t *at)
{
	return *at;
}
#endif
