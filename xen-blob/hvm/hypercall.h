/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Hypercalls of an HVM or PVH guest, by the blob's own instruction: the page that Xen writes is not to be run
 * any more (XSA-466).
 */
#ifndef XEN_HVM_HYPERCALL_H
#define XEN_HVM_HYPERCALL_H

#include "body.h"
#include <stdint.h>
#include <xen/xen.h>
#include <xen/memory.h>
#include <xen/sched.h>
#include <xen/vcpu.h>
#include <xen/version.h>

LOCAL int hypercall3(uint32_t nr, uintptr_t a, uintptr_t b, uintptr_t c);

static inline int hypercall2(uint32_t nr, uintptr_t a, uintptr_t b)
{
	return hypercall3(nr, a, b, 0);
}
#endif
