// SPDX-License-Identifier: MIT
/*
 * What the compiler can prove about calls.def and a profile: numbers ascend without a gap or a double, and
 * each row fits the versions and answers that calls.h knows.  Compiled once for each file of profiles/, as
 * profile.c is.
 */
#include <vmi/calls.h>
#include PROFILE_FILE /* its constants */

/* AT_n is the place of number n in the file; a number given twice is a redefinition. */
enum place {
#define VMI_SAME(nr, ...) AT_##nr,
#define VMI_OWN(nr, ...) AT_##nr,
#define VMI_RESERVED(nr) AT_##nr,
#include PROFILE_FILE
	NR_PLACES
};

enum layout {
#define VMI_LAYOUT(field, value) LAYOUT_##field = value,
#include PROFILE_FILE
};

/* Third parties register out of order, so only doubles matter there. */
#define FIRST_THIRD_PARTY 128

#define IN_PLACE(nr, name)                                                                                   \
	_Static_assert((int)AT_##nr == nr || nr >= FIRST_THIRD_PARTY,                                        \
		       PROFILE_NAME ": " name " (" #nr ") stands out of order or behind a gap");
#define VMI_SAME(nr, Name, ...) IN_PLACE(nr, #Name)
#define VMI_OWN(nr, Name, ...) IN_PLACE(nr, #Name)
#define VMI_RESERVED(nr) IN_PLACE(nr, "an unused number")
#include PROFILE_FILE

/* A sum, because a static assertion has no loop. */
enum {
	NR_OURS = 0
#define VMI_SAME(nr, ...) +(nr < FIRST_THIRD_PARTY)
#define VMI_OWN(nr, ...) +(nr < FIRST_THIRD_PARTY)
#define VMI_RESERVED(nr) +(nr < FIRST_THIRD_PARTY)
#include PROFILE_FILE
};
_Static_assert((int)NR_OURS == (int)LAYOUT_nr_calls, PROFILE_NAME ": nr_calls is not the number of calls");

/* The architecture has registers for every shape: else a name here means nothing. */
enum registers {
#define VMI_REGISTERS(SHAPE, in, out) REGISTERS_OF_##SHAPE,
#include <words.def>
};
#define VMI_SHAPE(SHAPE, arguments, result)                                                                  \
	_Static_assert(REGISTERS_OF_##SHAPE >= 0, "words.def: no registers for " #SHAPE);
#include <calls.def>

/* The table's columns. */
#define VMI_CALL(nr, Name, family, since, SHAPE, CLOB, SEG, group, ANSWERS, ...)                             \
	_Static_assert(nr < VMI_CALL_LIMIT, "calls.def: " #Name " is beyond VMI_CALL_LIMIT");                \
	_Static_assert(since <= VMI_API_MINOR, "calls.def: " #Name " is newer than VMI_API_MINOR");          \
	_Static_assert(VMI_MAY_##ANSWERS & 1 << VMI_ANSWER_NONE,                                             \
		       "calls.def: a blob must be free to answer none for " #Name);
#include <calls.def>

/* Ranges follow each other from 0 to the limit. */
#define VMI_RANGE(first, last, who) _Static_assert(first <= last, "calls.def: a range ends before it begins");
#include <calls.def>
enum {
	RANGED = 0
#define VMI_RANGE(first, last, who) +(last) - (first) + 1
#include <calls.def>
};
_Static_assert((int)RANGED == VMI_CALL_LIMIT, "calls.def: the ranges do not add up to VMI_CALL_LIMIT");
