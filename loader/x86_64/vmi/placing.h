/* SPDX-License-Identifier: MIT */
/*
 * place: an image of 4.0 runs in a copy within reach of the kernel's text (spec/VMI-4.0.md, section 3).
 *
 *	locate (which checks) -> place -> bind -> patch -> report
 */
#ifndef VMI_PLACING_H
#define VMI_PLACING_H

#include <vmi/loader.h>
#include <vmi/place.h>

VMI_BEGIN_C

/* All memory is the kernel's, and stays for as long as any site leads into the copy. */
struct vmi_place {
	void *window; /* page aligned; may be written, and need not be executable yet */
	size_t size;  /* bytes: vmi_place_size() or more */
	const struct vmi_site *begin, *end; /* the sites that must reach it; none: both NULL */
	intptr_t percpu;      /* of each processor's memory from its GS base; that is VMI_PERCPU_ALIGN aligned */
	uint32_t percpu_size; /* bytes that each processor has there */
	/*
	 * Makes whole pages read-only and executable, in every mapping.  Returns false if it can't.
	 * May not go through a call site that a ROM has patched by now.  Called once, last.
	 */
	bool (*protect)(void *ctx, void *pages, size_t len);
	/*
	 * NULL, or what the kernel changes in its copy before that: returns into jumps to a thunk of its own
	 * (vmi_return_at).  placed is the copy.
	 */
	void (*adapt)(void *ctx, const struct vmi_rom *placed);
	void *ctx; /* of both */
};

/*
 * Bytes of a window for a ROM that passed vmi_check: image and state.  0: vmi_place would refuse it.
 * *state is where the state area begins, from the window on, and *pages how many it has; either may be NULL.
 */
size_t vmi_place_size(const struct vmi_rom *rom, size_t *state, size_t *pages);

/*
 * Copies the image, fits it to its place, and clears its state.  placed is what vmi_bind takes; it may be rom itself.
 * After an error nothing runs in the window; but for VMI_NOT_PROTECTED nothing was written.
 */
enum vmi_status vmi_place(const struct vmi_rom *rom, const struct vmi_place *place, struct vmi_rom *placed);

/* The nth return, from 0, of a ROM that vmi_place has taken: VMI_RETURN_SIZE bytes.  NULL: there are no more. */
uint8_t *vmi_return_at(const struct vmi_rom *rom, unsigned int n);

VMI_END_C

#endif
