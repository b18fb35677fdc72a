/* SPDX-License-Identifier: GPL-2.0-only */
/* The call sites of a kernel that was linked with the loader. */
#ifndef KERNEL_SITES_H
#define KERNEL_SITES_H

#include <vmi/calls.h>

#include <rombytes/image.h>

#include "profile.h"

struct kernel_sites {
	const struct profile *profile; /* by its processor */
	unsigned int nr;               /* of all calls */
	unsigned int of_call[VMI_CALL_LIMIT];
};

/* Whether it begins as an ELF file does. */
bool is_elf(const struct image *file);

/*
 * Counts the records of section .vmi_sites.  NULL, or a sentence that says why there are none or what is
 * wrong with them, good until the next call.
 */
const char *read_kernel_sites(const struct image *file, struct kernel_sites *sites);

#endif
