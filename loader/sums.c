/* SPDX-License-Identifier: MIT */
/* A policy: the ROMs whose SHA-256 stands in a list. */
#include <vmi/policy.h>

/* Whether the sum stands at the beginning of the line, and no digit more. */
static bool line_has(const char *line, const uint8_t sum[VMI_SHA256_LEN])
{
	for (unsigned int i = 0; i < 2 * VMI_SHA256_LEN; i++)
		if (line[i] != "0123456789abcdef"[sum[i / 2] >> (i % 2 ? 0 : 4) & 15])
			return false;
	return (unsigned char)line[2 * VMI_SHA256_LEN] <= ' ';
}

VMI_CALLCONV bool vmi_policy_sums(const void *sums, const struct vmi_rom *rom)
{
	uint8_t sum[VMI_SHA256_LEN];
	const char *line = sums;

	vmi_sha256(rom->base, rom->size, sum);
	for (;;) {
		if (line_has(line, sum))
			return true;
		while (*line && *line != '\n')
			line++;
		if (!*line++)
			return false;
	}
}
