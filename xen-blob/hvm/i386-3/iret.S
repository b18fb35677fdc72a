/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel is at privilege level 0, and so returns as on bare hardware. */
#include <native-blob/i386-3/standard/iret.S>
#include <native-blob/i386-3/iret_judge.S>
