/* SPDX-License-Identifier: GPL-2.0-only */
/* Something that comes at an instruction of one's choice. */
#ifndef PROBE_STEP_H
#define PROBE_STEP_H

#include "../kernel.h"

enum shot {
	SHOT_NMI,     /* an NMI before the instruction */
	SHOT_NMI_ALL, /* and one to each other processor meanwhile */
	SHOT_TRAP, /* an exception there, whose handler returns by the call; all other steps return otherwise
		    */
};

#define EACH_STEP 0

/* Between them the debug trap and the NMI are the steps'. */
void steps_begin(void);
void steps_end(void);

/*
 * Runs fn(arg), single-stepped, interrupts off at its begin, with what kind says at instruction number step,
 * from 1, or at each; returns how many came.  0: it has not so many instructions.
 */
uint32_t step_through(enum shot kind, uint32_t step, void (*fn)(void *arg), void *arg);
/* Runs fn in an NMI's handler; between steps_begin and steps_end. */
void step_in_nmi(void (*fn)(void));
/* NMIs that came elsewhere than at the instruction, since steps_begin. */
uint32_t steps_astray(void);

/* For step_through: IRET to behind itself, with these flags; is off the steps then. */
void step_iret(void *eflags);
extern const uint8_t step_iret_end[];

#endif
