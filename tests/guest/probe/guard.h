/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a call changes beside what it is for: registers of the processor, interrupt masks,
 * the kernel's text, the ROM's image.  Looked at around the runs of each call, so that
 * it is blamed and no other; and put back, so that the next one finds all in order.
 */
#ifndef PROBE_GUARD_H
#define PROBE_GUARD_H

#include "probe.h"

enum { GUARD_CR0, GUARD_CR3, GUARD_CR4, GUARD_DR7, GUARD_LDTR, GUARD_TR, GUARD_GDT, GUARD_GDT_LIMIT, GUARD_IDT,
       GUARD_IDT_LIMIT, GUARD_IRQS, NR_GUARDED };

struct guard {
	uint32_t is[NR_GUARDED];
};

/* Whom to blame beside the calls of the table. */
enum { GUARD_INIT = VMI_NR_CALLS, GUARD_RELOC, NR_GUARD_CALLS };

/* Before anything of the ROM has run: what its image is. */
void guard_image(const struct vmi_rom *rom);
/* Once all sites are written: what the kernel's text is. */
void guard_text(void);

void guard_begin(struct guard *g);
void guard_end(const struct guard *g, unsigned int call);
/* One thing that a call has changed. */
void guard_blame(unsigned int call, const char *what, uint32_t is, uint32_t was);

/* The first thing that it has changed, or NULL. */
const char *guard_changed_image(unsigned int call);
const char *guard_changed(unsigned int call);
/* Whether that is something that nobody lives with: no further run of it, in a task or a step. */
bool guard_deadly(unsigned int call);

#endif
