// SPDX-License-Identifier: GPL-2.0-only
#include "emulate_inside.h"
#include "registers.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE_UP(x) PAGE_DOWN((x) + PAGE - 1)

/* Behind EMULATE_DS, the same for other privilege levels. */
#define LEVEL1_CS 0x18u
#define LEVEL1_DS 0x20u
#define LEVEL3_CS 0x28u
#define LEVEL3_DS 0x30u
#define TO_LEVEL (EMULATE_RETURN + 0x10) /* an IRET */

static const int REGISTERS[] = {UC_X86_REG_EAX, UC_X86_REG_ECX,   UC_X86_REG_EDX, UC_X86_REG_EBX,
				UC_X86_REG_ESP, UC_X86_REG_EBP,   UC_X86_REG_ESI, UC_X86_REG_EDI,
				UC_X86_REG_EIP, UC_X86_REG_EFLAGS};
#define NR_REGISTERS (sizeof(REGISTERS) / sizeof(REGISTERS[0]))
_Static_assert(sizeof(struct emulate_regs) == NR_REGISTERS * sizeof(uint32_t),
	       "one for each field, in order");

static bool in_image(const struct emulator *e, uint64_t address)
{
	return address - e->base < e->size;
}

static const char *place(const struct emulator *e, uint64_t address, char *text, size_t size)
{
	if (in_image(e, address))
		snprintf(text, size, "image + 0x%" PRIx64, address - e->base);
	else
		snprintf(text, size, "0x%08" PRIx64, address);
	return text;
}

static void stop(struct emulator *e, enum emulate_end end, const char *what, uint64_t address)
{
	char at[32], to[32];

	if (e->stopped)
		return;
	e->stopped = true;
	e->end = end;
	place(e, register_get64(e->uc, e->pc), at, sizeof(at));
	if (what)
		snprintf(e->why, sizeof(e->why), "at %s: %s %s", at, what, place(e, address, to, sizeof(to)));
	uc_emu_stop(e->uc);
}

void emulate_stop(struct emulator *e, enum emulate_end end, const char *what)
{
	char at[32];

	if (e->stopped)
		return;
	place(e, register_get64(e->uc, e->pc), at, sizeof(at));
	snprintf(e->why, sizeof(e->why), "at %s: %s", at, what);
	stop(e, end, NULL, 0);
}

static void on_code(uc_engine *uc, uint64_t address, uint32_t size, void *data)
{
	struct emulator *e = data;

	(void)uc, (void)address, (void)size;
	if (e->left-- == 0)
		emulate_stop(e, EMULATE_HUNG, "still running at the instruction limit");
}

static void on_interrupt(uc_engine *uc, uint32_t number, void *data)
{
	char what[40];

	(void)uc;
	snprintf(what, sizeof(what), "interrupt or exception %u", number);
	emulate_stop(data, EMULATE_FAULTED, what);
}

static bool on_invalid(uc_engine *uc, uc_mem_type type, uint64_t address, int size, int64_t value, void *data)
{
	struct emulator *e = data;
	bool write = type == UC_MEM_WRITE_UNMAPPED || type == UC_MEM_WRITE_PROT;
	bool fetch = type == UC_MEM_FETCH_UNMAPPED || type == UC_MEM_FETCH_PROT;

	(void)uc, (void)size, (void)value;
	if (write && in_image(e, address))
		stop(e, EMULATE_WROTE_IMAGE, "writes to its own", address);
	else
		stop(e, EMULATE_FAULTED, write ? "writes to" : fetch ? "jumps to" : "reads from", address);
	return false;
}

static void on_out(uc_engine *uc, uint32_t port, int size, uint32_t value, void *data)
{
	struct emulator *e = data;

	(void)uc, (void)size, (void)value;
	e->out_port = port;
}

/* unicorn takes every hook's function as a void pointer, which ISO C has no cast for. */
bool emulate_hook(struct emulator *e, int type, void *function)
{
	uc_hook handle;

	return uc_hook_add(e->uc, &handle, type, function, e, 1, 0) == UC_ERR_OK;
}

bool emulate_map_image(struct emulator *e, const struct image *image)
{
	uint64_t first = e->base & ~(uint64_t)(PAGE - 1);
	uint32_t len = PAGE_UP(e->base + e->size) - first;
	/* ff ff is no instruction: running off the image's end is seen. */
	uint8_t *filled = malloc(len);
	bool ok;

	if (!filled)
		return false;
	memset(filled, 0xff, len);
	memcpy(filled + (e->base - first), image->byte, e->size);
	ok = uc_mem_map(e->uc, first, len, UC_PROT_READ | UC_PROT_EXEC) == UC_ERR_OK &&
	     uc_mem_write(e->uc, first, filled, len) == UC_ERR_OK;
	free(filled);
	return ok;
}

bool emulate_load_gdt(struct emulator *e, const uint64_t *entries, size_t nr)
{
	const uc_x86_mmr gdtr = {.base = EMULATE_GDT, .limit = (uint32_t)(nr * sizeof(*entries) - 1)};

	return uc_mem_write(e->uc, EMULATE_GDT, entries, nr * sizeof(*entries)) == UC_ERR_OK &&
	       uc_reg_write(e->uc, UC_X86_REG_GDTR, &gdtr) == UC_ERR_OK;
}

/* A GDT in a page of its own, so that what loads or returns to segments works as on a real processor. */
static bool load_segments(struct emulator *e)
{
	static const uint64_t gdt[] = {0,
				       0x00cf9b000000ffff,
				       0x00cf93000000ffff,
				       [LEVEL1_CS / 8] = 0x00cfbb000000ffff,
				       [LEVEL1_DS / 8] = 0x00cfb3000000ffff,
				       [LEVEL3_CS / 8] = 0x00cffb000000ffff,
				       [LEVEL3_DS / 8] = 0x00cff3000000ffff};
	static const int data_segments[] = {UC_X86_REG_SS, UC_X86_REG_DS, UC_X86_REG_ES, UC_X86_REG_FS,
					    UC_X86_REG_GS};
	const uint32_t cs = EMULATE_CS, ds = EMULATE_DS;

	/* Writable: the processor marks descriptors as accessed. */
	if (uc_mem_map(e->uc, EMULATE_GDT, PAGE, UC_PROT_READ | UC_PROT_WRITE) != UC_ERR_OK ||
	    !emulate_load_gdt(e, gdt, sizeof(gdt) / sizeof(gdt[0])) ||
	    uc_reg_write(e->uc, UC_X86_REG_CS, &cs) != UC_ERR_OK)
		return false;
	for (unsigned int i = 0; i < sizeof(data_segments) / sizeof(data_segments[0]); i++)
		if (uc_reg_write(e->uc, data_segments[i], &ds) != UC_ERR_OK)
			return false;
	return true;
}

bool emulate_map_rest(struct emulator *e)
{
	const int rw = UC_PROT_READ | UC_PROT_WRITE;
	uc_hook handle;

	return uc_mem_map(e->uc, EMULATE_STACK, EMULATE_STACK_SIZE, rw) == UC_ERR_OK &&
	       uc_mem_map(e->uc, EMULATE_DATA, EMULATE_DATA_SIZE, rw) == UC_ERR_OK &&
	       uc_mem_map(e->uc, EMULATE_RETURN, PAGE, UC_PROT_READ | UC_PROT_EXEC) == UC_ERR_OK &&
	       emulate_hook(e, UC_HOOK_CODE, (void *)on_code) &&
	       emulate_hook(e, UC_HOOK_INTR, (void *)on_interrupt) &&
	       emulate_hook(e, UC_HOOK_MEM_INVALID, (void *)on_invalid) &&
	       uc_hook_add(e->uc, &handle, UC_HOOK_INSN, (void *)on_out, e, 1, 0, UC_X86_INS_OUT) ==
		       UC_ERR_OK;
}

struct emulator *emulate_open(const struct image *image, uint32_t base)
{
	struct emulator *e = calloc(1, sizeof(*e));

	if (!e)
		return NULL;
	e->base = base;
	e->pc = UC_X86_REG_EIP;
	e->flags = UC_X86_REG_EFLAGS;
	e->size = image->size < IMAGE_ROM_LIMIT ? image->size : IMAGE_ROM_LIMIT;
	if (uc_open(UC_ARCH_X86, UC_MODE_32, &e->uc) == UC_ERR_OK && emulate_map_image(e, image) &&
	    emulate_map_rest(e) && load_segments(e) && (base >= EMULATE_LOW_SIZE || emulate_low_paging(e)))
		return e;
	emulate_close(e);
	return NULL;
}

void emulate_close(struct emulator *e)
{
	if (!e)
		return;
	if (e->uc)
		uc_close(e->uc);
	free(e);
}

void emulate_junk(struct emulate_regs *regs)
{
	*regs = (struct emulate_regs){
		.eax = 0xA1A1A1A1,
		.ecx = 0xC2C2C2C2,
		.edx = 0xD3D3D3D3,
		.ebx = 0xB4B4B4B4,
		.esp = EMULATE_STACK + EMULATE_STACK_SIZE - 256,
		.ebp = 0xE5E5E5E5,
		.esi = 0x56565656,
		.edi = 0xD7D7D7D7,
		.eflags = 2,
	};
}

/* By an IRET, as on a real processor: to write the selectors is not enough. */
bool emulate_level(struct emulator *e, unsigned int level)
{
	static const int data_segments[] = {UC_X86_REG_DS, UC_X86_REG_ES, UC_X86_REG_FS, UC_X86_REG_GS};
	const uint32_t cs = (level == 1 ? LEVEL1_CS : LEVEL3_CS) | level;
	const uint32_t ds = (level == 1 ? LEVEL1_DS : LEVEL3_DS) | level;
	const uint32_t top = EMULATE_STACK + EMULATE_STACK_SIZE - 256;
	const uint32_t frame[] = {EMULATE_RETURN, cs, 2, top, ds};
	const uint32_t esp = top - sizeof(frame);
	const uint8_t iret = 0xcf;

	e->left = e->limit = EMULATE_LIMIT;
	e->stopped = false;
	if (!emulate_poke(e, TO_LEVEL, &iret, 1) || !emulate_poke(e, esp, frame, sizeof(frame)) ||
	    uc_reg_write(e->uc, UC_X86_REG_ESP, &esp) != UC_ERR_OK ||
	    uc_emu_start(e->uc, TO_LEVEL, EMULATE_RETURN, 0, 0) != UC_ERR_OK || e->stopped)
		return false;
	for (unsigned int i = 0; i < sizeof(data_segments) / sizeof(data_segments[0]); i++)
		if (uc_reg_write(e->uc, data_segments[i], &ds) != UC_ERR_OK)
			return false;
	return register_get(e->uc, UC_X86_REG_CS) == cs;
}

/* One stretch up to an end or an HLT; true if it was an HLT that an interrupt would end. */
static bool stretch(struct emulator *e)
{
	uc_err error = uc_emu_start(e->uc, register_get64(e->uc, e->pc), EMULATE_RETURN, 0, 0);

	if (e->stopped)
		return false;
	if (error != UC_ERR_OK) {
		emulate_stop(e, EMULATE_FAULTED, uc_strerror(error));
		return false;
	}
	if (register_get64(e->uc, e->pc) == EMULATE_RETURN) {
		e->end = EMULATE_RETURNED;
		return false;
	}
	/* Without an error and short of the end, unicorn stops for HLT only. */
	if (register_get64(e->uc, e->flags) & EMULATE_FLAG_IF)
		return true;
	emulate_stop(e, EMULATE_HALTED, "halts with interrupts off");
	return false;
}

enum emulate_end emulate_go(struct emulator *e, uint32_t limit)
{
	e->left = e->limit = limit;
	e->stopped = false;
	e->out_port = -1;
	e->why[0] = 0;
	while (stretch(e))
		;
	return e->end;
}

enum emulate_end emulate_run(struct emulator *e, struct emulate_regs *regs, uint32_t limit)
{
	uint32_t *value = (uint32_t *)regs;

	for (unsigned int i = 0; i < NR_REGISTERS; i++)
		uc_reg_write(e->uc, REGISTERS[i], &value[i]);
	emulate_go(e, limit);
	for (unsigned int i = 0; i < NR_REGISTERS; i++)
		value[i] = register_get(e->uc, REGISTERS[i]);
	return e->end;
}

enum emulate_end emulate_call(struct emulator *e, uint32_t entry, struct emulate_regs *regs,
			      const uint32_t *words, unsigned int nr, uint32_t limit)
{
	const uint32_t back = EMULATE_RETURN;

	for (unsigned int i = nr; i-- > 0;) {
		regs->esp -= 4;
		emulate_poke(e, regs->esp, &words[i], 4);
	}
	regs->esp -= 4;
	emulate_poke(e, regs->esp, &back, 4);
	regs->eip = entry;
	return emulate_run(e, regs, limit);
}

uint32_t emulate_taken(const struct emulator *e)
{
	/* At the limit, left has gone round. */
	return e->left < e->limit ? e->limit - e->left : e->limit;
}

const char *emulate_why(const struct emulator *e)
{
	return e->why;
}

int emulate_out_port(const struct emulator *e)
{
	return e->out_port;
}

bool emulate_peek(struct emulator *e, uint64_t address, void *bytes, size_t len)
{
	return uc_mem_read(e->uc, address, bytes, len) == UC_ERR_OK;
}

bool emulate_poke(struct emulator *e, uint64_t address, const void *bytes, size_t len)
{
	return uc_mem_write(e->uc, address, bytes, len) == UC_ERR_OK;
}
