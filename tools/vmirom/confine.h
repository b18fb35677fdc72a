/* SPDX-License-Identifier: GPL-2.0-only */
/* What a process that runs somebody's code in an emulator does without. */
#ifndef CONFINE_H
#define CONFINE_H

#include <stdbool.h>

/*
 * Processor time, in seconds, after which the process is ended.  No core file.  Time by the clock
 * has no bound: a busy machine or a stopped process is no fault of the code that runs.
 */
void confine_time(unsigned int seconds);

/*
 * From here on: so many bytes of memory more, messages on sockets that are open already, and the end.
 * Every other system call fails, sleeping too.  Where the kernel has no such filter: the memory only.
 */
void confine_calls(unsigned long memory);

#endif
