/* SPDX-License-Identifier: GPL-2.0-only */
/* Native forms that are i386's. */
#include "kernel.h"
#include "../baremetal.h"

NATIVE uint32_t vmi_native_Start(uint32_t features, uint32_t area, uint32_t frame, uint32_t boot_data);

NATIVE uint32_t vmi_native_Start(uint32_t features, uint32_t area, uint32_t frame, uint32_t boot_data)
{
	(void)features, (void)area, (void)frame, (void)boot_data;
	return VMI_START_OK;
}
