/* SPDX-License-Identifier: MIT */
/*
 * For the loader's C part on the machine that builds it: unit tests, fuzzing, vmirom.  Words
 * are the machine's own; no ROM runs here, so there are no native forms and no caller.
 */
#ifndef VMI_ARCH_H
#define VMI_ARCH_H

#ifndef __ASSEMBLER__

#include <stdint.h>

typedef uintptr_t vmi_word_t;

#define VMI_CALLCONV
#define VMI_PRIVATE

#endif
#endif
