/* SPDX-License-Identifier: GPL-2.0-only */
/* What images and ROMs of the unit tests have of the architecture.  Each has this file in a folder of its own. */
#ifndef FAKE_H
#define FAKE_H

#define FAKE_PROFILE "x86_64 4.0"
#define FAKE_VERSION "4.0"

/* It answers none. */
#define FAKE_CODE \
	{ \
		{VMI_ROM_OFF_RELOC, 8, "\xf3\x0f\x1e\xfa\x31\xc0\x99\xc3"}, /* endbr64; xor %eax,%eax; cltd; ret */ \
	}

/* Whether a ROM of this minor version is told to start by Init, and before it is asked. */
#define FAKE_BY_INIT(minor) false
/* Nowhere: there is no Init. */
#define FAKE_INIT_AT SIZE_MAX
#define FAKE_HAS_INIT false
/* Initialisers of fields of 4 bytes: all of an entry. */
#define FAKE_ENTRY(at, value) {at, 4, value}, {(at) + 4, 4, value}, {(at) + 8, 4, value}, {(at) + 12, 4, value}

#define FAKE_OTHER_MAJOR 3

/* A call whose sites make none. */
#define FAKE_INLINE_ONLY(call) ((call) == VMI_CALL_EnterTrap)

/* The return that stands beside IRET. */
#define FAKE_RETURN VMI_CALL_SYSRET
#define FAKE_RETURN_NAME "SYSRET"

#endif
