/* SPDX-License-Identifier: MIT */
/* What x86-64 adds to the structures of <vmi/loader.h> and <vmi/site.h>.  Each architecture has this file in a folder of its own. */
#ifndef VMI_OWN_H
#define VMI_OWN_H

/* Flag of a site's record: no call can be made there; of EnterTrap's sites without saying.  Assembler: VMI_SwapGS VMI_SITE_INLINE_ONLY. */
#define VMI_SITE_INLINE_ONLY 1

/*
 * In struct vmi_search: how multiboot is to be read, which is what the kernel got from whoever started it.  One of
 * the functions below, or the kernel's own; NULL: no modules.
 */
#define VMI_SEARCH_OWN \
	vmi_list_fn *list; \
	vmi_word_t in_module; /* the loader's: the window is a module by now */
#define VMI_SEARCH_OWN_WORDS 2

/*
 * In struct vmi_start, beside frame, which is the state area's; area and pages mean nothing here, since the state follows
 * the placed image.
 */
#define VMI_START_OWN \
	vmi_word_t image_frame;	 /* first pseudo-physical frame of the placed image */ \
	vmi_word_t direct;	 /* linear address of pseudo-physical address 0, from where all memory is mapped */ \
	intptr_t percpu;	 /* of the processor's memory from its GS base, as in struct vmi_place */ \
	vmi_word_t percpu_frame; /* this processor's */
#define VMI_START_OWN_WORDS 4

#ifndef __ASSEMBLER__
#include <stddef.h>

#include <vmi/language.h>

VMI_BEGIN_C

struct vmi_search;
/* The next module that is mapped, and its length in bytes; NULL: there is none. */
typedef const void *vmi_list_fn(struct vmi_search *search, size_t *len);

/* multiboot is the multiboot 2 information. */
vmi_list_fn vmi_list_multiboot2;
/* multiboot is the hvm_start_info of a PVH kernel. */
vmi_list_fn vmi_list_pvh;
/* multiboot is the start_info page of a Xen PV domain; its one module need not be in physical memory. */
vmi_list_fn vmi_list_xen;
/* multiboot is the EFI system table: a configuration table with VMI_UEFI_GUID is an image, in memory that stays. */
vmi_list_fn vmi_list_uefi;
#define VMI_UEFI_GUID 0x98c15d45, 0xd65d, 0x4854, {0xb3, 0x6b, 0x95, 0x06, 0x8e, 0x42, 0xdf, 0x7a}
VMI_END_C

#endif

#endif
