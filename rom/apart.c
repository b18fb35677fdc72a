// SPDX-License-Identifier: GPL-2.0-only
#include "apart.h"
#include "isolate.h"

#include <stdio.h>
#include <stdlib.h>

/* Seconds; the instruction limits end all but a bug of the emulator in far less. */
#define PATIENCE 60

static const char gave_up[] = "the emulator gave up here";

struct request {
	enum { READY, CALL, TRANSLATE, OPEN_PAGE } what;
	uint32_t entry, limit; /* entry: or the address to translate */
	struct emulate_regs regs;
};

struct reply {
	bool ready; /* there is an emulator; of TRANSLATE and OPEN_PAGE, and an address */
	uint32_t address;
	enum emulate_end end;
	struct emulate_regs regs;
	char why[120];
};

struct apart {
	struct isolated *child;
	struct reply reply; /* the last one */
};

/* What the child works on. */
struct machine {
	const struct image *image;
	uint32_t base;
	struct emulator *e;
};

static void work(void *context, const void *request, void *reply)
{
	const struct request *ask = request;
	struct machine *machine = context;
	struct reply *say = reply;

	if (!machine->e)
		machine->e = emulate_open(machine->image, machine->base);
	say->ready = machine->e;
	if (say->ready && ask->what == TRANSLATE)
		say->ready = emulate_translate(machine->e, ask->entry, &say->address);
	if (say->ready && ask->what == OPEN_PAGE)
		say->ready = emulate_open_page(machine->e, &say->address);
	if (!say->ready || ask->what != CALL)
		return;
	say->regs = ask->regs;
	say->end = emulate_call(machine->e, ask->entry, &say->regs, NULL, 0, ask->limit);
	snprintf(say->why, sizeof(say->why), "%s", emulate_why(machine->e));
}

struct apart *apart_open(const struct image *image, uint32_t base)
{
	struct machine machine = {.image = image, .base = base};
	const struct request request = {.what = READY};
	struct apart *a = calloc(1, sizeof(*a));

	if (!a)
		return NULL;
	a->child = isolate_open(work, &machine, sizeof(struct request), sizeof(struct reply), PATIENCE);
	if (a->child && isolate_ask(a->child, &request, &a->reply) && a->reply.ready)
		return a;
	apart_close(a);
	return NULL;
}

void apart_close(struct apart *a)
{
	if (!a)
		return;
	isolate_close(a->child);
	free(a);
}

enum emulate_end apart_call(struct apart *a, uint32_t entry, struct emulate_regs *regs, uint32_t limit)
{
	const struct request request = {.what = CALL, .entry = entry, .limit = limit, .regs = *regs};

	if (!isolate_ask(a->child, &request, &a->reply)) {
		snprintf(a->reply.why, sizeof(a->reply.why), "%s", gave_up);
		return EMULATE_GAVE_UP;
	}
	*regs = a->reply.regs;
	return a->reply.end;
}

const char *apart_why(const struct apart *a)
{
	return a->reply.why;
}

bool apart_translate(struct apart *a, uint32_t linear, uint32_t *physical)
{
	const struct request request = {.what = TRANSLATE, .entry = linear};

	if (!isolate_ask(a->child, &request, &a->reply) || !a->reply.ready)
		return false;
	*physical = a->reply.address;
	return true;
}

bool apart_open_page(struct apart *a, uint32_t *linear)
{
	const struct request request = {.what = OPEN_PAGE};

	if (!isolate_ask(a->child, &request, &a->reply) || !a->reply.ready)
		return false;
	*linear = a->reply.address;
	return true;
}

static void work16(void *context, const void *request, void *reply)
{
	struct reply *say = reply;

	(void)request;
	say->end = emulate_entry16(context, say->why, sizeof(say->why));
}

enum emulate_end apart_entry16(const struct image *image, char *why, size_t size)
{
	const struct request request = {.what = CALL};
	struct reply reply = {.end = EMULATE_GAVE_UP};
	struct isolated *child =
		isolate_open(work16, (void *)image, sizeof(request), sizeof(reply), PATIENCE);

	if (!child) {
		snprintf(why, size, "the emulator does not start");
		return EMULATE_FAULTED;
	}
	if (!isolate_ask(child, &request, &reply)) {
		reply.end = EMULATE_GAVE_UP;
		snprintf(reply.why, sizeof(reply.why), "%s", gave_up);
	}
	isolate_close(child);
	snprintf(why, size, "%s", reply.why);
	return reply.end;
}
