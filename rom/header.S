/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The frame of every blob: ROM header, records, strings.  Layout: spec/vmi/rom.h; meaning:
 * spec/VMI.md.  The same for every profile: what 13.3 has no field for is reserved there,
 * and not looked at.  rom.ld puts the parts in their places.
 *
 * rom/rules.mk gives ROM_SIZE, ROM_MAJOR, ROM_MINOR, ROM_API_MAJOR, ROM_API_MINOR,
 * ROM_PRODUCT, ROM_PROFILE, ROM_FLAGS and ROM_VIRTUAL_TOP.  rom/seal fills in the checksums and lengths.
 */
#include <vmi/calls.h>
#include <vmi/rom.h>
#include "code.h"
#include "nr_calls.h"

	.section .header, "a"
	.globl rom_header
rom_header:
	.word	VMI_ROM_SIGNATURE
	.byte	ROM_SIZE / VMI_ROM_UNIT

	/*
	 * Firmware far-calls this in 16-bit mode.  There is nothing to do, and
	 * AX = 0 says that no boot device was attached (PnP BIOS 1.0A, 3.3).
	 */
	.org	rom_header + VMI_ROM_OFF_ENTRY
	.code16
	xor	%ax, %ax
	lretw
	ROM_CODE

	.org	rom_header + VMI_ROM_OFF_CHECKSUM6
	.byte	0			/* some signing tools put the checksum here */

	.org	rom_header + VMI_ROM_OFF_VMI
	.long	VMI_ROM_VMI_SIGNATURE
	.byte	ROM_API_MINOR, ROM_API_MAJOR
	.byte	ROM_NR_CALLS

	.org	rom_header + VMI_ROM_OFF_VIRTUAL_TOP
	.long	ROM_VIRTUAL_TOP		/* 0: all linear addresses are the client's */

	.org	rom_header + VMI_ROM_OFF_LICENCE
	.word	licence
	.word	pcir
	.word	pnp
	.word	identity
	.word	ROM_PLACE

	.org	rom_header + 0x20
	/* 3.0 clients refuse a ROM without it, and print its version. */
pcir:
	.ascii	"PCIR"
	.word	VMI_PCI_VENDOR, VMI_PCI_DEVICE
	.word	0			/* no vital product data */
	.word	VMI_PCIR_SIZE
	.byte	0			/* revision */
	.byte	0, 0, 0xff		/* class ff: fits no other class */
	.word	ROM_SIZE / VMI_ROM_UNIT
	.byte	ROM_MINOR, ROM_MAJOR
	.byte	0			/* code type: PC-AT */
	.byte	0x80			/* last image */
	.word	0

	.org	rom_header + 0x40
	/*
	 * Without a PnP header SeaBIOS takes the ROM for a boot device and does
	 * not call it before boot; with one and no vectors it leaves it alone.
	 */
pnp:
	.ascii	"$PnP"
	.byte	1			/* revision */
	.byte	VMI_PNP_SIZE / 16
	.word	0			/* no further header */
	.byte	0
	.byte	0			/* checksum: rom/seal */
	.long	0			/* device id */
	.word	manufacturer, product
	.byte	0, 0, 0xff		/* device type */
	.byte	0			/* device indicators */
	.word	0, 0, 0, 0, 0		/* boot and disconnect vectors, reserved */
	.org	pnp + VMI_PNP_SIZE

licence:
	.asciz	"GPL v2"		/* 3.0 clients know just "GPL" and "GPL v2" */

	/* The linker's build-id note follows at once and completes the record. */
	.section .identity, "a"
identity:
	.ascii	"VbId"
	.word	VMI_ID_SIZE
	.word	ROM_FLAGS
	.word	profile
	.word	rom_code_end

	.section .strings, "a"
manufacturer:
	.asciz	"vmi-rom"
product:
	.asciz	ROM_PRODUCT
profile:
	.asciz	ROM_PROFILE

	.section .note.GNU-stack, "", @progbits
