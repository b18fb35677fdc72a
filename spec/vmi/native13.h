/* SPDX-License-Identifier: MIT */
/* Words that the native column of calls13.def uses beside those of vmi/native_i386.h. */
#ifndef VMI_NATIVE13_H
#define VMI_NATIVE13_H

#include <vmi/native_i386.h>

#define GET_PXE_LONG \
	mov 4(R(eax)),R(edx); \
	mov (R(eax)),R(eax)

/* The half with the present bit goes first: the walker sees all of the old entry or none. */
#define DEACTIVATE_PXE_LONG \
	xor R(edx),R(edx); \
	xchg R(edx),(R(eax)); \
	xor R(ecx),R(ecx); \
	xchg R(ecx),4(R(eax)); \
	mov R(edx),R(eax); \
	mov R(ecx),R(edx)

/* The processor sets accessed and dirty bits meanwhile. */
#define TEST_AND(change) \
	lock change R(edx),(R(eax)); \
	sbb R(eax),R(eax); \
	neg R(eax)

/* The pointer moves; a caller's EDI and ESI are kept (docs/facts/vmi-13.3-client.md section 3). */
#define STRING_IO(instruction, pointer) \
	push R(pointer); \
	instruction; \
	pop R(pointer)

#endif
