/* SPDX-License-Identifier: GPL-2.0-only */
/* What the process in a sandbox does without: it runs somebody's code in an emulator. */
#ifndef SANDBOX_LIMITS_H
#define SANDBOX_LIMITS_H

#include <stdbool.h>

/*
 * Processor time, in seconds, after which the process is ended.  No core file.  Time by the clock
 * has no bound: a busy machine or a stopped process is no fault of the code that runs.
 */
void sandbox_limit_time(unsigned int seconds);

/*
 * From here on: so many bytes of memory more, messages on sockets that are open already, and the end.
 * Every other system call fails, sleeping too.  Where the kernel has no such filter: the memory only.
 */
void sandbox_limit_calls(unsigned long memory);

#endif
