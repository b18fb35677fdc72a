/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs a site with every register loaded from a struct probe and stored there afterwards. */
#include <vmi/site.h>
#include "../probe.h"

#define IN(n) (PROBE_OFF + PROBE_IN + 4 * (n))(%ebp)
#define OUT(n) (PROBE_OFF + PROBE_OUT + 4 * (n))(%ebp)
#define EAX 0
#define EBX 1
#define ECX 2
#define EDX 3
#define ESI 4
#define EDI 5
#define EBP 6
#define ESP 7
#define DS 8
#define ES 9
#define FS 10
#define GS 11
#define EFLAGS 12
#define CS 13
#define SS 14

	.text
/*
 * probe_run: in 4(%esp) struct probe; the words at its ESP are EFLAGS and the
 * site's address.  Memory through SS only once DS may be null.  Keeps what C keeps.
 */
	.globl	probe_run
	.type	probe_run, @function
probe_run:
	mov	4(%esp), %eax
	pushf
	push	%ebx
	push	%ebp
	push	%esi
	push	%edi
	push	%ds
	push	%es
	push	%fs
	push	%gs
	lea	-PROBE_OFF(%eax), %ebp
	mov	%esp, (PROBE_OFF + PROBE_CALLER_ESP)(%ebp)
	mov	IN(GS), %gs
	mov	IN(FS), %fs
	mov	IN(ES), %es
	mov	IN(DS), %ds
	mov	IN(EAX), %eax
	mov	IN(EBX), %ebx
	mov	IN(ECX), %ecx
	mov	IN(EDX), %edx
	mov	IN(ESI), %esi
	mov	IN(EDI), %edi
	mov	IN(ESP), %esp
	mov	IN(EBP), %ebp
	popf
	ret
	.size	probe_run, . - probe_run

/* In: ESP in the area, the rest is the site's. */
	.globl	probe_store
probe_store:
	pushf
	push	%ebp
	mov	%esp, %ebp
	and	$-PROBE_AREA, %ebp
	mov	%eax, OUT(EAX)
	mov	%ebx, OUT(EBX)
	mov	%ecx, OUT(ECX)
	mov	%edx, OUT(EDX)
	mov	%esi, OUT(ESI)
	mov	%edi, OUT(EDI)
	popl	OUT(EBP)
	popl	OUT(EFLAGS)
	mov	%esp, OUT(ESP)
	mov	%ds, %eax
	mov	%eax, OUT(DS)
	mov	%es, %eax
	mov	%eax, OUT(ES)
	mov	%fs, %eax
	mov	%eax, OUT(FS)
	mov	%gs, %eax
	mov	%eax, OUT(GS)
	mov	%cs, %eax
	mov	%eax, OUT(CS)
	mov	%ss, %eax
	mov	%eax, OUT(SS)
	mov	(PROBE_OFF + PROBE_CALLER_ESP)(%ebp), %esp
	pop	%gs
	pop	%fs
	pop	%es
	pop	%ds
	pop	%edi
	pop	%esi
	pop	%ebp
	pop	%ebx
	popf
	ret

/* In: ESP in the area, as the fault left it.  PROBE_FAULTED is set by the handler. */
	.globl	probe_faulted
probe_faulted:
	jmp	probe_store

/*
 * probe_site_<Name>: the site, and its end, where IRET's frame points, too.
 * Each runs as probe_run's registers say.
 */
.macro PROBE name
	.globl	probe_site_\name, probe_end_\name
	.balign	16
	.type	probe_site_\name, @function
probe_site_\name:
	VMI_\name
probe_end_\name:
	jmp	probe_store
	.size	probe_site_\name, . - probe_site_\name
.endm
#define VMI_CALL(nr, Name, ...) PROBE Name
#include <calls.def>

/* In the place of a site: an entry of the ROM's header, whose address is in probe_entry. */
	.globl	probe_site_entry, probe_end_entry
probe_site_entry:
	call	*%cs:probe_entry
probe_end_entry:
	jmp	probe_store
	.comm	probe_entry, 4, 4

/* No site at all: what the probe itself costs. */
	.globl	probe_site_empty
probe_site_empty:
	jmp	probe_store

/* Target of a gate; everything kept. */
	.globl	probe_gate
probe_gate:
	incl	%ss:probe_gate_hits
	iret

/* In: on the stack the ESP to go on with; the rest is the user's. */
	.globl	probe_from_user
probe_from_user:
	pop	%esp
	jmp	probe_store

	.comm	probe_gate_hits, 4, 4

	.section .note.GNU-stack, "", @progbits
