/* SPDX-License-Identifier: MIT */
/*
 * Call sites.  A site is a run of at least 5 bytes that holds the native
 * instructions.  Its record in section .vmi_sites says where it is, how long,
 * and which call it makes.  The loader writes a call or a jump over it when a
 * blob wants that, and puts the native bytes back.
 *
 * The linker script of the kernel gathers the records, 8 bytes each, between
 * two symbols of its own choice:
 *
 *	.vmi_sites : { vmi_sites_begin = .; KEEP(*(.vmi_sites)) vmi_sites_end = .; }
 *
 * In C, include <vmi/ops.h>: an inline function vmi_<Name> for each call.
 * In assembler, include this file: a macro VMI_<Name> for each call, and
 * VMI_CALL_<Name>, its number.  Registers and clobbers: spec/VMI.md.  An architecture that has flags
 * of a site (VMI_SITE_*) has them behind the macro's name.
 */
#ifndef VMI_SITE_H
#define VMI_SITE_H

#include <vmi/arch.h>
#include <vmi/calls.h>

#ifdef __ASSEMBLER__

#define R(reg) %reg

#define VMI_CALL(nr, Name, ...) \
	.set VMI_CALL_##Name, nr; \
	.macro VMI_##Name flags=0; \
	771: VMI_NATIVE_##Name; \
	772: .pushsection .vmi_sites, "a"; \
	.balign 4; \
	.long 771b - .; \
	.byte nr, 772b - 771b; \
	.short \flags; \
	.popsection; \
	.endm;
#include <calls.def>

#else

#include <stdint.h>

/* One record.  The call is a number of calls.def; len is 5 to 129 bytes. */
struct vmi_site {
	int32_t offset; /* of the site from this field */
	uint8_t call;
	uint8_t len;
	uint16_t flags; /* VMI_SITE_* of the architecture; else 0 */
};

#define R(reg) %%reg
#define VMI_STRING_(...) #__VA_ARGS__
#define VMI_STRING(...) VMI_STRING_(__VA_ARGS__)

/* The text of a site for inline asm that has operands. */
#define VMI_SITE_ASM(nr, ...) \
	"771: " VMI_STRING(__VA_ARGS__) "\n" \
	"772: .pushsection .vmi_sites, \"a\"\n" \
	"\t.balign 4\n" \
	"\t.long 771b - .\n" \
	"\t.byte " #nr ", 772b - 771b, 0, 0\n" \
	"\t.popsection\n"

#endif
#endif
