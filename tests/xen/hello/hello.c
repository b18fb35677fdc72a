/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The smallest 32-bit PV guest that proves a test-bed: it says in one line where it runs,
 * and whether a VMI ROM is there, as a module or in the BIOS ROM window.  The command
 * line's first letter says how it goes on: l long output, f says that a test failed,
 * p that it panicked, c crashes, r reboots, h hangs; else it passes.
 */
#include <stdint.h>

#define __XEN_INTERFACE_VERSION__ 0x00040e00
#include <xen/xen.h>
#include <xen/physdev.h>
#include <xen/sched.h>
#include <xen/vcpu.h>
#include <xen/version.h>

static uint8_t window[4096] __attribute__((aligned(4096)));

static long hypercall(long nr, uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
	asm volatile("int $0x82" : "+a"(nr), "+b"(a), "+c"(b), "+d"(c), "+S"(d) : : "memory");
	return nr;
}

static void say(const char *text)
{
	uint32_t len = 0;

	while (text[len])
		len++;
	hypercall(__HYPERVISOR_console_io, CONSOLEIO_write, len, (uint32_t)text, 0);
}

static void say_hex(const char *name, uint32_t value)
{
	char digits[] = "00000000";

	for (int i = 7; i >= 0; i--, value >>= 4)
		digits[i] = "0123456789abcdef"[value & 15];
	say(name);
	say(digits);
}

static int is_vmi_rom(const uint8_t *rom)
{
	return rom[0] == 0x55 && rom[1] == 0xaa && *(const uint32_t *)(rom + 8) == 0x696d5663;
}

/* The machine address of the first VMI ROM that firmware has placed; 0 if there is none. */
static uint32_t find_in_window(void)
{
	for (uint32_t at = 0xc0000; at < 0xf0000; at += 2048) {
		/* Present, read-only. */
		if (hypercall(__HYPERVISOR_update_va_mapping, (uint32_t)window, (at & ~4095u) | 1, 0, UVMF_INVLPG))
			return 0;
		if (is_vmi_rom(window + at % 4096))
			return at;
	}
	return 0;
}

static uint32_t vcpus(void)
{
	uint32_t n = 0;

	while (hypercall(__HYPERVISOR_vcpu_op, VCPUOP_is_up, n, 0, 0) >= 0)
		n++;
	return n;
}

static void end(char how)
{
	struct sched_shutdown shutdown = { .reason = how == 'c' ? SHUTDOWN_crash : SHUTDOWN_reboot };
	struct physdev_set_iopl iopl = { .iopl = 1 };
	uint32_t code = how == 'f' ? 0x11 : how == 'p' ? 0x12 : 0x10;

	while (how == 'h')
		hypercall(__HYPERVISOR_sched_op, SCHEDOP_block, 0, 0, 0);
	if (how != 'c' && how != 'r') {
		hypercall(__HYPERVISOR_physdev_op, PHYSDEVOP_set_iopl, (uint32_t)&iopl, 0, 0);
		asm volatile("outl %0, $0xf4" : : "a"(code));
	}
	hypercall(__HYPERVISOR_sched_op, SCHEDOP_shutdown, (uint32_t)&shutdown, 0, 0);
}

void hello(const struct start_info *info)
{
	uint32_t cs;

	asm("mov %%cs, %0" : "=r"(cs));
	say("hello from ");
	say(info->magic);
	say_hex(" xen=", hypercall(__HYPERVISOR_xen_version, XENVER_version, 0, 0, 0));
	say_hex(" cpl=", cs & 3);
	say_hex(" vcpus=", vcpus());
	say_hex(" pages=", info->nr_pages);
	say_hex(" mod_len=", info->mod_len);
	say(info->mod_len && is_vmi_rom((const void *)info->mod_start) ? " module=rom" : " module=none");
	say_hex(" window=", find_in_window());
	say(" cmdline=");
	say((const char *)info->cmd_line);
	for (uint32_t i = 0; info->cmd_line[0] == 'l' && i < 4096; i++)
		say_hex("\nline ", i);
	say("\n");
	end(info->cmd_line[0]);
}
