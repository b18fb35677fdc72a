/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a measured kernel or program tells the plugin (plugin.c), by an instruction that does nothing but spoil the
 * flags: test $MARK, %eax.  It needs no exit, so it is no part of what is measured.
 */
#ifndef BENCH_MARKS_H
#define BENCH_MARKS_H

#define MARK_BASE 0x564d4200 /* "VMB" above the number */
#define MARK_OP 1	     /* the next operation begins */
#define MARK_BEGIN 2	     /* a lap begins: it is done once */
#define MARK_END 3
#define MARK_WAIT 4 /* this processor now only waits for something to come */
#define MARK_GO 5   /* and now no more */

#ifndef __ASSEMBLER__
#define bench_mark(n) asm volatile("test %0, %%eax" : : "i"(MARK_BASE | (n)) : "cc", "memory")
#endif

#endif
