/* SPDX-License-Identifier: GPL-2.0-only */
/* Words of the command line. */
#ifndef GUEST_OPTIONS_H
#define GUEST_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>
#include <vmi/calls.h>

#define NO_CALL VMI_CALL_LIMIT

struct options {
	bool bench;          /* bench: measure instead of testing */
	bool bench_exits;    /* bench=exits: do what a hypervisor is entered for, for who counts that */
	bool noexit;         /* noexit: halt at the end */
	bool probe_sites;    /* sites=probe: patch the probes' sites only */
	bool conform;        /* conform: test the ROM, whose answers may be anything; say what is at work */
	bool elsewhere;      /* start=elsewhere: on Xen, the list of frames is outside of the direct mapping */
	bool known;          /* known: ask it for calls of the table only */
	bool brief;          /* brief: a tenth of the usual length of stress tests */
	char only[32];       /* only=GROUP, "" for all */
	char misuse[32];     /* misuse=RULE: break it, instead of testing; "" */
	char end[16];        /* end=reboot, end=shutdown: by the call, once the tests have passed; "" */
	unsigned int cpus;   /* cpus=N: start no more */
	unsigned int saves;  /* saves=N: the runner saves us that often */
	unsigned int rounds; /* rounds=N: of stress tests; 1 is the usual length */
	unsigned int probe;  /* probe=N: only this call is probed, and taken from the blob; else NO_CALL */
	uint32_t native[VMI_CALL_LIMIT / 32]; /* native=N,N: bit per call that stays native, whatever its group */
};
extern struct options options;

void options_parse(const char *cmdline);

/* How often a stress test does what it usually does that often. */
uint32_t repeats(uint32_t usual);

#endif
