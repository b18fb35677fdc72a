/* SPDX-License-Identifier: GPL-2.0-only */
/* Labels of the user programs (user.S). */
#ifndef GUEST_USER_H
#define GUEST_USER_H

#include <stdint.h>
#include <vmi/arch.h>

/* What user_snapshot leaves on the stack. */
struct user_snapshot {
	vmi_word_t di, si, bp, sp, bx, dx, cx, ax, flags;
};

extern const char user_sysenter[], user_sysenter_insn[], user_sysenter_return[];
extern const char user_exit[], user_exit_ebx[], user_snapshot[], user_int[], user_fast[];
extern const char user_handler[], user_handler_skip2[], user_ud2_and_on[], user_ud2_insn[];
extern const char user_spin[], user_stop[], user_rounds[], user_word[], user_touch[];
extern const char user_fs[], user_fs_read[], user_far[], user_far_target[];
extern const char user_ds_spin[], user_rdtsc[];
extern const char user_popf[], user_io[], user_step_int[], user_step_int_insn[], user_step_fast[];
extern const char user_bench_int[], user_bench_fast[], user_bench_touch[];

#endif
