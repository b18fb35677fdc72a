// SPDX-License-Identifier: GPL-2.0-only
/*
 * lists ELF           writes the assembler source of a blob's lists (vmi/place.h): fixups and returns
 * lists --returns ELF makes each return of the list what the list says that it is
 *
 * The compiler and the macro RETURN leave a jump to __x86_return_thunk for each return, and an access relative
 * to vmi_percpu for each word of the processor's.  So relocations tell where they are; the first ELF is one that
 * has them (ld -q), linked without lists, which are the last part of an image and move nothing.
 */
#include <elf.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <x86_64/vmi/place.h>
#include <x86_64/vmi/profile.h>

#define RETURN_THUNK "__x86_return_thunk"
#define PERCPU "vmi_percpu"
#define INLINE_END "inline_end_" /* and a body's name: rom/slot.h */

struct elf {
	unsigned char *byte;
	size_t size;
	const Elf64_Ehdr *header;
	const Elf64_Shdr *section;
	const Elf64_Sym *symbol;
	size_t nr_symbols;
	const char *names; /* of symbols */
};

struct list {
	unsigned int *at, *kind;
	size_t n;
};

static __attribute__((noreturn, format(printf, 1, 2))) void fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("lists: ", stderr);
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
	va_end(args);
	exit(1);
}

/* The linker made it a moment ago: it is what it says. */
static struct elf load(const char *file)
{
	struct elf elf = {0};
	FILE *f = fopen(file, "rb");
	long size;

	if (!f || fseek(f, 0, SEEK_END) || (size = ftell(f)) < (long)sizeof(Elf64_Ehdr))
		fail("%s: can't be read", file);
	rewind(f);
	elf.size = (size_t)size;
	elf.byte = malloc(elf.size);
	if (!elf.byte || fread(elf.byte, 1, elf.size, f) != elf.size)
		fail("%s: can't be read", file);
	fclose(f);
	elf.header = (const void *)elf.byte;
	if (memcmp(elf.byte, ELFMAG, SELFMAG) || elf.header->e_machine != EM_X86_64)
		fail("%s: is no ELF file for x86-64", file);
	elf.section = (const void *)(elf.byte + elf.header->e_shoff);
	for (int i = 0; i < elf.header->e_shnum; i++) {
		const Elf64_Shdr *s = &elf.section[i];

		if (s->sh_type != SHT_SYMTAB)
			continue;
		elf.symbol = (const void *)(elf.byte + s->sh_offset);
		elf.nr_symbols = s->sh_size / sizeof(Elf64_Sym);
		elf.names = (const char *)elf.byte + elf.section[s->sh_link].sh_offset;
	}
	if (!elf.symbol)
		fail("%s: has no symbols", file);
	return elf;
}

static const char *name_of(const struct elf *elf, const Elf64_Sym *symbol)
{
	return elf->names + symbol->st_name;
}

static void add(struct list *list, unsigned int at, unsigned int kind)
{
	list->at = realloc(list->at, (list->n + 1) * sizeof(*list->at));
	list->kind = realloc(list->kind, (list->n + 1) * sizeof(*list->kind));
	if (!list->at || !list->kind)
		fail("out of memory");
	for (size_t i = list->n++;; i--) {
		if (!i || list->at[i - 1] < at) {
			list->at[i] = at;
			list->kind[i] = kind;
			return;
		}
		list->at[i] = list->at[i - 1];
		list->kind[i] = list->kind[i - 1];
	}
}

/* The begin of the body that ends there: of its name, the nearest below, as two back ends have bodies of one name. */
static Elf64_Addr body_of(const struct elf *elf, const Elf64_Sym *end)
{
	const char *name = name_of(elf, end) + sizeof(INLINE_END) - 1;
	Elf64_Addr begin = 0;

	for (size_t i = 0; i < elf->nr_symbols; i++) {
		const Elf64_Sym *s = &elf->symbol[i];

		if (!strcmp(name_of(elf, s), name) && s->st_value < end->st_value && s->st_value > begin)
			begin = s->st_value;
	}
	if (!begin)
		fail("%s: there is no body of that name before it", name_of(elf, end));
	return begin + VMI_INLINE_SKIP;
}

/* Whether a site may hold the field, and its target stays where it is then. */
static int leaves_inline(const struct elf *elf, Elf64_Addr field, Elf64_Addr target)
{
	for (size_t i = 0; i < elf->nr_symbols; i++) {
		const Elf64_Sym *end = &elf->symbol[i];
		Elf64_Addr begin;

		if (strncmp(name_of(elf, end), INLINE_END, sizeof(INLINE_END) - 1) || end->st_value <= field)
			continue;
		begin = body_of(elf, end);
		if (field >= begin)
			return target < begin || target > end->st_value;
	}
	return 0;
}

static void look_at(const struct elf *elf, const Elf64_Shdr *code, const Elf64_Rela *r, struct list *fixups,
		    struct list *returns)
{
	const Elf64_Sym *symbol = &elf->symbol[ELF64_R_SYM(r->r_info)];
	const char *name = name_of(elf, symbol);
	unsigned int field = (unsigned int)r->r_offset;

	switch (ELF64_R_TYPE(r->r_info)) {
	case R_X86_64_32S:
		if (strcmp(name, PERCPU))
			fail("0x%x: an absolute address of %s", field, name);
		add(fixups, field, VMI_FIXUP_PERCPU);
		break;
	case R_X86_64_PC32:
	case R_X86_64_PLT32:
		if (!strcmp(name, RETURN_THUNK)) {
			if (elf->byte[code->sh_offset + field - 1 - code->sh_addr] != 0xe9)
				fail("0x%x: a use of %s that is no jump", field, name);
			add(returns, field - 1, 0);
		} else if (leaves_inline(elf, r->r_offset, symbol->st_value + (Elf64_Addr)r->r_addend + 4)) {
			add(fixups, field, VMI_FIXUP_REL32);
		}
		break;
	default:
		break;
	}
}

static void write_lists(const struct elf *elf)
{
	struct list fixups = {0}, returns = {0};

	for (int i = 0; i < elf->header->e_shnum; i++) {
		const Elf64_Shdr *s = &elf->section[i];
		const Elf64_Rela *r = (const void *)(elf->byte + s->sh_offset);

		const Elf64_Shdr *code = &elf->section[s->sh_info];

		if (s->sh_type != SHT_RELA || !(code->sh_flags & SHF_EXECINSTR))
			continue;
		for (size_t n = s->sh_size / sizeof(*r); n; n--, r++)
			look_at(elf, code, r, &fixups, &returns);
	}
	puts("\t.section .fixups, \"a\"");
	for (size_t i = 0; i < fixups.n; i++)
		printf("\t.long 0x%x\n\t.word %u, 0\n", fixups.at[i], fixups.kind[i]);
	puts("\t.section .returns, \"a\"");
	for (size_t i = 0; i < returns.n; i++)
		printf("\t.long 0x%x\n", returns.at[i]);
	puts("\t.section .note.GNU-stack, \"\", @progbits");
}

static const Elf64_Sym *find(const struct elf *elf, const char *name)
{
	for (size_t i = 0; i < elf->nr_symbols; i++)
		if (!strcmp(name_of(elf, &elf->symbol[i]), name))
			return &elf->symbol[i];
	fail("there is no symbol %s", name);
}

/* len bytes at an address in the section of that symbol. */
static unsigned char *bytes_at(const struct elf *elf, const Elf64_Sym *symbol, Elf64_Addr address, size_t len)
{
	const Elf64_Shdr *s = &elf->section[symbol->st_shndx];

	if (address < s->sh_addr || address - s->sh_addr > s->sh_size - len)
		fail("0x%lx: lies in another section than the lists", (unsigned long)address);
	return elf->byte + s->sh_offset + (address - s->sh_addr);
}

static void write_returns(const struct elf *elf, const char *file)
{
	static const unsigned char ret[VMI_RETURN_SIZE] = {0xc3, 0xcc, 0xcc, 0xcc, 0xcc};
	const Elf64_Sym *list = find(elf, "rom_returns"), *end = find(elf, "rom_lists_end");
	FILE *f;

	for (Elf64_Addr at = list->st_value; at < end->st_value; at += 4) {
		unsigned int where;

		memcpy(&where, bytes_at(elf, list, at, sizeof(where)), sizeof(where));
		memcpy(bytes_at(elf, list, where, sizeof(ret)), ret, sizeof(ret));
	}
	f = fopen(file, "wb");
	if (!f || fwrite(elf->byte, 1, elf->size, f) != elf->size || fclose(f))
		fail("%s: can't be written", file);
}

int main(int argc, char **argv)
{
	struct elf elf;

	if (argc != 2 && !(argc == 3 && !strcmp(argv[1], "--returns"))) {
		fprintf(stderr, "usage: lists [--returns] ELF\n");
		return 2;
	}
	elf = load(argv[argc - 1]);
	if (argc == 2)
		write_lists(&elf);
	else
		write_returns(&elf, argv[2]);
	free(elf.byte);
	return 0;
}
