// SPDX-License-Identifier: MIT
/*
 * What the compiler can prove about calls.def: numbers ascend without a gap or
 * a double, and each row fits the versions and answers that calls.h knows.
 */
#include <vmi/calls.h>
#include <vmi/ap_state.h>
#include <vmi/rom.h>

/* AT_n is the place of number n in the file; a number given twice is a redefinition. */
enum place {
#define VMI_CALL(nr, Name, ...) AT_##nr,
#define VMI_UNUSED(nr) AT_##nr,
#include <calls.def>
	NR_PLACES
};

/* Third parties register out of order, so only doubles matter there. */
#define FIRST_THIRD_PARTY 128

#define VMI_CALL(nr, Name, family, since, SIG, CLOB, SEG, group, ANSWERS, ...)                               \
	_Static_assert((int)AT_##nr == nr || nr >= FIRST_THIRD_PARTY,                                        \
		       "calls.def: " #Name " (" #nr ") stands out of order or behind a gap");                \
	_Static_assert(nr < VMI_CALL_LIMIT, "calls.def: " #Name " is beyond VMI_CALL_LIMIT");                \
	_Static_assert(since <= VMI_API_MINOR, "calls.def: " #Name " is newer than VMI_API_MINOR");          \
	_Static_assert(VMI_MAY_##ANSWERS & 1 << VMI_ANSWER_NONE,                                             \
		       "calls.def: a blob must be free to answer none for " #Name);
#define VMI_UNUSED(nr)                                                                                       \
	_Static_assert((int)AT_##nr == nr || nr >= FIRST_THIRD_PARTY,                                        \
		       "calls.def: unused number " #nr " stands out of order or behind a gap");
#include <calls.def>

/* A sum, because a static assertion has no loop. */
enum {
	NR_OURS = 0
#define VMI_CALL(nr, ...) +(nr < FIRST_THIRD_PARTY)
#define VMI_UNUSED(nr) +(nr < FIRST_THIRD_PARTY)
#include <calls.def>
};
_Static_assert((int)NR_OURS == VMI_NR_CALLS, "VMI_NR_CALLS is not the number of calls in calls.def");

/* Ranges follow each other from 0 to the limit. */
#define VMI_RANGE(first, last, who) _Static_assert(first <= last, "calls.def: a range ends before it begins");
#include <calls.def>
enum {
	RANGED = 0
#define VMI_RANGE(first, last, who) +(last) - (first) + 1
#include <calls.def>
};
_Static_assert((int)RANGED == VMI_CALL_LIMIT, "calls.def: the ranges do not add up to VMI_CALL_LIMIT");
