/* SPDX-License-Identifier: MIT */
/*
 * Who may supply a ROM: a kernel's own word on which ROMs it takes, between check and bind.
 *
 *	static const char allowed[] =
 *		"f94c...2b51  vmi-native-i386.rom\n"
 *		"07d1...aa3e  vmi-xen-i386.rom\n";
 *
 *	status = vmi_bind_allowed(&rom, vmi_policy_sums, allowed, &mask, &caller, &binding);
 *
 * where else vmi_bind stands.  Each function is an object file of its own in the library, so
 * a kernel that has no policy carries none of it, and one with a policy of its own no hash.
 */
#ifndef VMI_POLICY_H
#define VMI_POLICY_H

#include <vmi/loader.h>

VMI_BEGIN_C

/* Whether a ROM that passed vmi_check may be run.  It reads the image, and calls nothing there. */
typedef VMI_CALLCONV bool vmi_policy_fn(const void *policy, const struct vmi_rom *rom);

/* init_result of a ROM that was not allowed: no code, since it didn't run. */
#define VMI_INIT_NOT_RUN 0xFFFFFFFFu

/*
 * bind, if allows(policy, rom) says so.  Else the status is VMI_NOT_ALLOWED, nothing of the
 * ROM has run, and a search goes on behind vmi_locate_refused, whatever version the ROM is of.
 *
 * Between the policy's look and the ROM's start nothing may write to the image: no device, no
 * other processor.  Firmware has called an option ROM's 16-bit entry long before.
 */
VMI_CALLCONV enum vmi_status vmi_bind_allowed(const struct vmi_rom *rom, vmi_policy_fn *allows,
					      const void *policy, const struct vmi_mask *mask,
					      const struct vmi_caller *caller, struct vmi_binding *binding);

/*
 * A policy: the ROMs whose SHA-256 is in a list, which is text as sha256sum writes it,
 * NUL-terminated.  A line that begins with 64 digits of 0-9 and a-f, and then ends or has
 * a blank, is a sum; any other allows nothing.  It takes some 200 bytes of stack.
 */
VMI_CALLCONV bool vmi_policy_sums(const void *sums, const struct vmi_rom *rom);

/* The SHA-256 of len bytes. */
#define VMI_SHA256_LEN 32
VMI_CALLCONV void vmi_sha256(const void *data, size_t len, uint8_t sum[VMI_SHA256_LEN]);

VMI_END_C

#endif
