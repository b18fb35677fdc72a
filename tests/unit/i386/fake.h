/* SPDX-License-Identifier: GPL-2.0-only */
/* What images and ROMs of the unit tests have of the architecture.  Each has this file in a folder of its own. */
#ifndef FAKE_H
#define FAKE_H

#define FAKE_PROFILE "i386 3.0"
#define FAKE_VERSION "3.0"

/* Both answer 0, which is good, and none. */
#define FAKE_CODE \
	{ \
		{VMI_ROM_OFF_INIT, 3, "\x31\xc0\xc3"}, /* xor %eax,%eax; ret */ \
		{VMI_ROM_OFF_RELOC, 5, "\x31\xc0\x31\xd2\xc3"}, /* xor %edx,%edx as well */ \
	}

/* Whether a ROM of this minor version is told to start by Init, and before it is asked. */
#define FAKE_BY_INIT(minor) ((minor) == 0)
/* Where Init is. */
#define FAKE_INIT_AT VMI_ROM_OFF_INIT
/* Whether a ROM can do without Start. */
#define FAKE_HAS_INIT true
/* Initialisers of fields of 4 bytes: all of an entry. */
#define FAKE_ENTRY(at, value) {at, 4, value}, {(at) + 4, 4, value}

#define FAKE_OTHER_MAJOR 4

/* A call whose sites make none. */
#define FAKE_INLINE_ONLY(call) false

/* The return that stands beside IRET. */
#define FAKE_RETURN VMI_CALL_SYSEXIT
#define FAKE_RETURN_NAME "SYSEXIT"

#endif
