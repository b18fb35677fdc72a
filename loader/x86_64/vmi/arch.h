/* SPDX-License-Identifier: MIT */
/*
 * What the other headers must know of the architecture.  Each has this file in a
 * folder of its own, and the include path chooses: this one is for x86-64 kernels.
 */
#ifndef VMI_ARCH_H
#define VMI_ARCH_H

#ifndef __x86_64__
#error "vmi/arch.h: the include path leads to the headers for x86-64, and this is for another architecture"
#endif

#include <vmi/native.h>
#include <vmi/own.h>

#ifndef __ASSEMBLER__

#include <stdint.h>
#include <vmi/language.h>

/* What a general register of the kernel holds: a value, a linear address, an address of physical memory, a frame. */
typedef uint64_t vmi_word_t;

/* The System V ABI's for all; a library that was built apart fits any kernel without a red zone. */
#define VMI_CALLCONV
#define VMI_PRIVATE

VMI_BEGIN_C

/* Calls a ROM's entry points in the registers of spec/VMI-4.0.md, on the stack of the moment.  It has no start. */
struct vmi_caller;
extern const struct vmi_caller vmi_call_x86_64;

VMI_END_C

#endif
#endif
