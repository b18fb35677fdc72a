// SPDX-License-Identifier: GPL-2.0-only
#include "kernel_sites.h"

#include <vmi/site.h>

#include <gelf.h>
#include <stdio.h>
#include <string.h>

/* Records are alike in all architectures. */
#define SECTION ".vmi_sites"
#define SHORTEST 5
#define LONGEST 129

bool is_elf(const struct image *file)
{
	return image_has(file, 0, SELFMAG) && !memcmp(file->byte, ELFMAG, SELFMAG);
}

static const char *count(const Elf_Data *data, struct kernel_sites *sites)
{
	static char why[120];
	size_t nr = data->d_size / sizeof(struct vmi_site);

	if (data->d_size % sizeof(struct vmi_site))
		return "its section " SECTION " ends within a record";
	for (size_t i = 0; i < nr; i++) {
		struct vmi_site site;

		memcpy(&site, (const uint8_t *)data->d_buf + i * sizeof(site), sizeof(site));
		if (site.call >= VMI_CALL_LIMIT || site.len < SHORTEST || site.len > LONGEST) {
			snprintf(why, sizeof(why),
				 "record %zu of its section " SECTION " is none: call %u, %u bytes", i,
				 site.call, site.len);
			return why;
		}
		sites->of_call[site.call]++;
		sites->nr++;
	}
	return NULL;
}

/* libelf passes over a table that the file has not all of: a file that is cut looks like one without
 * sections. */
static bool has_table(Elf *elf, size_t size)
{
	GElf_Ehdr header;

	return gelf_getehdr(elf, &header) && header.e_shoff <= size &&
	       (size_t)header.e_shnum * header.e_shentsize <= size - header.e_shoff;
}

static const char *find_profile(Elf *elf, struct kernel_sites *sites)
{
	GElf_Ehdr header;

	if (!gelf_getehdr(elf, &header))
		return "a damaged ELF file";
	sites->profile = profile_of_machine(header.e_machine);
	return sites->profile ? NULL : "is for another processor than i386 and x86-64";
}

static const char *read_sections(Elf *elf, size_t size, struct kernel_sites *sites)
{
	Elf_Scn *section = NULL;
	bool found = false;
	size_t names;

	if (elf_kind(elf) != ELF_K_ELF || elf_getshdrstrndx(elf, &names))
		return "a damaged ELF file, or one without sections";
	if (!has_table(elf, size))
		return "a damaged ELF file: its table of sections is not all there";
	while ((section = elf_nextscn(elf, section))) {
		const char *name, *why;
		Elf_Data *data;
		GElf_Shdr header;

		if (!gelf_getshdr(section, &header))
			return "a damaged ELF file: a section's header is not all there";
		name = elf_strptr(elf, names, header.sh_name);
		if (!name || strcmp(name, SECTION))
			continue;
		if (header.sh_type != SHT_PROGBITS || header.sh_flags & SHF_COMPRESSED)
			return "its section " SECTION " has no records, as in a file of debug information";
		data = elf_rawdata(section, NULL);
		if (!data || data->d_size != header.sh_size || (data->d_size && !data->d_buf))
			return "a damaged ELF file: section " SECTION " is not all there";
		why = count(data, sites);
		if (why)
			return why;
		found = true;
	}
	if (!found)
		return "has no section " SECTION
		       ", where the macros of <vmi/site.h> leave a record of each site";
	return sites->nr ? NULL : "has no call site: its section " SECTION " is empty";
}

const char *read_kernel_sites(const struct image *file, struct kernel_sites *sites)
{
	const char *why;
	Elf *elf;

	memset(sites, 0, sizeof(*sites));
	if (!is_elf(file))
		return "not an ELF file";
	/* libelf wants to hear that its caller knows the format's version. */
	if (elf_version(EV_CURRENT) == EV_NONE)
		return "libelf is older than the format";
	elf = elf_memory((char *)file->byte, file->size);
	if (!elf)
		return "a damaged ELF file";
	why = read_sections(elf, file->size, sites);
	if (!why)
		why = find_profile(elf, sites);
	elf_end(elf);
	return why;
}
