/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The emulator in a sandbox (sandbox.h).  libunicorn aborts on some code that a
 * processor just faults on, and the ROM may be anyone's.  It gave up: the child died of it.
 * It ran out: the child had a minute of the processor's time, for all questions, and was not done.
 */
#ifndef SANDBOXED_H
#define SANDBOXED_H

#include "emulate.h"
#include "emulate16.h"
#include "entry.h"

struct sandboxed;

/*
 * As emulate_open, or of a profile that is placed emulate_open64, and unless it is 0 emulate_level; entry_run
 * by the image's profile, emulate_taken, emulate_why, emulate_translate and emulate_open_page.
 */
struct sandboxed *sandboxed_open(const struct image *image, uint64_t base, unsigned int level);
void sandboxed_close(struct sandboxed *a);
enum emulate_end sandboxed_call(struct sandboxed *a, uint64_t address, struct entry_call *call,
				uint32_t limit);
uint32_t sandboxed_taken(const struct sandboxed *a);
const char *sandboxed_why(const struct sandboxed *a);
bool sandboxed_translate(struct sandboxed *a, uint32_t linear, uint32_t *physical);
bool sandboxed_open_page(struct sandboxed *a, uint32_t *linear);

/* As entry16_run; without an emulator it ran out. */
void sandboxed_entry16(const struct image *image, struct entry16_result *result);

#endif
