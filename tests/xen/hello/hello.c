/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The smallest 32-bit PV guest that proves a test-bed: it says in one line where it runs,
 * and whether a VMI ROM is there, as a module or in the BIOS ROM window.  The command
 * line's first letter says how it goes on: l long output, f says that a test failed,
 * p that it panicked, c crashes, r reboots, h hangs; else it passes.
 */
#include "pv.h"

static uint8_t window[PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));

static int is_vmi_rom(const uint8_t *rom)
{
	return rom[0] == 0x55 && rom[1] == 0xaa && *(const uint32_t *)(rom + 8) == 0x696d5663;
}

/* The machine address of the first VMI ROM that firmware has placed; 0 if there is none. */
static uint32_t find_in_window(void)
{
	for (uint32_t at = 0xc0000; at < 0xf0000; at += 2048) {
		if (map(window, at / PAGE_SIZE, 0))
			return 0;
		if (is_vmi_rom(window + at % PAGE_SIZE))
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
	switch (how) {
	case 'f':
		finish(EXIT_FAIL);
		break;
	case 'p':
		finish(EXIT_PANIC);
		break;
	case 'c':
		shutdown(SHUTDOWN_crash);
		break;
	case 'r':
		shutdown(SHUTDOWN_reboot);
		break;
	case 'h':
		/* Not SCHEDOP_block: it would unmask events, which this guest has no callback for. */
		while (1)
			hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, 0, 0, 0);
	default:
		finish(EXIT_PASS);
	}
}

void hello(const struct start_info *start_info)
{
	uint32_t cs;

	info = start_info;
	if (!is_dom0() && map(ring_page, info->console.domU.mfn, 1))
		shutdown(SHUTDOWN_crash);
	asm("mov %%cs, %0" : "=r"(cs));
	say("hello from ");
	say(info->magic);
	say(is_dom0() ? " dom0" : " domU");
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
