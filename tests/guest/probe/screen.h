/* SPDX-License-Identifier: GPL-2.0-only */
/* Init and the questions, for a ROM that nobody vouches for. */
#ifndef PROBE_SCREEN_H
#define PROBE_SCREEN_H

#include <vmi/loader.h>

/*
 * Runs the ROM's Init and asks it for every number, and says what is wrong with either
 * and with each answer.  From then on caller answers what was heard, and none in
 * the place of what the loader would refuse the ROM for.  Interrupts are off.
 */
void probe_screen(const struct vmi_rom *rom, struct vmi_caller *caller);

/* Once the loader has bound it: calls that were kept from it for the sake of others. */
void probe_screened(struct vmi_binding *binding);

#endif
