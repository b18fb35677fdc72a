// SPDX-License-Identifier: MIT
/*
 * What the compiler can prove about calls.def: numbers ascend without a gap or
 * a double, and each row fits the versions and answers that calls.h knows.
 */
#include <vmi/calls.h>
#include <vmi/ap_state.h>
#include <vmi/rom.h>
#include <vmi/rom13.h>

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

/* calls13.def: every number once, in order; what is called in place is where the header says. */
enum place13 {
#define VMI13_SAME(nr, ...) AT13_##nr,
#define VMI13_CALL(nr, ...) AT13_##nr,
#define VMI13_RESERVED(nr) AT13_##nr,
#include <calls13.def>
	NR_PLACES13
};
#define IN_PLACE13(nr, name)                                                                                 \
	_Static_assert((int)AT13_##nr == nr,                                                                 \
		       "calls13.def: " name " (" #nr ") stands out of order or behind a gap");
#define VMI13_SAME(nr, Name, ...) IN_PLACE13(nr, #Name)
#define VMI13_CALL(nr, Name, ...) IN_PLACE13(nr, #Name)
#define VMI13_RESERVED(nr) IN_PLACE13(nr, "a reserved number")
#include <calls13.def>
_Static_assert((int)NR_PLACES13 == VMI13_NR_CALLS,
	       "VMI13_NR_CALLS is not the number of calls in calls13.def");
_Static_assert(VMI13_OFF_INIT == VMI13_FIRST_CALL * VMI13_SLOT_SIZE, "Init is the first call");
_Static_assert(VMI13_TABLE_END == VMI13_NR_CALLS * VMI13_SLOT_SIZE, "the table ends with the last call");
#define VMI13_CALL(nr, Name, ...) AT13_OF_##Name = nr,
enum {
#include <calls13.def>
};
_Static_assert(VMI13_OFF_RELOC == AT13_OF_GetRelocationInfo * VMI13_SLOT_SIZE, "slot of GetRelocationInfo");
