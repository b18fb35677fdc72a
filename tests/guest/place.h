/* SPDX-License-Identifier: GPL-2.0-only */
/* What a ROM needs before it is bound, which hangs on the architecture: place.c in each. */
#ifndef GUEST_PLACE_H
#define GUEST_PLACE_H

#include "kernel.h"

extern const struct vmi_caller *own_caller;

/* How modules are listed. */
void own_search(struct vmi_search *search);
/* Puts the ROM to where it runs, and says in *start what hangs on that. */
enum vmi_status own_place(struct vmi_rom *rom, struct vmi_start *start);

#endif
