/* SPDX-License-Identifier: MIT */
/*
 * What a client of 4.0 hands to Start: the structure that RDI points to.  It may lie on the caller's stack: a blob
 * copies of it what it keeps.
 */
#ifndef VMI_START_H
#define VMI_START_H

#define VMI_START_OFF_SIZE 0x00	       /* u32, bytes of the structure */
#define VMI_START_OFF_FEATURES 0x04    /* u32, VMI_CLIENT_* */
#define VMI_START_OFF_STATE_FRAME 0x08 /* u64, first pseudo-physical frame of the state area; the others follow */
#define VMI_START_OFF_IMAGE_FRAME 0x10 /* u64, that of the placed image */
#define VMI_START_OFF_BOOT_DATA 0x18   /* u64, linear address of what the platform gave the kernel at its entry; 0: none */
#define VMI_START_OFF_DIRECT 0x20      /* u64, linear address of the direct map: pseudo-physical address 0 */
#define VMI_START_OFF_PERCPU 0x28      /* s64, the processor's memory from its GS base */
#define VMI_START_OFF_PERCPU_FRAME 0x30 /* u64, its frame, on this processor */
#define VMI_START_SIZE 0x38	       /* bytes of the whole */

#ifndef __ASSEMBLER__
#include <stdint.h>

#include <vmi/language.h>

struct vmi_start_block {
	uint32_t size, features;
	uint64_t state_frame, image_frame;
	uint64_t boot_data;
	uint64_t direct;
	int64_t percpu;
	uint64_t percpu_frame;
};

VMI_STATIC_ASSERT(start_percpu, __builtin_offsetof(struct vmi_start_block, percpu) == VMI_START_OFF_PERCPU);
VMI_STATIC_ASSERT(start_size, sizeof(struct vmi_start_block) == VMI_START_SIZE);

#endif
#endif
