/* SPDX-License-Identifier: GPL-2.0-only */
/* The placement record (vmi/place.h). */
#include <vmi/place.h>

	.section .place, "a"
	.globl	rom_place
	.hidden	rom_place
rom_place:
	.ascii	"VpLc"
	.word	VMI_PLACE_SIZE
	.word	VMI_PLACE_DRAFT
	.long	rom_state
	.long	ROM_STATE_PAGES
	.long	rom_fixups
	.word	rom_nr_fixups
	.word	ROM_PERCPU_SIZE
	.long	rom_returns
	.word	rom_nr_returns
	.word	0

	.section .note.GNU-stack, "", @progbits
