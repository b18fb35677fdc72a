/* SPDX-License-Identifier: MIT */
/*
 * The ROM image, byte by byte, little endian.  Offsets are for C and assembler;
 * the structs below are checked against them.
 *
 * Sources: docs/facts/vmi-3.0-client.md section 1 (header), PCI Firmware
 * Specification 3.0 section 5.1.2 (PCIR), Plug and Play BIOS Specification 1.0A
 * section 3.2 ($PnP).  The build-identity record is ours.
 */
#ifndef VMI_ROM_H
#define VMI_ROM_H

#include <vmi/profile.h>

#define VMI_ROM_SIGNATURE 0xAA55
#define VMI_ROM_VMI_SIGNATURE 0x696D5663 /* "cVmi" */
#define VMI_ROM_UNIT 512		 /* unit of the length byte */
#define VMI_ROM_STEP 2048		 /* a ROM begins on such a boundary */

/* Header */
#define VMI_ROM_OFF_SIGNATURE 0x00   /* u16 */
#define VMI_ROM_OFF_LENGTH 0x02	     /* u8, units of 512 bytes */
#define VMI_ROM_OFF_ENTRY 0x03	     /* 16-bit code, far-called by firmware */
#define VMI_ROM_OFF_CHECKSUM6 0x06   /* u8, left 0 for tools that sign here */
#define VMI_ROM_OFF_VMI 0x08	     /* u32 "cVmi" */
#define VMI_ROM_OFF_MINOR 0x0C	     /* u8 */
#define VMI_ROM_OFF_MAJOR 0x0D	     /* u8 */
#define VMI_ROM_OFF_SLOTS 0x0E	     /* u8, number of calls that the blob knows */
#define VMI_ROM_OFF_VIRTUAL_TOP 0x10 /* u32, first linear address that the client must leave free; 0: none */
#define VMI_ROM_OFF_LICENCE 0x16     /* u16, offset of a string */
#define VMI_ROM_OFF_PCI 0x18	     /* u16, offset of PCIR */
#define VMI_ROM_OFF_PNP 0x1A	     /* u16, offset of $PnP; 0: none */
#define VMI_ROM_OFF_IDENTITY 0x1C    /* u16, offset of the build identity; 0: none (ours) */
#define VMI_ROM_HEADER_SIZE 0x90     /* bytes */
#define VMI_ROM_OFF_SLOT0 0x100	     /* ours: the slots, each of VMI_ROM_SLOT_SIZE bytes */

/* PCI data structure */
#define VMI_PCIR_SIGNATURE 0x52494350 /* "PCIR" */
#define VMI_PCIR_OFF_VENDOR 0x04      /* u16, PCI vendor id */
#define VMI_PCIR_OFF_DEVICE 0x06      /* u16, PCI device id */
#define VMI_PCIR_OFF_SIZE 0x0A	      /* u16, bytes of this structure */
#define VMI_PCIR_OFF_LENGTH 0x10      /* u16, units of 512 bytes */
#define VMI_PCIR_OFF_ROM_MINOR 0x12   /* u8, version of the ROM itself */
#define VMI_PCIR_OFF_ROM_MAJOR 0x13   /* u8 */
#define VMI_PCIR_OFF_CODE_TYPE 0x14   /* u8, 0: PC-AT */
#define VMI_PCIR_OFF_LAST 0x15	      /* u8, bit 7: last image */
#define VMI_PCIR_SIZE 0x18	      /* bytes */
#define VMI_PCI_VENDOR 0x15AD	      /* the identity that 3.0 clients know */
#define VMI_PCI_DEVICE 0x0801

/* Plug and Play expansion header */
#define VMI_PNP_SIGNATURE 0x506E5024  /* "$PnP" */
#define VMI_PNP_OFF_MANUFACTURER 0x0E /* u16, offset of a string; 0: none */
#define VMI_PNP_OFF_PRODUCT 0x10      /* u16, offset of a string; 0: none */
#define VMI_PNP_OFF_BCV 0x16	      /* u16, boot connection vector; 0: none */
#define VMI_PNP_OFF_BEV 0x1A	      /* u16, bootstrap entry vector; 0: none */
#define VMI_PNP_SIZE 0x20	      /* bytes */

/*
 * Build identity (ours).  The same 20 bytes are the GNU build id of the .elf
 * that goes with the .rom.
 */
#define VMI_ID_SIGNATURE 0x64496256 /* "VbId" */
#define VMI_ID_OFF_SIZE 0x04	    /* u16, of the record */
#define VMI_ID_OFF_FLAGS 0x06	    /* u16, VMI_ID_* */
#define VMI_ID_OFF_PROFILE 0x08	    /* u16, offset of a string such as "i386 3.0" */
#define VMI_ID_OFF_CODE_END 0x0A    /* u16, first byte behind the code */
#define VMI_ID_OFF_BUILD_ID 0x1C    /* 20 bytes, behind the 16 bytes of the ELF note's header */
#define VMI_ID_SIZE 0x30	    /* bytes */
#define VMI_ID_BUILD_ID_LEN 20	    /* bytes */
/* IRET and SYSEXIT do what the instruction does: a client that has a native form may keep it. */
#define VMI_ID_KEEP_RETURNS 0x0001 /* flag: IRET and SYSEXIT may stay native */

/* Init: EAX = 0 done, else refused and nothing was changed. */
#define VMI_INIT_OK 0		  /* done */
#define VMI_INIT_NEEDS_START 2	   /* the blob works for clients of 3.1 only, which call Start */
#define VMI_INIT_NOT_PRIVILEGED 1 /* the blob is for bare hardware and CPL is not 0 */
#define VMI_INIT_WRONG_PLATFORM 3 /* not the platform that the blob is for */
#define VMI_INIT_NO_STATE 4	  /* the blob finds no place for its state: Start may */
#define VMI_INIT_OLD_PLATFORM 5	  /* the platform lacks something that the blob needs */

#ifndef __ASSEMBLER__
#include <stdint.h>

#include <vmi/language.h>

struct vmi_rom_header {
	uint16_t signature;
	uint8_t length;
	uint8_t entry[3];
	uint8_t checksum6;
	uint8_t pad7;
	uint32_t vmi_signature;
	uint8_t minor, major;
	uint8_t slots;
	uint8_t reserved_f;
	uint32_t virtual_top;
	uint16_t reserved_14;
	uint16_t licence;
	uint16_t pci;
	uint16_t pnp;
	uint16_t identity;
	uint16_t reserved_1e;
	uint8_t records[96];
	uint8_t entries[16]; /* code that is called in place: vmi/profile.h */
} __attribute__((packed));

#define VMI_ROM_AT(field, off) \
	VMI_STATIC_ASSERT(rom_##field, __builtin_offsetof(struct vmi_rom_header, field) == (off))
VMI_ROM_AT(checksum6, VMI_ROM_OFF_CHECKSUM6);
VMI_ROM_AT(vmi_signature, VMI_ROM_OFF_VMI);
VMI_ROM_AT(virtual_top, VMI_ROM_OFF_VIRTUAL_TOP);
VMI_ROM_AT(licence, VMI_ROM_OFF_LICENCE);
VMI_ROM_AT(identity, VMI_ROM_OFF_IDENTITY);
VMI_ROM_AT(entries, VMI_ROM_HEADER_SIZE - 16);
#undef VMI_ROM_AT
VMI_STATIC_ASSERT(rom_header_size, sizeof(struct vmi_rom_header) == VMI_ROM_HEADER_SIZE);

#endif
#endif
