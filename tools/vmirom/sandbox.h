/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A sandbox: work in a child process, for the sake of a library that aborts on what it does
 * not expect.  The child's standard output and error go nowhere.  The first request is to
 * get ready: behind it the child can use its memory and answer, and nothing else; see sandbox_limits.h.
 */
#ifndef SANDBOX_H
#define SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

struct sandbox;

/* Runs in the child, for each request; what context leads to is the child's own copy. */
typedef void sandbox_work(void *context, const void *request, void *reply);

/* Patience is for all requests together, in seconds of the processor.  NULL if no child can be had. */
struct sandbox *sandbox_open(sandbox_work *work, void *context, size_t request_size, size_t reply_size,
			     unsigned int patience);
void sandbox_close(struct sandbox *child);

/* False if the child did not live to reply, now or earlier. */
bool sandbox_ask(struct sandbox *child, const void *request, void *reply);

/* Whether it was the patience that had an end; known once sandbox_ask has failed. */
bool sandbox_ran_out(const struct sandbox *child);

#endif
