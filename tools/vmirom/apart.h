/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The emulator in a child process.  libunicorn aborts on some code that a
 * processor just faults on, and the ROM may be anyone's.  It gave up: the child died of it.
 * It ran out: the child had a minute of the processor's time, for all questions, and was not done.
 */
#ifndef APART_H
#define APART_H

#include "emulate.h"
#include "emulate16.h"

struct apart;

/*
 * As emulate_open, emulate_call without words on the stack, emulate_taken, emulate_why, emulate_translate
 * and emulate_open_page.
 */
struct apart *apart_open(const struct image *image, uint32_t base);
void apart_close(struct apart *a);
enum emulate_end apart_call(struct apart *a, uint32_t entry, struct emulate_regs *regs, uint32_t limit);
uint32_t apart_taken(const struct apart *a);
const char *apart_why(const struct apart *a);
bool apart_translate(struct apart *a, uint32_t linear, uint32_t *physical);
bool apart_open_page(struct apart *a, uint32_t *linear);

/* As entry16_run; without an emulator it ran out. */
void apart_entry16(const struct image *image, struct entry16_result *result);

#endif
