// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE // memmem
#include "traces.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

const char *dump_open(const char *path, struct dump *dump)
{
	int fd = strcmp(path, "-") ? open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY) : dup(STDIN_FILENO);
	const char *why = NULL;
	struct stat is;

	if (fd < 0)
		return strerror(errno);
	if (fstat(fd, &is) < 0)
		why = strerror(errno);
	else if (!S_ISREG(is.st_mode))
		why = S_ISDIR(is.st_mode) ? strerror(EISDIR) : "is no file that can be mapped";
	else if (!is.st_size)
		why = "is empty";
	if (!why) {
		dump->size = is.st_size;
		dump->byte = mmap(NULL, dump->size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (dump->byte == MAP_FAILED)
			why = strerror(errno);
	}
	close(fd);
	return why;
}

void dump_close(struct dump *dump)
{
	munmap((void *)dump->byte, dump->size);
}

/* A header that something else than a trace could have: the words of a program that looks for one. */
static int is_trace(const struct dump *dump, size_t at, const struct vmi_trace_header *header)
{
	return dump->size - at >= VMI_TRACE_PAGES * VMI_TRACE_PAGE && header->linear % VMI_TRACE_PAGE == 0 &&
	       header->linear;
}

long trace_find(const struct dump *dump, size_t *at, struct vmi_trace_header *header)
{
	static const uint32_t magic[] = {VMI_TRACE_MAGIC_0, VMI_TRACE_MAGIC_1, VMI_TRACE_MAGIC_2,
					 VMI_TRACE_MAGIC_3};
	const uint8_t *found;

	while (*at < dump->size &&
	       (found = memmem(dump->byte + *at, dump->size - *at, magic, sizeof(magic)))) {
		size_t where = found - dump->byte;

		*at = where + sizeof(magic);
		if (dump->size - where < sizeof(*header))
			break;
		memcpy(header, found, sizeof(*header));
		if (is_trace(dump, where, header))
			return where;
	}
	return -1;
}

void trace_cpu(const struct dump *dump, long trace, unsigned int cpu, struct vmi_trace_cpu *part)
{
	memcpy(part, dump->byte + trace + (1 + cpu) * VMI_TRACE_PAGE, sizeof(*part));
}

unsigned int trace_kept(const struct vmi_trace_cpu *part)
{
	return part->next < VMI_TRACE_CALLS ? part->next : VMI_TRACE_CALLS;
}

const struct vmi_trace_call *trace_call(const struct vmi_trace_cpu *part, unsigned int n)
{
	return &part->calls[(part->next - trace_kept(part) + n) % VMI_TRACE_CALLS];
}
