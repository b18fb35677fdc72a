/* SPDX-License-Identifier: MIT */
/* The sentences, in a file of their own: a kernel that prints none does not link them. */
#include <vmi/loader.h>

static const char *const status_text[VMI_NR_STATUS] = {
#define VMI_STATUS(NAME, sentence) sentence,
#include <vmi/status.def>
};

VMI_CALLCONV const char *vmi_status_text(enum vmi_status status)
{
	if ((unsigned int)status >= VMI_NR_STATUS)
		return "unknown status";
	return status_text[status];
}
