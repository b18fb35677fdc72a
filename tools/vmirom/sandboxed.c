// SPDX-License-Identifier: GPL-2.0-only
#include "sandboxed.h"
#include "placement.h"
#include "sandbox.h"
#include "trim.h"

#include <stdio.h>
#include <stdlib.h>

/*
 * Seconds of the processor for all that one emulator is asked.  The limits on instructions end all
 * but what is a bug of the emulator in far less.
 */
#define PATIENCE 60

struct request {
	enum { READY, CALL, TRANSLATE, OPEN_PAGE } what;
	uint64_t entry; /* or the address to translate */
	uint32_t limit;
	struct entry_call call;
};

struct reply {
	bool ready; /* there is an emulator; of TRANSLATE and OPEN_PAGE, and an address */
	uint32_t address, taken;
	enum emulate_end end;
	struct entry_call call;
	char why[120];
};

struct sandboxed {
	struct sandbox *child;
	struct reply reply; /* the last one */
};

/* What the child works on. */
struct machine {
	const struct image *image;
	const struct profile *profile;
	struct placement placement;
	uint64_t base;
	unsigned int level;
	struct emulator *e;
};

static struct emulator *open_machine(struct machine *m)
{
	struct emulator *e;

	if (!m->profile->placed) {
		e = emulate_open(m->image, (uint32_t)m->base);
		if (e && m->level && !emulate_level(e, m->level))
			_Exit(1);
		return e;
	}
	e = is_placeable(m->image, &m->placement) ? emulate_open64(m->image, &m->placement, m->base) : NULL;
	if (e && m->level && !emulate_level64(e, m->level))
		_Exit(1);
	return e;
}

static void work(void *context, const void *request, void *reply)
{
	const struct request *ask = request;
	struct machine *machine = context;
	struct reply *say = reply;

	if (!machine->e) {
		machine->e = open_machine(machine);
		trim_translations();
	}
	say->ready = machine->e;
	if (say->ready && ask->what == TRANSLATE)
		say->ready = emulate_translate(machine->e, (uint32_t)ask->entry, &say->address);
	if (say->ready && ask->what == OPEN_PAGE)
		say->ready = emulate_open_page(machine->e, &say->address);
	if (!say->ready || ask->what != CALL)
		return;
	say->call = ask->call;
	say->end = entry_run(machine->e, machine->profile, ask->entry, &say->call, ask->limit);
	say->taken = emulate_taken(machine->e);
	snprintf(say->why, sizeof(say->why), "%s", emulate_why(machine->e));
}

/* How it came that there is no reply. */
static enum emulate_end no_reply(const struct sandbox *child, char *why, size_t size)
{
	bool ran_out = sandbox_ran_out(child);

	snprintf(why, size,
		 ran_out ? "no result within %u seconds of processor time" : "the emulator gave up here",
		 PATIENCE);
	return ran_out ? EMULATE_RAN_OUT : EMULATE_GAVE_UP;
}

/* The child may be whatever the ROM's code has made of it: what it says is held to what it can say. */
static void believe_text(char *text, size_t size)
{
	text[size - 1] = 0;
	for (; *text; text++)
		if (*text < 0x20 || *text > 0x7e)
			*text = '?';
}

static enum emulate_end believe(enum emulate_end end, char *why, size_t size)
{
	believe_text(why, size);
	return end >= EMULATE_RETURNED && end < EMULATE_GAVE_UP ? end : EMULATE_GAVE_UP;
}

struct sandboxed *sandboxed_open(const struct image *image, uint64_t base, unsigned int level)
{
	struct machine machine = {.image = image, .profile = profile_of(image), .base = base, .level = level};
	const struct request request = {.what = READY};
	struct sandboxed *a = calloc(1, sizeof(*a));

	if (!a)
		return NULL;
	a->child = sandbox_open(work, &machine, sizeof(struct request), sizeof(struct reply), PATIENCE);
	if (a->child && sandbox_ask(a->child, &request, &a->reply) && a->reply.ready)
		return a;
	sandboxed_close(a);
	return NULL;
}

void sandboxed_close(struct sandboxed *a)
{
	if (!a)
		return;
	sandbox_close(a->child);
	free(a);
}

enum emulate_end sandboxed_call(struct sandboxed *a, uint64_t address, struct entry_call *call,
				uint32_t limit)
{
	const struct request request = {.what = CALL, .entry = address, .limit = limit, .call = *call};

	if (!sandbox_ask(a->child, &request, &a->reply)) {
		a->reply.taken = limit;
		return no_reply(a->child, a->reply.why, sizeof(a->reply.why));
	}
	*call = a->reply.call;
	believe_text(call->changed, sizeof(call->changed));
	return believe(a->reply.end, a->reply.why, sizeof(a->reply.why));
}

uint32_t sandboxed_taken(const struct sandboxed *a)
{
	return a->reply.taken;
}

const char *sandboxed_why(const struct sandboxed *a)
{
	return a->reply.why;
}

bool sandboxed_translate(struct sandboxed *a, uint32_t linear, uint32_t *physical)
{
	const struct request request = {.what = TRANSLATE, .entry = linear};

	if (!sandbox_ask(a->child, &request, &a->reply) || !a->reply.ready)
		return false;
	*physical = a->reply.address;
	return true;
}

bool sandboxed_open_page(struct sandboxed *a, uint32_t *linear)
{
	const struct request request = {.what = OPEN_PAGE};

	if (!sandbox_ask(a->child, &request, &a->reply) || !a->reply.ready)
		return false;
	*linear = a->reply.address;
	return true;
}

struct machine16 {
	const struct image *image;
	struct entry16 *e;
};

static void work16(void *context, const void *request, void *reply)
{
	struct machine16 *machine = context;

	(void)request;
	if (machine->e) {
		entry16_run(machine->e, reply);
		return;
	}
	machine->e = entry16_open(machine->image);
	trim_translations();
	if (!machine->e)
		_Exit(1);
}

void sandboxed_entry16(const struct image *image, struct entry16_result *result)
{
	struct machine16 machine = {.image = image};
	struct sandbox *child = sandbox_open(work16, &machine, 1, sizeof(*result), PATIENCE);

	*result = (struct entry16_result){.end = EMULATE_RAN_OUT, .why = "the emulator does not start"};
	if (!child || !sandbox_ask(child, "", result))
		result->end = EMULATE_RAN_OUT;
	else if (!sandbox_ask(child, "", result))
		result->end = no_reply(child, result->why, sizeof(result->why));
	else
		result->end = believe(result->end, result->why, sizeof(result->why));
	sandbox_close(child);
}
