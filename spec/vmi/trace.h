/* SPDX-License-Identifier: MIT */
/*
 * What a trace build of a blob writes down of its last calls: the trace, at the end of the state area that
 * Start gets.  For who reads it in a dump of memory; a client does not look at it.  Numbers are
 * little-endian.  Meaning: docs/tracing-a-blob.md.
 */
#ifndef VMI_TRACE_H
#define VMI_TRACE_H

#define VMI_TRACE_PAGE 4096 /* bytes: the header has one, and each processor */
#define VMI_TRACE_CPUS 16   /* a processor of a higher number shares the page of number modulo 16 */
#define VMI_TRACE_PAGES (1 + VMI_TRACE_CPUS)
#define VMI_TRACE_CALLS 64 /* the last that are kept of each processor */
#define VMI_TRACE_COUNTERS 128

/* "vmi-rom trace 1"; it is written last. */
#define VMI_TRACE_MAGIC_LEN 16
#define VMI_TRACE_MAGIC_0 0x2d696d76
#define VMI_TRACE_MAGIC_1 0x206d6f72
#define VMI_TRACE_MAGIC_2 0x63617274
#define VMI_TRACE_MAGIC_3 0x00312065

/* Set in a call's number: the site jumped, so there is no caller, but the EIP of the frame. */
#define VMI_TRACE_JUMPED 0x100

/* Offsets, for assembler. */
#define VMI_TRACE_OFF_SEQUENCE 20 /* in the header */
#define VMI_TRACE_OFF_NEXT 0      /* in a processor's page */
#define VMI_TRACE_OFF_ID 4
#define VMI_TRACE_OFF_COUNTS 64
#define VMI_TRACE_OFF_CALLS 1024
#define VMI_TRACE_OFF_ORDER 0 /* of a call */
#define VMI_TRACE_OFF_NUMBER 4
#define VMI_TRACE_OFF_CALLER 8
#define VMI_TRACE_OFF_EAX 12
#define VMI_TRACE_OFF_EDX 16
#define VMI_TRACE_OFF_ECX 20
#define VMI_TRACE_OFF_ESP 24
#define VMI_TRACE_OFF_EFLAGS 28
#define VMI_TRACE_CALL_SHIFT 5 /* log2 of a struct vmi_trace_call's size */

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>

#include <vmi/language.h>

/* The header's page. */
struct vmi_trace_header {
	uint32_t magic[4];
	uint32_t linear;      /* this page's linear address */
	uint32_t sequence;    /* that the next call gets, on all processors */
	uint32_t rom;         /* linear address of the ROM's first byte */
	uint8_t build_id[20]; /* of the ROM */
};

struct vmi_trace_call {
	uint32_t sequence;      /* order among all processors; modulo 2^32 */
	uint32_t number;        /* of the call; VMI_TRACE_JUMPED */
	uint32_t caller;        /* where the call returns to; of a jump, EIP of the frame on the stack */
	uint32_t eax, edx, ecx; /* as they came in */
	uint32_t esp;           /* where the caller is on the stack */
	uint32_t eflags;
};

/* A processor's page: the header's is followed by VMI_TRACE_CPUS of them. */
struct vmi_trace_cpu {
	uint32_t next; /* calls so far, modulo 2^32; modulo VMI_TRACE_CALLS, where the next one is put */
	uint32_t id; /* the processor's number: bare hardware: its initial APIC id; Xen: the virtual CPU's */
	uint32_t unused_8[14];
	uint32_t counts[VMI_TRACE_COUNTERS]; /* calls of each number, modulo 2^32 */
	uint32_t unused_576[112];
	struct vmi_trace_call calls[VMI_TRACE_CALLS];
};
VMI_STATIC_ASSERT(trace_cpu, sizeof(struct vmi_trace_cpu) <= VMI_TRACE_PAGE &&
				     offsetof(struct vmi_trace_cpu, next) == VMI_TRACE_OFF_NEXT &&
				     offsetof(struct vmi_trace_cpu, id) == VMI_TRACE_OFF_ID &&
				     offsetof(struct vmi_trace_cpu, counts) == VMI_TRACE_OFF_COUNTS &&
				     offsetof(struct vmi_trace_cpu, calls) == VMI_TRACE_OFF_CALLS);
VMI_STATIC_ASSERT(trace_call, sizeof(struct vmi_trace_call) == 1 << VMI_TRACE_CALL_SHIFT &&
				      offsetof(struct vmi_trace_call, sequence) == VMI_TRACE_OFF_ORDER &&
				      offsetof(struct vmi_trace_call, number) == VMI_TRACE_OFF_NUMBER &&
				      offsetof(struct vmi_trace_call, caller) == VMI_TRACE_OFF_CALLER &&
				      offsetof(struct vmi_trace_call, eax) == VMI_TRACE_OFF_EAX &&
				      offsetof(struct vmi_trace_call, edx) == VMI_TRACE_OFF_EDX &&
				      offsetof(struct vmi_trace_call, ecx) == VMI_TRACE_OFF_ECX &&
				      offsetof(struct vmi_trace_call, esp) == VMI_TRACE_OFF_ESP &&
				      offsetof(struct vmi_trace_call, eflags) == VMI_TRACE_OFF_EFLAGS);
VMI_STATIC_ASSERT(trace_header, offsetof(struct vmi_trace_header, sequence) == VMI_TRACE_OFF_SEQUENCE);
#endif
#endif
