// SPDX-License-Identifier: GPL-2.0-only
#include "emulate16.h"
#include "bios16.h"
#include "registers.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vmi/rom.h>

#define STACK_SEGMENT 0x1000u
#define STACK_POINTER 0x0800u
#define SCREEN 0xA0000u /* memory of a card, which the card may change */
#define SCREEN_END 0xBFFFFu
#define INVALID_OPCODE 6
#define TIMER_OF_USER 0x1C
/* Instructions after the limit in which a loop must have come round to be called one without end. */
#define WATCH 100000u

static const int WATCHED[] = {UC_X86_REG_EAX,    UC_X86_REG_ECX, UC_X86_REG_EDX, UC_X86_REG_EBX,
			      UC_X86_REG_ESP,    UC_X86_REG_EBP, UC_X86_REG_ESI, UC_X86_REG_EDI,
			      UC_X86_REG_EFLAGS, UC_X86_REG_DS,  UC_X86_REG_ES,  UC_X86_REG_SS,
			      UC_X86_REG_FS,     UC_X86_REG_GS};
#define NR_WATCHED (sizeof(WATCHED) / sizeof(WATCHED[0]))

struct entry16 {
	uc_engine *uc;
	uint64_t done; /* instructions, and those that a halt would have taken */
	uint64_t next_tick;
	uint32_t at; /* linear address of the last instruction: IP itself is not kept up to date */
	enum { RUNS, TICK, INTERRUPT, LIMIT, LOOP } stop;
	unsigned int number; /* of the interrupt */

	/* The watch for a loop that nothing can end. */
	bool watching, outside; /* outside: something from beyond the ROM, or in memory, changes */
	uint32_t watch_at;
	uint32_t watched[NR_WATCHED];
};

static void stop(struct entry16 *e, int why)
{
	e->stop = why;
	uc_emu_stop(e->uc);
}

static void read_watched(struct entry16 *e, uint32_t *values)
{
	for (unsigned int i = 0; i < NR_WATCHED; i++)
		values[i] = register_get(e->uc, WATCHED[i]);
}

/*
 * The same registers at the same place, and meanwhile memory has not changed and nothing was read that
 * anything else could change: it will go on like this for ever.
 */
static void watch(struct entry16 *e)
{
	uint32_t now[NR_WATCHED];

	if (e->at != e->watch_at)
		return;
	read_watched(e, now);
	if (!e->outside && !memcmp(now, e->watched, sizeof(now)))
		stop(e, LOOP);
	e->outside = false;
	memcpy(e->watched, now, sizeof(now));
}

static void on_code(uc_engine *uc, uint64_t address, uint32_t size, void *data)
{
	struct entry16 *e = data;

	(void)size;
	e->at = address;
	if (e->watching)
		watch(e);
	else if (e->done >= e->next_tick && register_get(uc, UC_X86_REG_EFLAGS) & EMULATE_FLAG_IF)
		stop(e, TICK);
	if (e->stop == RUNS && ++e->done >= ENTRY16_LIMIT + (e->watching ? WATCH : 0))
		stop(e, LIMIT);
}

static void on_interrupt(uc_engine *uc, uint32_t number, void *data)
{
	struct entry16 *e = data;

	(void)uc;
	e->outside = true;
	e->number = number;
	stop(e, INTERRUPT);
}

static uint32_t on_in(uc_engine *uc, uint32_t port, int size, void *data)
{
	(void)uc, (void)port, (void)size;
	((struct entry16 *)data)->outside = true;
	return UINT32_MAX; /* nobody answers */
}

static void on_read(uc_engine *uc, uc_mem_type type, uint64_t address, int size, int64_t value, void *data)
{
	(void)uc, (void)type, (void)address, (void)size, (void)value;
	((struct entry16 *)data)->outside = true;
}

static void on_write(uc_engine *uc, uc_mem_type type, uint64_t address, int size, int64_t value, void *data)
{
	struct entry16 *e = data;
	uint64_t old = 0;

	(void)type;
	if (e->watching && (uc_mem_read(uc, address, &old, size) != UC_ERR_OK || memcmp(&old, &value, size)))
		e->outside = true;
}

static bool hook(struct entry16 *e, int type, void *function, uint64_t first, uint64_t last)
{
	uc_hook handle;

	return uc_hook_add(e->uc, &handle, type, function, e, first, last) == UC_ERR_OK;
}

static bool add_hooks(struct entry16 *e)
{
	uc_hook handle;

	return hook(e, UC_HOOK_CODE, (void *)on_code, 1, 0) &&
	       hook(e, UC_HOOK_INTR, (void *)on_interrupt, 1, 0) &&
	       uc_hook_add(e->uc, &handle, UC_HOOK_INSN, (void *)on_in, e, 1, 0, UC_X86_INS_IN) == UC_ERR_OK;
}

/*
 * Not before they are needed: with a hook of reads, unicorn 2.0 takes a far return to the wrong place.
 * What was translated without them must go.
 */
static bool begin_watch(struct entry16 *e)
{
	e->watching = e->outside = true;
	e->watch_at = e->at;
	return hook(e, UC_HOOK_MEM_READ, (void *)on_read, BIOS16_DATA, BIOS16_DATA_END) &&
	       hook(e, UC_HOOK_MEM_READ, (void *)on_read, SCREEN, SCREEN_END) &&
	       hook(e, UC_HOOK_MEM_WRITE, (void *)on_write, 1, 0) &&
	       uc_ctl_remove_cache(e->uc, 0, BIOS16_MEMORY) == UC_ERR_OK;
}

static void set_registers(struct entry16 *e)
{
	const uint16_t back[] = {BIOS16_RETURN, BIOS16_SEGMENT};

	uc_mem_write(e->uc, STACK_SEGMENT * 16 + STACK_POINTER, back, sizeof(back));
	register_set16(e->uc, UC_X86_REG_CS, ENTRY16_SEGMENT);
	register_set16(e->uc, UC_X86_REG_SS, STACK_SEGMENT);
	register_set16(e->uc, UC_X86_REG_SP, STACK_POINTER);
	register_set16(e->uc, UC_X86_REG_AX, ENTRY16_AX);
	register_set16(e->uc, UC_X86_REG_BX, 0xffff); /* no card that ISA PnP has isolated */
	register_set16(e->uc, UC_X86_REG_DX, 0xffff);
	register_set16(e->uc, UC_X86_REG_ES, BIOS16_SEGMENT);
	register_set16(e->uc, UC_X86_REG_DI, BIOS16_PNP);
	register_set(e->uc, UC_X86_REG_EFLAGS, EMULATE_FLAG_IF | 2);
}

struct entry16 *entry16_open(const struct image *image)
{
	struct entry16 *e = calloc(1, sizeof(*e));

	if (!e)
		return NULL;
	if (uc_open(UC_ARCH_X86, UC_MODE_16, &e->uc) == UC_ERR_OK &&
	    bios16_set_up(e->uc, image, ENTRY16_SEGMENT) && add_hooks(e)) {
		set_registers(e);
		return e;
	}
	entry16_close(e);
	return NULL;
}

void entry16_close(struct entry16 *e)
{
	if (!e)
		return;
	if (e->uc)
		uc_close(e->uc);
	free(e);
}

static void push(uc_engine *uc, uint16_t value)
{
	uint16_t sp = register_get(uc, UC_X86_REG_SP) - 2;

	register_set16(uc, UC_X86_REG_SP, sp);
	uc_mem_write(uc, (register_get(uc, UC_X86_REG_SS) & 0xffff) * 16 + sp, &value, sizeof(value));
}

static uint32_t linear(uc_engine *uc, uint16_t ip)
{
	return (register_get(uc, UC_X86_REG_CS) & 0xffff) * 16 + ip;
}

static uint16_t last_ip(const struct entry16 *e)
{
	return e->at - (register_get(e->uc, UC_X86_REG_CS) & 0xffff) * 16;
}

/* As the processor does; ip is where it will go on. Returns the linear address of the handler. */
static uint32_t deliver(struct entry16 *e, unsigned int number, uint16_t ip)
{
	uint32_t vector = bios16_vector(e->uc, number), flags = register_get(e->uc, UC_X86_REG_EFLAGS);

	push(e->uc, flags);
	push(e->uc, register_get(e->uc, UC_X86_REG_CS));
	push(e->uc, ip);
	flags &= ~EMULATE_FLAG_IF;
	register_set(e->uc, UC_X86_REG_EFLAGS, flags);
	register_set16(e->uc, UC_X86_REG_CS, vector >> 16);
	return linear(e->uc, vector & 0xffff);
}

static uint32_t tick(struct entry16 *e, uint16_t ip)
{
	e->next_tick = e->done + ENTRY16_TICK;
	return deliver(e, BIOS16_TICK, ip);
}

/* Whether the last instruction was one that asks for an interrupt: int3, int n, into, int1. */
static bool asked_for(const struct entry16 *e)
{
	uint8_t opcode = 0;

	uc_mem_read(e->uc, e->at, &opcode, 1);
	return opcode == 0xcc || opcode == 0xcd || opcode == 0xce || opcode == 0xf1;
}

static void __attribute__((format(printf, 4, 5)))
finish(const struct entry16 *e, struct entry16_result *result, enum emulate_end end, const char *format, ...)
{
	int at = snprintf(result->why, sizeof(result->why),
			  "at %04x:%04x: ", register_get(e->uc, UC_X86_REG_CS) & 0xffff, last_ip(e));
	va_list ap;

	va_start(ap, format);
	vsnprintf(result->why + at, sizeof(result->why) - at, format, ap);
	va_end(ap);
	result->end = end;
}

static bool ticks_are_only_the_bios(const struct entry16 *e)
{
	return bios16_owns(bios16_vector(e->uc, BIOS16_TICK)) &&
	       bios16_owns(bios16_vector(e->uc, TIMER_OF_USER));
}

/* True to go on from *pc. */
static bool interrupted(struct entry16 *e, uint32_t *pc, struct entry16_result *result)
{
	bool asked = asked_for(e);
	uint16_t ip = asked ? register_get(e->uc, UC_X86_REG_EIP) : last_ip(e);

	if (!bios16_owns(bios16_vector(e->uc, e->number))) {
		*pc = deliver(e, e->number, ip);
		return true;
	}
	if (!asked) {
		finish(e, result, EMULATE_FAULTED, "exception %u", e->number);
		return false;
	}
	bios16_serve(e->uc, e->number);
	*pc = linear(e->uc, ip);
	return true;
}

static bool limited(struct entry16 *e, struct entry16_result *result)
{
	if (!e->watching && ticks_are_only_the_bios(e) && begin_watch(e))
		return true;
	finish(e, result, EMULATE_BUSY, "still running after %u instructions", ENTRY16_LIMIT);
	return false;
}

/* At HLT, or at the end. */
static bool stopped(struct entry16 *e, uint32_t *pc, struct entry16_result *result)
{
	uint16_t cs = register_get(e->uc, UC_X86_REG_CS), ip = register_get(e->uc, UC_X86_REG_EIP);
	uint16_t sp = register_get(e->uc, UC_X86_REG_SP);

	if (cs == BIOS16_SEGMENT && ip == BIOS16_RETURN) {
		result->ax = register_get(e->uc, UC_X86_REG_AX);
		result->end = sp == STACK_POINTER + 4 ? EMULATE_RETURNED : EMULATE_FAULTED;
		snprintf(result->why, sizeof(result->why), "returns with SP %04x instead of %04x", sp,
			 STACK_POINTER + 4);
		return false;
	}
	if (!(register_get(e->uc, UC_X86_REG_EFLAGS) & EMULATE_FLAG_IF)) {
		finish(e, result, EMULATE_HALTED, "halts with interrupts off");
		return false;
	}
	e->done = e->next_tick > e->done ? e->next_tick : e->done;
	e->outside = true;
	if (e->done >= ENTRY16_LIMIT) {
		finish(e, result, EMULATE_BUSY, "still halts and waits after %u ticks",
		       ENTRY16_LIMIT / ENTRY16_TICK);
		return false;
	}
	*pc = tick(e, ip);
	return true;
}

/* From one stop of the emulator to the next; true to go on. */
static bool stretch(struct entry16 *e, uint32_t *pc, struct entry16_result *result)
{
	uc_err error;

	e->stop = RUNS;
	error = uc_emu_start(e->uc, *pc, BIOS16_SEGMENT * 16 + BIOS16_RETURN, 0, 0);
	*pc = e->at;
	if (error == UC_ERR_INSN_INVALID) {
		e->stop = INTERRUPT;
		e->number = INVALID_OPCODE;
	} else if (error != UC_ERR_OK && e->watching) {
		return limited(e, result);
	} else if (error != UC_ERR_OK) {
		finish(e, result, EMULATE_FAULTED, "%s", uc_strerror(error));
		return false;
	}
	switch (e->stop) {
	case TICK:
		*pc = tick(e, last_ip(e));
		return true;
	case INTERRUPT:
		return interrupted(e, pc, result);
	case LIMIT:
		return limited(e, result);
	case LOOP:
		finish(e, result, EMULATE_HUNG, "a loop without end");
		return false;
	case RUNS:
		break;
	}
	return stopped(e, pc, result);
}

void entry16_run(struct entry16 *e, struct entry16_result *result)
{
	uint32_t pc = ENTRY16_SEGMENT * 16 + VMI_ROM_OFF_ENTRY;

	*result = (struct entry16_result){.end = EMULATE_GAVE_UP};
	e->next_tick = ENTRY16_TICK;
	while (stretch(e, &pc, result))
		;
}
