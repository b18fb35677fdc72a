/* SPDX-License-Identifier: GPL-2.0-only */
/* Xen PVH: what the files of this folder share.  The rest of such a machine is baremetal/. */
#ifndef GUEST_PLATFORM_HVM_H
#define GUEST_PLATFORM_HVM_H

#define __XEN_INTERFACE_VERSION__ __XEN_LATEST_INTERFACE_VERSION__
#include <stdint.h>
#include <xen/xen.h>
#include <xen_hvm.h>

/* clock.c: reads Xen's clock, once, and leaves no trace of that; first, while the first BOOT_MAP bytes are all that is mapped. */
void hvm_clock_init(void);
/* ns since 1970, by the time-stamp counter from there. */
uint64_t hvm_wallclock(void);

#endif
