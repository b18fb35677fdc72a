/* SPDX-License-Identifier: MIT */
/* Numbers of the VMI calls, answers and versions, for C and for assembler. */
#ifndef VMI_CALLS_H
#define VMI_CALLS_H

#include <vmi/profile.h>

/* Calls are numbered 0 to VMI_NR_CALLS - 1; up to VMI_CALL_LIMIT - 1 for ever. */
#define VMI_CALL_LIMIT 160

/*
 * Answers: what a blob wants done with the sites of a call.  On the wire they
 * are DL of GetRelocationInfo (docs/facts/vmi-3.0-client.md section 5).
 */
#define VMI_ANSWER_NONE 0 /* leave the native instructions */
#define VMI_ANSWER_CALL 1 /* call the address in EAX */
#define VMI_ANSWER_JUMP 2 /* jump to the address in EAX (IRET, SYSEXIT) */
#define VMI_ANSWER_NOP 3  /* do nothing at all */
#define VMI_NR_ANSWERS 4

/* The fifth: what a client makes of call where GetInline allows it. Never on the wire. */
#define VMI_ANSWER_INLINE 4 /* copy the first bytes of the body */
#define VMI_NR_FORMS 5	    /* what a site may hold: all of these */

/* ANSWERS column: one bit for each answer that a blob may give. */
#define VMI_MAY_NC (1 << VMI_ANSWER_NONE | 1 << VMI_ANSWER_CALL)
#define VMI_MAY_NC0 (VMI_MAY_NC | 1 << VMI_ANSWER_NOP)
#define VMI_MAY_NCJ (VMI_MAY_NC | 1 << VMI_ANSWER_JUMP)

/* SetPxE and its family: flags (docs/facts/vmi-3.0-client.md section 8). */
#define VMI_PAGE_PT 0x01	 /* entry of a page table */
#define VMI_PAGE_PD 0x02	 /* entry of a page directory */
#define VMI_PAGE_PDP 0x04	 /* entry of a PAE page-directory pointer table */
#define VMI_PAGE_CURRENT_AS 0x10 /* live address space; bits 12-31 hold the VA it maps */
#define VMI_PAGE_DEFER 0x20	 /* may wait for the next TLB flush; ReleasePage: for the end of the lazy section */
/* AllocatePage, ReleasePage: 1 or 2 as above, and */
#define VMI_PAGE_PAE 0x10    /* AllocatePage, ReleasePage: 64-bit entries */
#define VMI_PAGE_CLONE 0x20  /* AllocatePage: some entries are already copied from another table */
#define VMI_PAGE_ZEROED 0x40 /* AllocatePage: meant to say that the page is zeroed; not to be believed */

/* FlushTLB */
#define VMI_FLUSH_TLB 1	   /* non-global entries */
#define VMI_FLUSH_GLOBAL 2 /* global entries, too */

/* SetLazyMode */
#define VMI_LAZY_NONE 0 /* what was put off is done now */
#define VMI_LAZY_MMU 1	/* page-table changes may be put off */
#define VMI_LAZY_CPU 2	/* changes of processor state may be put off */

/* SetAlarm, CancelAlarm: flags (docs/facts/vmi-3.0-client.md section 10) */
#define VMI_ALARM_COUNTER_MASK 0x000000ff /* which cycle counter */
#define VMI_ALARM_PERIODIC 0x00000100	  /* again after each period */
#define VMI_ALARM_WIRED_LVTT 0x00010000	  /* arrives as the local APIC's timer vector; clear: as IRQ 0 */

/* Offer (3.1) */
#define VMI_OFFER_PAGES 0x000000ff	/* pages of the state area that Start takes; 0: none */
#define VMI_NEEDS_CONVERSION 0x00000100 /* entries hold machine frames: clients must convert what they read */
#define VMI_OFFERS_CONSOLE 0x00000200	/* ConsoleWrite reaches a console, from Start on */
#define VMI_NEEDS_START 0x00000400	/* Init refuses: the client must call Start */
#define VMI_NEEDS_ALL 0x00000800	/* deprivileged: no call that the blob answers may stay native */

/* Start (3.1): features of the client */
#define VMI_CLIENT_CONVERTS 0x00000001 /* it passes entries that it reads through MachineToPhysical */
#define VMI_CLIENT_INLINES 0x00000002  /* its sites may hold copies of what GetInline offers */

/* GetInline (3.1): result */
#define VMI_INLINE_MAX 32 /* bytes, at most */

/* Start: result; anything but 0 refuses, and nothing has changed */
#define VMI_START_OK 0		   /* done */
#define VMI_START_WRONG_PLATFORM 1 /* not the platform that the blob is for, or no boot data of its kind */
#define VMI_START_NO_CONVERSION 2  /* the client does not convert */
#define VMI_START_NO_STATE 3	   /* no state area, or it can't be mapped */
#define VMI_START_OLD_PLATFORM 4   /* the platform lacks something that the blob needs */

/* Suspend (3.1): result */
#define VMI_SUSPEND_RESTORED 0	/* saved, and restored from there */
#define VMI_SUSPEND_CANCELLED 1 /* went on where it was: not saved, or saved as a copy */
#define VMI_SUSPEND_NOWHERE 2	/* nothing here saves a client like this one */
#define VMI_SUSPEND_NOT_READY 3 /* interrupts are on, it is not the first processor, or one is in lazy mode */
#define VMI_SUSPEND_TOO_LARGE 4 /* more memory than the blob can tell the platform of */

#ifndef __ASSEMBLER__

enum vmi_call {
#define VMI_CALL(nr, Name, ...) VMI_CALL_##Name = nr,
#include <calls.def>
};

enum vmi_family {
#define VMI_FAMILY(name, what) VMI_FAMILY_##name,
#include <calls.def>
	VMI_NR_FAMILIES
};

#endif
#endif
