/* SPDX-License-Identifier: GPL-2.0-only */
#define LEVEL 0x200 /* level 0: what its bodies give */
