/* SPDX-License-Identifier: GPL-2.0-only */
/* Native forms of Reboot and Shutdown. */
#include "kernel.h"
#include "baremetal.h"
#include <port.h>

NATIVE void vmi_native_Reboot(uint32_t hard) NORETURN;
NATIVE void vmi_native_Shutdown(void) NORETURN;

/* By the keyboard controller, and if that does nothing by a triple fault. */
NATIVE void vmi_native_Reboot(uint32_t hard)
{
	struct desc_ptr none = {0, 0};

	(void)hard;
	outb(0x64, 0xfe);
	baremetal_delay_us(50000);
	asm volatile("lidt %0; int3" : : "m"(none));
	for (;;)
		asm volatile("cli; hlt");
}

/* There is no way that all bare machines know: the debug-exit port, then rest. */
NATIVE void vmi_native_Shutdown(void)
{
	platform->exit(EXIT_PASS);
	for (;;)
		asm volatile("cli; hlt");
}

NATIVE uint32_t vmi_native_Offer(void);
NATIVE uint32_t vmi_native_PlatformCalls(void);
NATIVE uint32_t vmi_native_Suspend(void);
NATIVE uint32_t vmi_native_Start(uint32_t features, uint32_t area, uint32_t frame, uint32_t boot_data);
NATIVE void vmi_native_ConsoleWrite(uint32_t text, uint32_t length);

NATIVE uint32_t vmi_native_Offer(void)
{
	return 0;
}

NATIVE uint32_t vmi_native_Start(uint32_t features, uint32_t area, uint32_t frame, uint32_t boot_data)
{
	(void)features, (void)area, (void)frame, (void)boot_data;
	return VMI_START_OK;
}

NATIVE void vmi_native_ConsoleWrite(uint32_t text, uint32_t length)
{
	platform->write((const char *)text, length);
}

NATIVE uint32_t vmi_native_PlatformCalls(void)
{
	return 0;
}

NATIVE uint32_t vmi_native_Suspend(void)
{
	return VMI_SUSPEND_NOWHERE;
}
