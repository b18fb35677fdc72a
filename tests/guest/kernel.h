/* SPDX-License-Identifier: GPL-2.0-only */
/* The conformance kernel: all that a test or a probe may use. */
#ifndef GUEST_KERNEL_H
#define GUEST_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vmi/ops.h>

#include <wide.h>
#include "lib.h"
#include "platform/platform.h"
#include "cpu.h"
#include "desc.h"
#include "trap.h"
#include "mm.h"
#include "thread.h"
#include "smp.h"
#include "vmi.h"

/* Run by main on processor 0, all processors up (probe/). */
void probe_tests(void);
/* Whether the blob's SetInitialAPState starts a processor, where it has that call; tested and said. */
bool probe_start_processor(const void *state, uint32_t apic_id, const volatile bool *online);
/* In bench mode, interrupts off: what a site of each call costs. */
void probe_bench(void);

#endif
