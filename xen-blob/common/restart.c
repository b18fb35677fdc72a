/* SPDX-License-Identifier: GPL-2.0-only */
/* Restart and power-off: the domain's, which the toolstack may see to otherwise. */
#include "cpu.h"
#include <xen/xen.h>
#include <xen/sched.h>

CALLCONV void Reboot(uint32_t how)
{
	(void)how;
	shut_down(SHUTDOWN_reboot);
}

CALLCONV void Shutdown(void)
{
	shut_down(SHUTDOWN_poweroff);
}
