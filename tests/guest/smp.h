/* SPDX-License-Identifier: GPL-2.0-only */
/* More than one processor. */
#ifndef GUEST_SMP_H
#define GUEST_SMP_H

#include <vmi/loader.h>
#include "cpu.h"

/* Whether platform->send_ipi works, to this processor, too. */
static inline bool ipis_work(void)
{
	return (features.apic && features.msr) || platform->has_ipis;
}

/* Starts up to max processors, this one included. */
void cpus_start(unsigned int max);

/* Runs fn(arg) on another processor, cpus[id], in its interrupt context, and waits.  Interrupts must be on.
 */
void cpu_call(unsigned int id, void (*fn)(void *arg), void *arg);
/* The same on all others. */
void cpu_call_others(void (*fn)(void *arg), void *arg);
void cpu_call_receive(void);

/* Holds all other processors where no call site runs; from there to cpus_release they see no change. */
void cpus_hold(void);
void cpus_release(void);
/* Runs run(job) within that, with interrupts off; as struct vmi_text's stop_machine. */
void cpus_run_alone(vmi_run_fn *run, void *job);

/* Drops a page's translation, or everything, on all processors. */
void shootdown_page(uint32_t va);
void shootdown_all(void);

#endif
