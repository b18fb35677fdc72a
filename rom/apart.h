/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The emulator in a child process.  libunicorn aborts on some code that a
 * processor just faults on, and the ROM may be anyone's.
 */
#ifndef APART_H
#define APART_H

#include "emulate.h"

struct apart;

/* As emulate_open, emulate_call without words on the stack, emulate_why, emulate_translate and _open_page. */
struct apart *apart_open(const struct image *image, uint32_t base);
void apart_close(struct apart *a);
enum emulate_end apart_call(struct apart *a, uint32_t entry, struct emulate_regs *regs, uint32_t limit);
const char *apart_why(const struct apart *a);
bool apart_translate(struct apart *a, uint32_t linear, uint32_t *physical);
bool apart_open_page(struct apart *a, uint32_t *linear);

/* As emulate_entry16. */
enum emulate_end apart_entry16(const struct image *image, char *why, size_t size);

#endif
