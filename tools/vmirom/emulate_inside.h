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
	uint64_t base;
	uint32_t size;
	int pc, flags; /* registers' numbers, of 32 or 64 bits */
	uint64_t left, limit;
	bool stopped;
	enum emulate_end end;
	int out_port;
	char why[120];
	/* Of an image of 4.0, whose returns are watched; else NULL. */
	const struct placement *placement;
	const struct image *image;
};

/* What the two modes share; emulate_stop ends a run. */
bool emulate_hook(struct emulator *e, int type, void *function);
bool emulate_map_image(struct emulator *e, const struct image *image);
bool emulate_map_rest(struct emulator *e);
void emulate_stop(struct emulator *e, enum emulate_end end, const char *what);
/* Up to its end, with registers set. */
enum emulate_end emulate_go(struct emulator *e, uint32_t limit);
/* Turns paging on as at EMULATE_LOW_A and _B. */
bool emulate_low_paging(struct emulator *e);

#endif
