/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a platform is to this kernel: all that differs between the machines it boots on and is not a VMI call.
 * A new one is a folder beside these, which the build finds by itself.  In it are
 *
 * - the entry: paging on with all memory below LOWMEM_MAX mapped at KERNEL_BASE, the stack at boot_stack_top,
 *   then kernel_main;
 * - one struct platform, which is all that the rest of the kernel sees of it;
 * - for a machine that the kernel may run on without a blob, native forms of the calls that no few
 *   instructions are: vmi_native_<Name>.
 *
 * What concerns one platform alone stays in its folder.
 */
#ifndef GUEST_PLATFORM_H
#define GUEST_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <exit.h>
#include "lib.h"

#define MAX_CPUS 8

struct regs;

struct platform {
	/* Every platform gives these. */

	const char *name;
	/* The console. Text comes as one line or a part of one, from any processor, one at a time. */
	void (*write)(const char *text, size_t len);
	/* Ends the run; returns only if the machine has no such device. */
	void (*exit)(enum exit_code code);
	const char *cmdline;

	/* Free physical memory [begin, end), page aligned, all in the direct map. */
	uint32_t memory_begin, memory_end;
	/* The top-level page table that is loaded; its kernel directory is all of ours. */
	void *root;

	/* Once, on processor 0, after the trap tables are loaded. */
	void (*init)(void);
	/* Once on each processor, before its first alarm. */
	void (*cpu_init)(void);
	/* The flags for vmi_SetAlarm on this processor, and the vector it comes at. */
	uint32_t (*alarm_wiring)(void);
	void (*eoi)(unsigned int vector);
	/* Fills apic_ids, processor 0 is the one that runs; returns how many. */
	unsigned int (*cpus)(uint32_t *apic_ids, unsigned int max);
	/*
	 * Interrupt to one processor; vector 2 is an NMI.  Where CPUID shows no local APIC it
	 * works only if has_ipis, and NMIs don't.
	 */
	void (*send_ipi)(uint32_t apic_id, unsigned int vector);
	/*
	 * Goes on at r, which lies on the kernel's own stack, by the platform's own IRET, which no call sees; what it
	 * would have let in comes.
	 */
	void (*resume)(struct regs *r) NORETURN;

	/* What not every machine has: NULL, 0 or false where it isn't there. The tests that need it are skipped. */

	/* Not privileged: nothing runs before a blob is bound, nor without one. */
	bool needs_blob;
	/* Emulated below a hypervisor: now and then an interrupt comes between STI and HLT. */
	bool sti_may_not_hold;
	/* What a blob that takes a state gets; NULL: it gets none. */
	const struct vmi_start *start;
	/* Where a ROM may be.  Multiboot information, at this linear address. */
	const void *multiboot;
	/* The BIOS ROM window, linear. */
	const void *window;
	/* A ROM that came beside the kernel, linear; there is no other then. */
	const void *module;
	size_t module_size;

	/* No virtual 8086 mode: a long-mode hypervisor has none to give. */
	bool no_vm86;
	bool has_ipis;
	/* An NMI that an NMI's handler holds back comes some time after that handler's IRET, and not there. */
	bool late_nmis;
	/* A byte that was typed, 0: none came; NULL: nobody types here. */
	char (*key)(void);
	/* To compare with in bench mode. After its begin nothing else may run. */
	const struct bench_ideal *ideal;
	/* Puts a page in the place of the ring that the blob writes its console's text to; NULL: the ring again. */
	void (*console_ring)(void *page);
	/* Sets the wall clock behind the blob's back, to so many seconds since 1970 at the start. */
	void (*wallclock_set)(uint32_t seconds);
	/* The interrupt controllers' masks, a bit for each of 16 lines. */
	uint32_t (*irq_masks)(void);
	void (*set_irq_masks)(uint32_t masks);
	/* A timer chip, so many times a second on IRQ 0. */
	void (*irq0_periodic)(unsigned int hz);
};

extern const struct platform *platform;

void kernel_main(const struct platform *platform) NORETURN;

#endif
