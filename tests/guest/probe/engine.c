/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs one site: areas, poison, stack layout, faults, single steps. */
#include "probe.h"
#include "native.h"

#define NR_AREAS 24
#define BELOW_WORDS 64

static struct area {
	uint8_t stack[PROBE_OFF];
	struct probe probe;
	uint8_t pad[PROBE_STRUCT - sizeof(struct probe)];
} __attribute__((aligned(PROBE_AREA))) areas[NR_AREAS];
_Static_assert(sizeof(struct area) == PROBE_AREA, "area");

static volatile uint32_t area_taken[NR_AREAS];

struct probe *probe_get(void)
{
	for (unsigned int i = 0; i < NR_AREAS; i++) {
		if (!atomic_swap(&area_taken[i], 1))
			return &areas[i].probe;
	}
	panic(NULL, "probes nest deeper than %d", NR_AREAS);
}

static struct area *area_of(const void *at)
{
	uintptr_t off = (uintptr_t)at - (uintptr_t)areas;

	return off < sizeof(areas) ? &areas[off / PROBE_AREA] : NULL;
}

void probe_put(struct probe *p)
{
	barrier();
	area_taken[area_of(p) - areas] = 0;
}

/* Distinct for every register and place, and for complementary patterns. */
static uint32_t poison(unsigned int pattern, unsigned int place)
{
	static const uint32_t base[PROBE_PATTERNS] = {0x5eed1007, 0xa112eff8, 0, 0xffffffff};
	uint32_t distinct = pattern < 2 ? (place + 1) * 0x01010110 : 0;

	return base[pattern] ^ distinct;
}

void probe_poison(struct probe *p, const struct probe_call *call, unsigned int pattern)
{
	static const uint32_t flags[PROBE_PATTERNS] = {
		0,
		FLAGS_ARITHMETIC | EFLAGS_IOPL | EFLAGS_NT | EFLAGS_AC,
		FLAGS_ARITHMETIC,
		EFLAGS_IOPL | EFLAGS_AC,
	};

	memset(p, 0, sizeof(*p));
	p->call = call;
	for (unsigned int i = 0; i < NR_GPR; i++)
		p->gpr[i] = poison(pattern, i);
	for (unsigned int i = 0; i < NR_STACK; i++)
		p->stack[i] = poison(pattern, NR_GPR + i);
	p->seg[DS] = native_get_ds();
	p->seg[ES] = native_get_es();
	p->seg[FS] = native_get_fs();
	p->seg[GS] = native_get_gs();
	p->flags = 2 | flags[pattern];
	p->frame = (uint32_t)p - 4 * (PROBE_GUARDS + NR_STACK);
	p->want_esp = p->frame;
	p->want_eflags = p->flags;
}

/* Fills the stack about the frame; its two words just below are run.S's. */
static void lay_out(struct probe *p)
{
	uint32_t *frame = (uint32_t *)p->frame;

	for (unsigned int i = 0; i < PROBE_GUARDS; i++)
		frame[NR_STACK + i] = probe_guard(i);
	for (unsigned int i = 0; i < NR_STACK; i++)
		frame[i] = p->stack[i];
	for (int i = 3; i <= BELOW_WORDS; i++)
		frame[-i] = probe_guard(0x100 + i);
	frame[-1] = (uint32_t)p->call->site;
	frame[-2] = p->flags;
	p->sp = (uint32_t)&frame[-2];
	p->faulted = 0;
}

/* Where the interrupt flag is no bit of EFLAGS, it is set before the site and read behind it. */
static void run(struct probe *p)
{
	uint32_t mask;

	if (cpu_is_ours()) {
		probe_run(p);
		return;
	}
	mask = vmi_GetInterruptMask();
	vmi_SetInterruptMask(p->flags);
	probe_run(p);
	p->out_eflags = (p->out_eflags & ~EFLAGS_IF) | (vmi_GetInterruptMask() & EFLAGS_IF);
	vmi_SetInterruptMask(mask);
}

void probe_run_once(struct probe *p)
{
	uint32_t *frame = (uint32_t *)p->frame;
	uint64_t before;

	lay_out(p);
	before = native_rdtsc();
	run(p);
	p->cycles = native_rdtsc() - before;
	p->depth = 4 * BELOW_WORDS;
	while (p->depth > 8 && frame[-(int)p->depth / 4] == probe_guard(0x100 + p->depth / 4))
		p->depth -= 4;
}

uint64_t probe_go_flags(struct probe *p, uint32_t eflags, uint32_t eax, uint32_t edx, uint32_t ecx,
			uint32_t arg)
{
	struct probe keep = *p;

	probe_poison(p, p->call, 0);
	p->failed = keep.failed;
	p->on_step = keep.on_step;
	memcpy(p->buffer, keep.buffer, sizeof(p->buffer));
	p->flags = 2 | eflags;
	p->gpr[EAX] = eax;
	p->gpr[EDX] = edx;
	p->gpr[ECX] = ecx;
	p->stack[0] = arg;
	probe_run_once(p);
	if (p->faulted)
		probe_fail(p, "exception", p->faulted - 1, 0xffffffff);
	return (uint64_t)p->out[EDX] << 32 | p->out[EAX];
}

uint64_t probe_go(struct probe *p, uint32_t eax, uint32_t edx, uint32_t ecx, uint32_t arg)
{
	return probe_go_flags(p, 0, eax, edx, ecx, arg);
}

void probe_fail(struct probe *p, const char *what, uint32_t is, uint32_t want)
{
	p->failed++;
	tap_note("%s/%s: %s: 0x%x, should be 0x%x", p->call->family, p->call->name, what, is, want);
}

#define DR6_BS 0x4000u

/* IRET's own step comes when its frame has replaced TF: DR6 tells what it is. */
static void single_step(struct probe *p, struct regs *r)
{
	native_set_dr6(native_get_dr6() & ~DR6_BS);
	p->steps++;
	if (from_user(r) || r->ip == (uint32_t)p->call->end || r->ip == (uint32_t)probe_store)
		r->flags &= ~EFLAGS_TF;
	else if (p->on_step)
		p->on_step(p, r);
}

/* A trap on an area is the running site's: it ends the probe, or is a single step. */
static bool probe_trap(struct regs *r)
{
	struct area *area = area_of(r);
	struct probe *p;

	if (!area)
		return false;
	p = &area->probe;
	/* Emulators nested in each other lose BS now and then. */
	if (r->vector == VEC_DB && ((native_get_dr6() & DR6_BS) || (p->on_step && r->ip == (uint32_t)p->call->end))) {
		single_step(p, r);
		return true;
	}
	p->faulted = 1 + r->vector;
	p->fault_eip = r->ip;
	p->fault_error = r->error;
	r->flags &= ~EFLAGS_TF;
	r->ip = (uint32_t)probe_faulted;
	return true;
}

static const uint8_t trap_vectors[] = {VEC_DE, VEC_DB, VEC_BP, VEC_OF, VEC_BR, VEC_UD, VEC_NM,
				       VEC_TS, VEC_NP, VEC_SS, VEC_GP, VEC_PF, VEC_MF, VEC_AC};
static trap_hook *previous[ARRAY_SIZE(trap_vectors)];

void probe_traps_on(void)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(trap_vectors); i++)
		previous[i] = trap_set_hook(trap_vectors[i], probe_trap);
}

void probe_traps_off(void)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(trap_vectors); i++)
		trap_set_hook(trap_vectors[i], previous[i]);
}
