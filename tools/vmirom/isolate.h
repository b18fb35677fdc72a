/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Work in a child process, for the sake of a library that aborts on what it does
 * not expect.  The child's standard output and error go nowhere.  The first request is to
 * get ready: behind it the child can use its memory and answer, and nothing else; see confine.h.
 */
#ifndef ISOLATE_H
#define ISOLATE_H

#include <stdbool.h>
#include <stddef.h>

struct isolated;

/* Runs in the child, for each request; what context leads to is the child's own copy. */
typedef void isolate_work(void *context, const void *request, void *reply);

/* Patience is for all requests together, in seconds of the processor.  NULL if no child can be had. */
struct isolated *isolate_open(isolate_work *work, void *context, size_t request_size, size_t reply_size,
			      unsigned int patience);
void isolate_close(struct isolated *child);

/* False if the child did not live to reply, now or earlier. */
bool isolate_ask(struct isolated *child, const void *request, void *reply);

/* Whether it was the patience that had an end; known once isolate_ask has failed. */
bool isolate_ran_out(const struct isolated *child);

#endif
