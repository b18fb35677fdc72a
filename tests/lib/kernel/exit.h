/* SPDX-License-Identifier: GPL-2.0-only */
/* How a run ends: what a test kernel tells the runner (tests/runner.sh). */
#ifndef KERNEL_EXIT_H
#define KERNEL_EXIT_H

#define DEBUG_EXIT_PORT 0xf4 /* QEMU's isa-debug-exit */

enum exit_code { EXIT_PASS = 0x10, EXIT_FAIL = 0x11, EXIT_PANIC = 0x12 };

#endif
