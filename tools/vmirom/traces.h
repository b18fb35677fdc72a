/* SPDX-License-Identifier: GPL-2.0-only */
/* The traces that trace builds of a ROM have left in a dump of memory (spec/vmi/trace.h). */
#ifndef TRACES_H
#define TRACES_H

#include <stddef.h>
#include <stdint.h>

#include <vmi/trace.h>

/* A file that is mapped, as dumps may be larger than memory. */
struct dump {
	const uint8_t *byte;
	size_t size;
};

/* NULL, or a sentence that says what went wrong. */
const char *dump_open(const char *path, struct dump *dump);
void dump_close(struct dump *dump);

/* The next trace from *at on, which moves behind its header; -1: there is none. */
long trace_find(const struct dump *dump, size_t *at, struct vmi_trace_header *header);

/* A processor's part of the trace at offset trace. */
void trace_cpu(const struct dump *dump, long trace, unsigned int cpu, struct vmi_trace_cpu *part);

/* The n-th call of those that are kept, the oldest first, and how many are kept. */
unsigned int trace_kept(const struct vmi_trace_cpu *part);
const struct vmi_trace_call *trace_call(const struct vmi_trace_cpu *part, unsigned int n);

#endif
