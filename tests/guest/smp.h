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

/* smp.c, of each architecture: where and how cpu begins; its GDT is filled. */
struct vmi_ap_state;
void ap_state_fill(struct vmi_ap_state *s, struct cpu *cpu, void (*entry)(void));

/* Starts up to max processors, this one included. */
void cpus_start(unsigned int max);

/* Runs fn(arg) on another processor, cpus[id], in its interrupt context, and waits.  Interrupts must be on.
 */
void cpu_call(unsigned int id, void (*fn)(void *arg), void *arg);
/* The same on all others. */
void cpu_call_others(void (*fn)(void *arg), void *arg);
void cpu_call_receive(void);

/*
 * The parts of these: takes the right to call, for count calls that the caller sends; one more call, to cpus[id]; waits
 * until all have returned.  The caller has preemption off before the first; the last turns it on again.
 */
void cpu_call_begin(void (*fn)(void *arg), void *arg, uint32_t count);
void cpu_call_again(unsigned int id);
void cpu_call_end(void);

/* Holds all other processors where no call site runs; from there to cpus_release they see no change. */
void cpus_hold(void);
void cpus_release(void);
/* Runs run(job) within that, with interrupts off; as struct vmi_text's stop_machine. */
void cpus_run_alone(vmi_run_fn *run, void *job);

/*
 * stop.c: the same under load, where threads may be away in the middle of a site or of a ROM: waits until none is.
 * If that can't be had it returns without run(job).  Before the first stop it is told what changes: sites, and images.
 * On a processor that is ours.
 */
void stop_prepare(const struct vmi_site *begin, const struct vmi_site *end);
void stop_add_image(const void *base, size_t size);
void cpus_stop(vmi_run_fn *run, void *job);
/* For the scheduler: somebody waits for that. */
bool stop_wanted(void);
bool thread_in_site(const struct thread *t);
extern struct stop_count {
	unsigned int stops, refused;
	unsigned int waited;   /* rounds after which a thread was in a site */
	unsigned int declined; /* calls of processors that were in one */
	uint64_t cycles;       /* that run(job) took */
} stop_count;

/* Drops a page's translation, or everything, on all processors. */
void shootdown_page(vmi_word_t va);
void shootdown_all(void);

#endif
