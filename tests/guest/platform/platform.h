/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What differs between the machines that this kernel boots on and is not a VMI
 * call: how it is entered, its console, its devices.  The entry code of a
 * platform builds one struct platform, has paging on with all memory below
 * LOWMEM_MAX mapped at KERNEL_BASE, and calls kernel_main.
 */
#ifndef GUEST_PLATFORM_H
#define GUEST_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "lib.h"

enum exit_code { EXIT_PASS = 0x10, EXIT_FAIL = 0x11, EXIT_PANIC = 0x12 };

#define MAX_CPUS 8

struct regs;

struct platform {
	const char *name;

	/* console */
	void (*write)(const char *text, size_t len);
	/* A byte that was typed, 0: none came; NULL: nobody types here. */
	char (*key)(void);
	/* Ends the run; returns only if the machine has no such device. */
	void (*exit)(enum exit_code code);

	/* Free physical memory [begin, end), page aligned, all in the direct map. */
	uint32_t memory_begin, memory_end;

	const char *cmdline;
	/* Multiboot information at this linear address, NULL on others. */
	const void *multiboot;
	/* The BIOS ROM window, linear, or NULL where there is none. */
	const void *window;

	/* A ROM that came beside the kernel, linear, or NULL. */
	const void *module;
	size_t module_size;
	/* What a blob that needs a state gets; NULL: we are privileged and may run natively. */
	const struct vmi_start *start;
	/* No virtual 8086 mode: a long-mode hypervisor has none to give. */
	bool no_vm86;
	/* The top-level page table that is loaded; its kernel directory is all of ours. */
	void *root;

	/* Once, on processor 0, after the trap tables are loaded. */
	void (*init)(void);
	/* The flags for vmi_SetAlarm on this processor, and the vector it comes at. */
	uint32_t (*alarm_wiring)(void);
	/* Once on each processor, before its first alarm. */
	void (*cpu_init)(void);
	void (*eoi)(unsigned int vector);
	/* Fills apic_ids, processor 0 is the one that runs; returns how many. */
	unsigned int (*cpus)(uint32_t *apic_ids, unsigned int max);
	/*
	 * Interrupt to one processor; vector 2 is an NMI.  Where CPUID shows no local APIC it
	 * works only if has_ipis, and NMIs don't.
	 */
	void (*send_ipi)(uint32_t apic_id, unsigned int vector);
	bool has_ipis;
	/*
	 * Goes on at r, which lies on the kernel's own stack, by the platform's own IRET, which no call sees; what it
	 * would have let in comes.
	 */
	void (*resume)(struct regs *r) NORETURN;
	/* To compare with in bench mode, or NULL. After its begin nothing else may run. */
	const struct bench_ideal *ideal;
	/* Puts a page in the place of the ring that the blob writes its console's text to; NULL: the ring again.  NULL: no ring. */
	void (*console_ring)(void *page);
	/* Sets the wall clock behind the blob's back, to so many seconds since 1970 at the start; NULL: can't be done. */
	void (*wallclock_set)(uint32_t seconds);
	/* The interrupt controllers' masks, a bit for each of 16 lines; NULL where there are none. */
	uint32_t (*irq_masks)(void);
	void (*set_irq_masks)(uint32_t masks);
	/* Device interrupt n of a timer chip for tests: periodic on IRQ 0, or NULL. */
	void (*irq0_periodic)(unsigned int hz);
};

extern const struct platform *platform;

void kernel_main(const struct platform *platform) NORETURN;

#endif
