/* SPDX-License-Identifier: GPL-2.0-only */
/* How a body reaches what is one virtual CPU's, and keeps being on that one; where that is, the
 * architecture's place.h tells. */
#ifndef XEN_PV_PERCPU_H
#define XEN_PV_PERCPU_H

#include "body.h"
#include "state.h"
#include "place.h"

/* The other pages, by the state's address. */
#define QUEUE(s) ((mmu_update_t *)((uintptr_t)(s) + STATE_QUEUE)) /* deferred page-table updates */
/* Arguments of a hypercall that is being made; and the queue's second page: buffer_take. */
#define BUFFER(s) ((void *)((uintptr_t)(s) + STATE_BUFFER))
#define CALLS_PAGE(s) ((uintptr_t)(s) + STATE_CALLS_PAGE) /* deferred hypercalls */

/* Events off, and back as they were at the end of the block. NMIs excepted. */
#define GUARD struct guard guard __attribute__((cleanup(guard_end), unused)) = guard_begin()
#endif
