/* SPDX-License-Identifier: MIT */
/*
 * What the other headers must know of the architecture.  Each has this file in a
 * folder of its own, and the include path chooses: this one is for i386 kernels.
 */
#ifndef VMI_ARCH_H
#define VMI_ARCH_H

#ifndef __i386__
#error "vmi/arch.h: the include path leads to the headers for i386, and this is for another architecture"
#endif

#include <vmi/native.h>

#ifndef __ASSEMBLER__

#include <stdint.h>
#include <vmi/language.h>

/* What a general register of the kernel holds: a value, a linear address, an address of physical memory, a frame. */
typedef uint32_t vmi_word_t;

/*
 * Of every function of the library and every one that it is handed: arguments on the
 * stack, and the caller takes them off.  So a library that was built apart fits a kernel
 * of any convention (-mregparm=3, -mrtd).  A kernel's own callbacks say it, too.
 */
#define VMI_CALLCONV __attribute__((cdecl, regparm(0)))

/* Between the library's own files: arguments in registers are shorter. */
#define VMI_PRIVATE __attribute__((regparm(3)))

VMI_BEGIN_C

/* Calls a ROM's entry points in the registers of spec/VMI.md, on the stack of the moment.  It has no start. */
struct vmi_caller;
extern const struct vmi_caller vmi_call_i386;

VMI_END_C

#endif
#endif
