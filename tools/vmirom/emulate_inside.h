/* SPDX-License-Identifier: GPL-2.0-only */
/* What the emulator's own files know of it. */
#ifndef EMULATE_INSIDE_H
#define EMULATE_INSIDE_H

#include <unicorn/unicorn.h>

#include "emulate.h"

#define PAGE 4096u
#define PAGE_DOWN(x) ((x) & ~(PAGE - 1))

struct emulator {
	uc_engine *uc;
	uint32_t base, size;
	uint64_t left, limit;
	bool stopped;
	enum emulate_end end;
	int out_port;
	char why[120];
};

/* Turns paging on as at EMULATE_LOW_A and _B. */
bool emulate_low_paging(struct emulator *e);

#endif
