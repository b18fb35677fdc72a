// SPDX-License-Identifier: GPL-2.0-only
/*
 * Both processors in the ROM at a time, and NMIs in the midst of it: whatever a call holds must be
 * the processor's own, and on its stack.  Each looks at its own results only.
 */
#include "mm.h"

#define ROUNDS 100000  /* at most, with NMIs */
#define TOGETHER 300   /* rounds in which the other processor has moved, too */
#define NMIS 400       /* are enough */
#define NMIS_INSIDE 20 /* or this many within the ROM */
#define TEST_VA 0x5c000000u

enum { FLAG, RETURN, ENTRY, CR2, DESCRIPTOR, NR_KINDS };
static const char *const kind_name[] = {"calls for the interrupt flag", "returns from an exception", "page-table entries",
					"CR2", "descriptors"};

static struct {
	volatile uint32_t rounds[NR_KINDS];
	uint32_t wrong[NR_KINDS];
	pte_t entry;
	uint64_t table[2];
} of[MAX_CPUS];
static volatile bool enough[NR_KINDS];
static volatile uint32_t kinds_begun[MAX_CPUS];
volatile bool storm_nmis_wanted;

/* As the compiler may place such a call, with ECX and EDX alive. */
#define FLAG_CALL(field, in)                                                                                 \
	({                                                                                                   \
		uint32_t a_ = (in), c_ = 0xc1c1c1c1, d_ = 0xd2d2d2d2;                                        \
		__asm__ volatile(SITE_TEXT : "+a"(a_), "+c"(c_), "+d"(d_) : SITE(field) : "memory", "cc");   \
		wrong += c_ != 0xc1c1c1c1 || d_ != 0xd2d2d2d2;                                    \
		a_;                                                                                          \
	})

static uint32_t flag(bool on)
{
	uint32_t mask = on ? EFLAGS_IF : 0, wrong = 0;

	FLAG_CALL(restore_mask, mask | 0x46);
	wrong += (read_flags() & EFLAGS_IF) != mask;
	wrong += (FLAG_CALL(save_mask, 0) & EFLAGS_IF) != mask;
	wrong += FLAG_CALL(irq_enable, 0xa1a1a1a1) != 0xa1a1a1a1;
	wrong += !(FLAG_CALL(save_mask, 0) & EFLAGS_IF);
	wrong += FLAG_CALL(irq_disable, 0xa2a2a2a2) != 0xa2a2a2a2;
	wrong += !!(FLAG_CALL(save_mask, EFLAGS_IF) & EFLAGS_IF);
	return wrong;
}

static bool exception(uint32_t n)
{
	uint32_t a = n, b = ~n, c = n * 3, d = n * 5, S = n * 7, D = n * 9;

	__asm__ volatile("int3" : "+a"(a), "+b"(b), "+c"(c), "+d"(d), "+S"(S), "+D"(D) : : "memory");
	return a != n || b != ~n || c != n * 3 || d != n * 5 || S != n * 7 || D != n * 9;
}

static bool store(pte_t *entry, uint32_t n)
{
	struct mm none = {NULL, 0}; /* an address space that isn't live */
	pte_t v = (pte_t)n << 12 | PTE_P;

	mm_set_at(&none, TEST_VA, entry, v);
	CALL3(pte_update, &none, TEST_VA, entry);
	return *(volatile pte_t *)entry != v;
}

static bool cr2(uint32_t n)
{
	CALL1(set_cr2, n);
	return RCALL0(get_cr2) != n;
}

static bool descriptor(uint64_t *table, uint32_t n)
{
	CALL4(write_ldt, table, 1, n, ~n);
	return *(volatile uint64_t *)&table[1] != ((uint64_t)~n << 32 | n);
}

/* With numbers that the other processor doesn't have. */
static void once(uint32_t cpu, unsigned int kind)
{
	uint32_t n = ++of[cpu].rounds[kind] * 2 + cpu, *wrong = &of[cpu].wrong[kind];

	switch (kind) {
	case FLAG:
		*wrong += flag(n & 2);
		break;
	case RETURN:
		*wrong += exception(n);
		break;
	case ENTRY:
		*wrong += store(&of[cpu].entry, n);
		break;
	case CR2:
		*wrong += cr2(n);
		break;
	case DESCRIPTOR:
		*wrong += descriptor(of[cpu].table, n);
		break;
	}
}

/* Both begin a kind together, and go on until either has seen the other move often enough, however long a busy host takes. */
void test_storm_here(void)
{
	uint32_t me = this_cpu()->id, other = !me;

	for (unsigned int kind = 0; kind < NR_KINDS; kind++) {
		uint32_t together = 0, last = 0;

		kinds_begun[me] = kind + 1;
		while (kinds_begun[other] <= kind)
			__asm__ volatile("pause");
		while (together < TOGETHER && !enough[kind]) {
			uint32_t now = of[other].rounds[kind];

			together += now != last;
			last = now;
			once(me, kind);
		}
		enough[kind] = true;
	}
}

/* The other processor sends them, from before this until storm_nmis_wanted is false. */
void test_storm_nmis(void)
{
	struct cpu *cpu = this_cpu();

	for (uint32_t i = 0; (i < ROUNDS || !cpu->nmis) && cpu->nmis < NMIS && cpu->nmis_inside < NMIS_INSIDE; i++)
		once(cpu->id, i % NR_KINDS);
	storm_nmis_wanted = false;
	tap_ok(true, "storm: NMIs come");
	kprintf("# %u NMIs, %u within the ROM\n", cpu->nmis, cpu->nmis_inside);
}

void test_storm_results(void)
{
	for (unsigned int i = 0; i < NR_KINDS; i++)
		tap_eq(of[0].wrong[i] + of[1].wrong[i], 0, "storm: two processors and NMIs: %s",
		       kind_name[i]);
}
