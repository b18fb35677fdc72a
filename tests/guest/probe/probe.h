/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Probes: a call's site is run with every register chosen, and what it leaves
 * behind is looked at.  docs/conformance.md tells how a call is tested.
 *
 * A probe runs on a stack of its own, an area of PROBE_AREA bytes on such a
 * boundary, with struct probe at its end.  Whatever the site does to the other
 * registers, ESP leads back to the record.
 */
#ifndef PROBE_H
#define PROBE_H

#include <vmi/calls.h>

#define PROBE_AREA 8192
#define PROBE_STRUCT 512
#define PROBE_OFF (PROBE_AREA - PROBE_STRUCT)

/* Offsets in struct probe, for run.S. */
#define PROBE_IN 0   /* EAX EBX ECX EDX ESI EDI EBP, ESP, DS ES FS GS */
#define PROBE_OUT 48 /* the same, then EFLAGS, CS, SS */
#define PROBE_CALLER_ESP 112
#define PROBE_FAULTED 116

#ifndef __ASSEMBLER__
#include "../kernel.h"

enum { EAX, EBX, ECX, EDX, ESI, EDI, EBP, NR_GPR };
enum { DS, ES, FS, GS, NR_SEG };
#define NR_STACK 3

#define FLAGS_ARITHMETIC 0x008d5u

struct probe {
	/* in */
	uint32_t gpr[NR_GPR];
	uint32_t sp;  /* run.S pops EFLAGS and the site's address from here */
	uint32_t seg[NR_SEG];
	/* out */
	uint32_t out[NR_GPR];
	uint32_t out_esp;
	uint32_t out_seg[NR_SEG];
	uint32_t out_eflags;
	uint32_t out_cs, out_ss;
	uint32_t reserved;
	uint32_t caller_esp;
	uint32_t faulted; /* 0, or 1 + the number of the exception that ended the probe */
	/* below this line run.S does not look */
	const struct probe_call *call;
	uint32_t flags;           /* at the site */
	uint32_t stack[NR_STACK]; /* 0(%esp) and up at the site: arguments, IRET's frame */
	uint32_t frame;           /* ESP at the site */
	uint32_t want_esp;        /* ESP behind it */
	uint32_t want_eflags;     /* EFLAGS behind it, arithmetic flags aside */
	uint32_t fault_eip, fault_error;
	uint32_t depth; /* bytes written below the frame */
	/* With EFLAGS.TF: run before each further instruction; NULL: nothing. */
	void (*on_step)(struct probe *p, const struct regs *r);
	uint32_t steps;  /* instructions stepped */
	uint32_t cycles; /* of the time-stamp counter, run.S included */
	uint32_t failed; /* checks of an effect that did not hold */
	/* SYSEXIT: what user mode looked like; for the record of its entry stack, what was before. */
	uint32_t user_cs, user_ss, user_eip, user_eflags;
	uint32_t saved_esp0;
	struct probe *outer;
	/* Memory for arguments that point to some. */
	uint64_t buffer[4] __attribute__((aligned(8)));
};
_Static_assert(sizeof(struct probe) <= PROBE_STRUCT, "area");
_Static_assert(offsetof(struct probe, gpr) == PROBE_IN, "run.S");
_Static_assert(offsetof(struct probe, out) == PROBE_OUT, "run.S");
_Static_assert(offsetof(struct probe, caller_esp) == PROBE_CALLER_ESP, "run.S");
_Static_assert(offsetof(struct probe, faulted) == PROBE_FAULTED, "run.S");

/* Columns of calls.def, as far as a probe must know them. */
enum probe_sig {
#define VMI_SHAPE(SHAPE, arguments, result) SHAPE_##SHAPE,
#include <calls.def>
};
enum probe_clob {
#define VMI_CLOB(CLOB, what) CLOB_##CLOB,
#include <i386/words.def>
};
enum probe_seg {
#define VMI_SEG(SEG, what) SEG_##SEG,
#include <i386/words.def>
};

/* NULL, or why a call can't be probed here. */
typedef const char *probe_why;

/*
 * One call of the table and the two functions that a family's file gives for it:
 *
 * args    puts harmless arguments into a record whose registers hold poison, so that
 *	   the site may run at any place and any number of times; or says why not.
 * effect  runs the site as often as it likes through probe_go() and checks
 *	   with PROBE_CHECK what it does.  IF is 0.
 */
struct probe_call {
	uint8_t number;
	uint8_t sig, clob, seg;
	const char *name, *family;
	const uint8_t *site, *end;
	probe_why (*args)(struct probe *p);
	probe_why (*effect)(struct probe *p);
};
extern const struct probe_call probe_calls[];
extern const unsigned int probe_nr_calls;
const struct probe_call *probe_find(unsigned int number);

/* What probe_check finds; a set. */
#define FAULT_REGS 0x01
#define FAULT_FLAGS 0x02
#define FAULT_STACK 0x04
#define FAULT_EXCEPTION 0x08

/* Poison for registers and flags. */
#define PROBE_PATTERNS 4
/* An irq-flag call may run on the last bytes of a stack. */
#define PROBE_MAX_DEPTH 64
#define PROBE_MAX_DEPTH_SELDOM 128
/* Words above the frame that must stay. */
#define PROBE_GUARDS 8
static inline uint32_t probe_guard(unsigned int word)
{
	return 0x9a4d0000 + word;
}

/* Room for the description of a fault. */
#define PROBE_TEXT 160

/* An area of one's own, from any context; never NULL. */
struct probe *probe_get(void);
void probe_put(struct probe *p);

/* Fills registers with poison and flags with a pattern; the call's args() comes after it. */
void probe_poison(struct probe *p, const struct probe_call *call, unsigned int pattern);
probe_why probe_no_args(struct probe *p);
/* Lays out the stack and runs the site.  IF at the site is p->flags'. */
void probe_run_once(struct probe *p);
/* What the site did that it may not, the stack's depth aside; text says it. */
unsigned int probe_check(struct probe *p, char text[PROBE_TEXT]);

/* While on, a trap in a site ends its probe (or is a step of it). */
void probe_traps_on(void);
void probe_traps_off(void);

/*
 * For effect(): one run of p's call with these arguments; returns EDX:EAX.  The
 * second one chooses EFLAGS at the site, and keeps p->on_step for TF.
 */
uint64_t probe_go(struct probe *p, uint32_t eax, uint32_t edx, uint32_t ecx, uint32_t arg);
uint64_t probe_go_flags(struct probe *p, uint32_t eflags, uint32_t eax, uint32_t edx, uint32_t ecx,
			uint32_t arg);
/* Says that a check failed.  Use PROBE_CHECK. */
void probe_fail(struct probe *p, const char *what, uint32_t is, uint32_t want);
#define PROBE_CHECK(p, what, is, want)                                                                       \
	do {                                                                                                 \
		uint32_t is_ = (is), want_ = (want);                                                         \
		if (is_ != want_)                                                                            \
			probe_fail(p, what, is_, want_);                                                     \
	} while (0)

/* The last entries of a processor's GDT are the probes'. */
#define NR_PROBE_SEL 4
#define SEL_PROBE(n) ((NR_GDT - NR_PROBE_SEL + (n)) * 8)

/* desc.c: an entry of the GDT that is loaded now, behind the back of the calls if it can be. */
void probe_gdt_write(unsigned int index, uint64_t d);

/*
 * pages.c: the entry that maps a page of the probes' own 2 MiB of linear
 * addresses in the address space that is loaded now.  Nothing is flushed.
 */
#define PROBE_VA (WINDOW_END - 0x400000)
volatile pte_t *probe_pte(uint32_t va);
/* Writes it. */
void probe_map(uint32_t va, pte_t e);
/* An entry as it stands in memory to the entry that was written there. */
uint64_t probe_as_written(uint64_t e);

/* Three pages with nothing in them that matters. */
extern uint8_t probe_page[3][PAGE_SIZE];

/* time.c: the kernel's tick, after a probe of the alarm. */
void probe_rearm(void);

/* sysexit.c: around a run of SYSEXIT's site; q is a second area. */
void probe_user_begin(struct probe *p, struct probe *q);
void probe_user_end(struct probe *q);

/* run.S: runs the site. */
void probe_run(struct probe *p);
extern const uint8_t probe_faulted[], probe_store[], probe_site_empty[];
/* run.S: calls an entry of the ROM's header. */
extern const uint8_t probe_site_entry[], probe_end_entry[];
extern const uint8_t *probe_entry;
/* run.S: target for a gate; counts. */
void probe_gate(void);
extern volatile uint32_t probe_gate_hits;
/* run.S: where the user page of SYSEXIT's probe goes on in the kernel. */
extern const uint8_t probe_from_user[];

#endif
#endif
