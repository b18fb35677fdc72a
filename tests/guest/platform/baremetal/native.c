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

NATIVE vmi_word_t vmi_native_Offer(void);
NATIVE vmi_word_t vmi_native_PlatformCalls(void);
NATIVE vmi_word_t vmi_native_Suspend(void);
NATIVE void vmi_native_ConsoleWrite(vmi_word_t text, uint32_t length);

NATIVE vmi_word_t vmi_native_Offer(void)
{
	return 0;
}

NATIVE void vmi_native_ConsoleWrite(vmi_word_t text, uint32_t length)
{
	platform->write((const char *)text, length);
}

NATIVE vmi_word_t vmi_native_PlatformCalls(void)
{
	return 0;
}

NATIVE vmi_word_t vmi_native_Suspend(void)
{
	return VMI_SUSPEND_NOWHERE;
}
