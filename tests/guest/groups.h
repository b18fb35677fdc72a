/* SPDX-License-Identifier: GPL-2.0-only */
/* The groups of tests, in the order in which they run. */
#ifndef GUEST_GROUPS_H
#define GUEST_GROUPS_H

void groups_run(const char *only);
void bench(void);
void bench_ops(void);
void bench_exits(void);
void misuse(void);

/* GROUP(name): the function test_<name>. */
#define GROUPS                                                                                               \
	GROUP(boot)                                                                                          \
	GROUP(suspend)                                                                                       \
	GROUP(ops)                                                                                           \
	GROUP(paging)                                                                                        \
	GROUP(lazy)                                                                                          \
	GROUP(batch)                                                                                         \
	GROUP(mixed)                                                                                         \
	GROUP(user)                                                                                          \
	GROUP(returns)                                                                                       \
	GROUP(threads)                                                                                       \
	GROUP(cow)                                                                                           \
	GROUP(fpu)                                                                                           \
	GROUP(nmi)                                                                                           \
	GROUP(debug)                                                                                         \
	GROUP(ldt)                                                                                           \
	GROUP(tables)                                                                                        \
	GROUP(gates)                                                                                         \
	GROUP(cr4)                                                                                           \
	GROUP(vm86)                                                                                          \
	GROUP(irq)                                                                                           \
	GROUP(time)                                                                                          \
	GROUP(races)                                                                                         \
	GROUP(console)                                                                                       \
	GROUP(smp)                                                                                           \
	GROUP(storm)                                                                                         \
	GROUP(migrate)                                                                                       \
	GROUP(segments)                                                                                      \
	GROUP(patch)                                                                                         \
	GROUP(masks)                                                                                         \
	GROUP(rebind)                                                                                        \
	GROUP(platform)                                                                                      \
	GROUP(limits)                                                                                        \
	GROUP(fire)

#define GROUP(name) void test_##name(void);
GROUPS
#undef GROUP

/* A part of the group suspend, where nobody asks before. */
void test_saved(unsigned int saves);
/* A part of the group smp, on two processors or more. */
void test_smp_ipi(void);

#endif
