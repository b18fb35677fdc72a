/* SPDX-License-Identifier: GPL-2.0-only */
/* The kernel's use of the loader. */
#ifndef GUEST_VMI_H
#define GUEST_VMI_H

#include <stdbool.h>
#include <stdint.h>
#include <vmi/loader.h>

/* What vmi_activate found and did; status is VMI_OK if sites are patched. */
struct vmi_state {
	enum vmi_status status;
	enum vmi_status passed_over; /* why the first of those before the one in use was not taken */
	bool found; /* rom and binding are valid */
	const struct vmi_start *start; /* what the last that was bound was given, had it a Start */
	struct vmi_rom rom;
	struct vmi_binding binding;
	struct vmi_report report;
	struct vmi_text text;
	uint64_t locate_cycles, bind_cycles, patch_cycles;
	const uint8_t *native_text; /* a copy, from before */
};
extern struct vmi_state vmi;

const uint8_t *vmi_text_begin(void);
uint32_t vmi_text_size(void);

/* Finds, binds and patches; makes no call, and uses no memory but its own.  One processor runs. */
void vmi_activate(void);
/* Says on the console what became of it. */
void vmi_say(void);

/* Binds the next ROM of the window or the modules that is not the one in use, which stays that; with its returns. */
enum vmi_status vmi_bind_other(struct vmi_binding *other);

/* VMI_ANSWER_* in force for a call now: none when not patched. */
unsigned int vmi_answer(unsigned int call);

/* Whether ip lies in the blob's slot or body for a call that is patched in. */
bool vmi_in_call(vmi_word_t ip, unsigned int call);

#endif
