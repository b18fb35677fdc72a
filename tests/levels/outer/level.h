/* SPDX-License-Identifier: GPL-2.0-only */
#define LEVEL 0x100 /* of the outer levels: what its bodies give */
