/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From one ROM to another, to native text and back, under load.  A switch could lose what is under way: an
 * interrupt, a tick, a write to a page table, a register; and a thread that was interrupted in a site could
 * come back into other bytes.  On each processor threads go through sites all the time, and count what they
 * do and what comes of it. Expected: each site holds what the binding says after each switch, all counts
 * agree in the end, and where a thread is in a site the machine does not count as stopped.
 */
#include <apic.h>
#include "kernel.h"
#include "groups.h"
#include "load.h"
#include "options.h"

#define SWITCHES 1000
#define SEED 0x5eed
#define NMI_EACH 1021 /* writes of a site */

enum state { NATIVE, FIRST, OTHER, NR_STATES };
static const char *const state_names[] = {"native text", "the first ROM", "the other ROM"};
static struct vmi_binding bindings[NR_STATES];

extern const char iret_site[];

static volatile bool stop;

static uint32_t random(uint32_t *state)
{
	*state = *state * 1664525 + 1013904223; /* Numerical Recipes, 7.1 */
	return *state >> 16;
}

/* While all stands still, an NMI comes to one after the other; no site may be gone through for that. */
static uint32_t written, nmis_missed, nmis_sent;

static void nmi_to(struct cpu *cpu)
{
	volatile uint32_t *apic = (volatile uint32_t *)DEVICE_BASE;
	uint32_t before = cpu->nmis, looks = 100000000;

	if (apic[APIC_ICR / 4] & ICR_PENDING)
		return;
	apic[APIC_ICR2 / 4] = cpu->apic_id << 24;
	apic[APIC_ICR / 4] = ICR_ASSERT | ICR_NMI;
	while (cpu->nmis == before && --looks)
		asm volatile("pause" : : : "memory");
	nmis_sent++;
	nmis_missed += !looks;
}

static void put(volatile uint8_t *to, const uint8_t *from, size_t len)
{
	while (len--)
		*to++ = *from++;
}

/* The site that an NMI's handler would return by stands half written then. */
static VMI_CALLCONV bool write_under_nmis(void *ctx, void *to, const void *bytes, size_t len)
{
	static const uint8_t trap = 0xcc;

	(void)ctx;
	if (!(features.apic && features.msr)) {
		put(to, bytes, len);
	} else if (to == (const void *)iret_site) {
		put(to, &trap, 1);
		nmi_to(cpus[nmis_sent % nr_cpus]);
		put(to, bytes, len);
	} else {
		put(to, bytes, len);
		if (++written % NMI_EACH == 0)
			nmi_to(cpus[written / NMI_EACH % nr_cpus]);
	}
	return true;
}

static VMI_CALLCONV void stop_machine(void *ctx, vmi_run_fn *run, void *job)
{
	(void)ctx;
	cpus_stop(run, job);
}

static enum vmi_status switch_to(enum state to)
{
	if (to == NATIVE)
		return vmi_unpatch(&vmi.text);
	vmi.binding = bindings[to];
	if (vmi.text.patched)
		return vmi_rebind(&vmi.binding, &vmi.text, NULL);
	return vmi_patch(&vmi.binding, &vmi.text, NULL);
}

static bool branches(const uint8_t *text, uint8_t op, uintptr_t target)
{
	int32_t rel;

	memcpy(&rel, text + 1, sizeof(rel));
	return text[0] == op && (uintptr_t)text + 5 + (intptr_t)rel == target;
}

/* Whether a site holds what the state wants there, as the spec has it. */
static bool holds(const struct vmi_site *s, enum state state)
{
	const struct vmi_binding *b = &bindings[state];
	const uint8_t *text = (const uint8_t *)&s->offset + s->offset;
	uint8_t answer = state == NATIVE ? VMI_ANSWER_NONE : b->answer[s->call], len = b->inline_len[s->call];

	switch (answer) {
	case VMI_ANSWER_NONE:
		return !memcmp(text, vmi.native_text + (text - vmi_text_begin()), s->len);
	case VMI_ANSWER_NOP:
		return text[0] == 0x66 || text[0] == 0x90 || text[0] == 0xeb;
	case VMI_ANSWER_CALL:
		if (len && len <= s->len)
			return !memcmp(text, (const void *)b->target[s->call], len);
		return branches(text, 0xe8, b->target[s->call]);
	default:
		return branches(text, 0xe9, b->target[s->call]);
	}
}

static uint32_t sites_wrong(enum state state)
{
	uint32_t wrong = 0;

	for (const struct vmi_site *s = vmi.text.begin; s != vmi.text.end; s++)
		wrong += !holds(s, state);
	return wrong;
}

static uint32_t went(enum state from, enum state to)
{
	enum vmi_status status = switch_to(to);
	uint32_t wrong = sites_wrong(to);

	if (status != VMI_OK || wrong)
		tap_note("  from %s to %s: status %u, %u sites are wrong", state_names[from], state_names[to],
			 status, wrong);
	return status != VMI_OK || wrong;
}

static void go_around(void)
{
	uint32_t n = repeats(SWITCHES), seed = SEED, i, wrong = 0;
	enum state at = FIRST, to;

	for (i = 0; i < n && !wrong; i++) {
		to = (at + 1 + random(&seed) % (NR_STATES - 1)) % NR_STATES;
		wrong += went(at, to);
		at = to;
		if (random(&seed) % 4 == 0)
			schedule();
	}
	if (at != FIRST)
		wrong += went(at, FIRST);
	tap_eq(wrong, 0,
	       "%u switches between two ROMs and native text, in random order, each site as it should be", n);
}

static void flush(void *arg)
{
	(void)arg;
	while (!stop)
		vmi_FlushTLB(VMI_FLUSH_TLB);
}

/* The thread, away from this processor in a site; preemption is off then. */
static bool away_in_site(const struct thread *t)
{
	struct wait wait;

	wait_begin(&wait, 10000, 1000);
	preempt_disable();
	while (!thread_in_site(t) && !wait_over(&wait)) {
		preempt_enable();
		delay_us(1000000 / HZ);
		schedule();
		preempt_disable();
	}
	return thread_in_site(t);
}

/* A thread of this processor that is away in a site, and a caller that it can't come back beside. */
static void check_away(enum state from, enum state to)
{
	struct stop_count before = stop_count;
	struct thread *t = thread_create("flush", this_cpu(), flush, NULL);
	bool away, refused;

	stop = false;
	thread_run(t);
	away = away_in_site(t);
	refused = switch_to(to) == VMI_NOT_STOPPED && !sites_wrong(from);
	tap_ok(away && refused && stop_count.refused == before.refused + 1,
	       "from %s: a thread is away in a site, nobody lets it go on, and nothing is written",
	       state_names[from]);
	preempt_enable();
	tap_ok(!went(from, to) && stop_count.waited > before.waited, "once it may go on, that is waited for");
	stop = true;
	thread_join(t);
}

/* Nearly nowhere are there two ROMs: that is no test which is skipped. */
static bool two_roms(void)
{
	enum vmi_status status;

	if (vmi.status != VMI_OK || !cpu_is_ours()) {
		tap_note("no switches under load: %s",
			 cpu_is_ours() ? "there is no ROM" : "nothing runs here without a blob");
		return false;
	}
	status = vmi_bind_other(&bindings[OTHER]);
	if (status != VMI_OK) {
		tap_note("no switches under load: there is no second ROM");
		return false;
	}
	bindings[FIRST] = vmi.binding;
	return true;
}

void test_rebind(void)
{
	uint32_t before;

	if (!two_roms())
		return;
	stop_prepare(vmi.text.begin, vmi.text.end);
	stop_add_image(bindings[FIRST].rom.base, bindings[FIRST].rom.size);
	stop_add_image(bindings[OTHER].rom.base, bindings[OTHER].rom.size);
	vmi.text.stop_machine = stop_machine;
	load_prepare();
	before = frames_free();
	check_away(FIRST, OTHER);
	check_away(OTHER, NATIVE);
	check_away(NATIVE, FIRST);
	stop_count = (struct stop_count){0};
	vmi.text.write = write_under_nmis;
	load_begin();
	go_around();
	load_end();
	tap_note("a switch writes for %llu cycles, with the NMIs",
		 div64(stop_count.cycles, stop_count.stops, NULL));
	vmi.text.write = NULL;
	tap_note("%u stops; a thread was in a site %u times, a processor %u times", stop_count.stops,
		 stop_count.waited, stop_count.declined);
	/* Who was in a site by chance is only told: that nobody was is no fault.  check_away has had the
	 * case. */
	tap_eq(stop_count.refused, 0, "no stop was given up");
	tap_ok(!nmis_missed, "%u NMIs came while nothing else might run", nmis_sent);
	tap_eq(frames_free(), before, "no frame is left behind");
}
