/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The loader refuses a ROM for one answer that is not as it should be.  Here each is
 * the fault of one call, and all others are tested: the ROM's two entries run as a
 * site does (run.S), and the loader is told what they said.
 *
 * "# ask N" stands before each question, for whoever boots us: what does not come back
 * from it has that call to blame.
 */
#include "screen.h"
#include "guard.h"
#include "../options.h"

/* LEFT_OUT: good, but not for the loader. */
enum verdict { NOT_ASKED, TAKEN, REJECTED, LEFT_OUT };

static struct {
	uint8_t type, verdict;
	uint32_t target;
} heard[VMI_CALL_LIMIT];
static uint32_t init_result, offer;
static const uint8_t *rom_base;
static uint32_t rom_size;

/* The first fault of GetRelocationInfo's own, and of its answers to numbers that are no calls. */
static char reloc_fault[PROBE_TEXT], number_fault[PROBE_TEXT];
static unsigned int wrong_numbers;

static const struct probe_call init_entry = {.number = GUARD_INIT,
					     .sig = SHAPE_R0,
					     .clob = CLOB_C,
					     .name = "Init",
					     .family = "rom",
					     .site = probe_site_entry,
					     .end = probe_end_entry};
static const struct probe_call reloc_entry = {.number = GUARD_RELOC,
					      .sig = SHAPE_Q1,
					      .clob = CLOB_C,
					      .name = "GetRelocationInfo",
					      .family = "rom",
					      .site = probe_site_entry,
					      .end = probe_end_entry};

static const uint8_t may[VMI_NR_CALLS] = {
#define VMI_CALL(nr, Name, family, since, sig, clob, seg, group, answers, ...) [nr] = VMI_MAY_##answers,
#include <calls.def>
};
#define NR_GROUPS 15 /* at most: the loader has four bits for it */
static const uint8_t group_of[VMI_NR_CALLS] = {
#define VMI_CALL(nr, Name, family, since, sig, clob, seg, group, ...) [nr] = group,
#include <calls.def>
};

static void say(const struct probe_call *c, const char *what, const char *fault)
{
	if (!tap_ok(!fault, "%s/%s: %s", c->family, c->name, what))
		tap_note("  %s", fault);
}

/* Runs an entry of the ROM with a pattern of poison; returns what it did that it may not. */
static unsigned int enter(const struct probe_call *c, const uint8_t *entry, uint32_t eax, unsigned int pattern,
			  uint64_t *result, char fault[PROBE_TEXT])
{
	struct probe *p = probe_get();
	struct guard guard;
	unsigned int faults;

	probe_entry = entry;
	probe_poison(p, c, pattern);
	p->gpr[EAX] = eax;
	if (pattern)
		p->flags |= EFLAGS_IF;
	p->want_eflags = p->flags;
	guard_begin(&guard);
	probe_run_once(p);
	guard_end(&guard, c->number);
	faults = probe_check(p, fault);
	*result = (uint64_t)p->out[EDX] << 32 | p->out[EAX];
	probe_put(p);
	return faults;
}

static void run_init(void)
{
	char fault[PROBE_TEXT];
	uint64_t result;
	unsigned int faults;

	tap_note("at Init");
	faults = enter(&init_entry, rom_base + VMI_ROM_OFF_INIT, 0x5eed1007, 0, &result, fault);
	init_result = faults & FAULT_EXCEPTION ? UINT32_MAX : (uint32_t)result;
	tap_note("init 0x%x", init_result);
	say(&init_entry, "registers, flags and stack kept", faults ? fault : NULL);
	say(&init_entry, "leaves the ROM's image alone", guard_changed_image(GUARD_INIT));
	say(&init_entry, "leaves the machine alone", guard_changed(GUARD_INIT));
}

static uint32_t run_offer(void)
{
	char fault[PROBE_TEXT];
	uint64_t result;

	if (heard[VMI_CALL_Offer].verdict != TAKEN || heard[VMI_CALL_Offer].type != VMI_ANSWER_CALL)
		return 0;
	tap_note("at Offer");
	if (enter(&init_entry, (const uint8_t *)heard[VMI_CALL_Offer].target, 0, 0, &result, fault) & FAULT_EXCEPTION)
		return 0;
	return result;
}

/* One question; false if there is no answer. */
static bool question(uint32_t number, unsigned int pattern, uint8_t *type, uint32_t *target)
{
	char fault[PROBE_TEXT];
	uint64_t result;
	unsigned int faults;

	faults = enter(&reloc_entry, rom_base + VMI_ROM_OFF_RELOC, number, pattern, &result, fault);
	if (faults && !reloc_fault[0])
		ksnprintf(reloc_fault, PROBE_TEXT, "asked for %u: %s", number, fault);
	*type = result >> 32;
	*target = *type == VMI_ANSWER_CALL || *type == VMI_ANSWER_JUMP ? result : 0;
	return !(faults & FAULT_EXCEPTION);
}

static bool outside(uint32_t target)
{
	return target - (uint32_t)rom_base - VMI_ROM_HEADER_SIZE >= rom_size - VMI_ROM_HEADER_SIZE;
}

/* What is wrong with the answer for a call, in why; false: nothing. */
static bool wrong_answer(unsigned int call, bool answered, char why[PROBE_TEXT])
{
	unsigned int type = heard[call].type;

	why[0] = 0;
	if (!answered)
		ksnprintf(why, PROBE_TEXT, "GetRelocationInfo ends in an exception");
	else if (type >= VMI_NR_ANSWERS)
		ksnprintf(why, PROBE_TEXT, "answered %u, which is no answer", type);
	else if (type == VMI_ANSWER_NONE && (call == VMI_CALL_IRET || call == VMI_CALL_SYSEXIT))
		ksnprintf(why, PROBE_TEXT, "answered none: a 3.0 client has none of its own");
	else if (type != VMI_ANSWER_NONE && !(may[call] & 1 << type))
		ksnprintf(why, PROBE_TEXT, "answered %s, which this call can't have", vmi_answer_name(type));
	else if ((type == VMI_ANSWER_CALL || type == VMI_ANSWER_JUMP) && outside(heard[call].target))
		ksnprintf(why, PROBE_TEXT, "answered %s 0x%x, which is outside the image", vmi_answer_name(type),
			  heard[call].target);
	return why[0];
}

static void reject(const struct probe_call *c, const char *why)
{
	heard[c->number].verdict = REJECTED;
	say(c, "answer", why);
}

/* Asks with one kind of poison and at once with another. */
static void ask(const struct probe_call *c)
{
	char why[PROBE_TEXT];
	uint32_t target;
	bool answered;
	uint8_t type;

	if ((options.native[c->number / 32] >> c->number % 32 & 1) ||
	    (options.probe != NO_CALL && options.probe != c->number))
		return;
	tap_note("ask %u", c->number);
	answered = question(c->number, 0, &heard[c->number].type, &heard[c->number].target) &&
		   question(c->number, 1, &type, &target);
	heard[c->number].verdict = TAKEN;
	if (answered && (type != heard[c->number].type || target != heard[c->number].target)) {
		ksnprintf(why, PROBE_TEXT, "answered %s 0x%x, and %s 0x%x when asked again",
			  vmi_answer_name(heard[c->number].type), heard[c->number].target, vmi_answer_name(type), target);
		reject(c, why);
	} else if (wrong_answer(c->number, answered, why)) {
		reject(c, why);
	}
}

/* Once more when all have been asked, from the last to the first. */
static void ask_again(const struct probe_call *c)
{
	uint32_t target;
	uint8_t type;

	if (heard[c->number].verdict != TAKEN)
		return;
	tap_note("ask %u", c->number);
	if (!question(c->number, 0, &type, &target) || type != heard[c->number].type ||
	    target != heard[c->number].target)
		reject(c, "answered otherwise when asked once more, behind others");
}

/* Whether a number is no call, of this ROM's version or any. */
static bool is_no_call(uint32_t number, unsigned int minor)
{
	if (number < VMI_NR_CALLS && !may[number])
		return true;
	if (number >= VMI_CALL_LIMIT)
		return true;
	if (!minor)
		return number > VMI_CALL_SetLazyMode;
	return minor <= VMI_API_MINOR && number >= VMI_NR_CALLS && number < 128;
}

static void ask_others(unsigned int minor)
{
	static const uint32_t large[] = {256, 1000, 0x10000, 0x7fffffff, 0x80000021, 0xffffffff};
	uint32_t target;
	uint8_t type;

	for (uint32_t i = 0; i < 256 + ARRAY_SIZE(large); i++) {
		uint32_t number = i < 256 ? i : large[i - 256];

		if (!is_no_call(number, minor))
			continue;
		tap_note("ask %u", number);
		if (question(number, 0, &type, &target) && type == VMI_ANSWER_NONE)
			continue;
		if (!wrong_numbers++)
			ksnprintf(number_fault, PROBE_TEXT, "asked for %u: answered %s", number, vmi_answer_name(type));
	}
	if (wrong_numbers > 1) {
		size_t len = strlen(number_fault);

		ksnprintf(number_fault + len, PROBE_TEXT - len, "; and %u more", wrong_numbers - 1);
	}
}

static bool is_none(unsigned int call)
{
	return heard[call].verdict == TAKEN && heard[call].type == VMI_ANSWER_NONE;
}

/* A call of a half group, which the loader must not hear of. */
static void leave_out(const struct probe_call *c, bool clock, const char *why)
{
	/* What works by the rest can't be tested without. */
	heard[c->number].verdict = clock ? REJECTED : LEFT_OUT;
	if (why[0])
		say(c, "answer", why);
	else if (clock)
		tap_skip("a part of its group is not answered call, and it is one clock", "%s/%s", c->family, c->name);
}

/*
 * Of a group the client takes all or none, and the loader refuses a half one.  Whether there is
 * one says the first.  What is called is tested all the same.
 */
static void check_group(unsigned int group)
{
	const struct probe_call *first = NULL, *called = NULL;
	bool half = false, hole = false, led;
	char why[PROBE_TEXT] = "";
	unsigned int i;

	for (i = probe_nr_calls; i--;) {
		const struct probe_call *c = &probe_calls[i];

		if (group_of[c->number] != group)
			continue;
		first = c;
		if (heard[c->number].verdict == TAKEN && heard[c->number].type == VMI_ANSWER_CALL)
			called = c;
		half |= heard[c->number].verdict == REJECTED || is_none(c->number);
		hole |= heard[c->number].verdict == NOT_ASKED;
	}
	if (!called || (!half && !hole))
		return;
	led = !is_none(first->number);
	ksnprintf(why, PROBE_TEXT, led ? "answered none, and %s of its group call" : "answered call, and %s of its group none",
		  led ? called->name : first->name);
	for (i = 0; i < probe_nr_calls; i++) {
		const struct probe_call *c = &probe_calls[i];

		if (group_of[c->number] != group || heard[c->number].verdict != TAKEN)
			continue;
		if (heard[c->number].type == VMI_ANSWER_CALL)
			leave_out(c, half && group == group_of[VMI_CALL_SetAlarm], led ? "" : why);
		else if (led && is_none(c->number))
			reject(c, why);
	}
}

static void ask_all(unsigned int minor)
{
	unsigned int i;

	for (i = 0; i < probe_nr_calls; i++)
		if (heard[probe_calls[i].number].verdict == NOT_ASKED)
			ask(&probe_calls[i]);
	if (!options.known && options.probe == NO_CALL)
		ask_others(minor);
	for (i = probe_nr_calls; i--;)
		ask_again(&probe_calls[i]);
	for (i = 1; i <= NR_GROUPS; i++)
		check_group(i);
	say(&reloc_entry, "registers, flags and stack kept", reloc_fault[0] ? reloc_fault : NULL);
	say(&reloc_entry, "leaves the ROM's image alone", guard_changed_image(GUARD_RELOC));
	say(&reloc_entry, "leaves the machine alone", guard_changed(GUARD_RELOC));
	say(&reloc_entry, "answers none to what is no call", wrong_numbers ? number_fault : NULL);
}

static VMI_CALLCONV uint32_t told_init(void *ctx, const uint8_t *entry)
{
	(void)ctx;
	return entry == rom_base + VMI_ROM_OFF_INIT ? init_result : offer;
}

static VMI_CALLCONV uint8_t told_answer(void *ctx, const uint8_t *entry, uint32_t call, uintptr_t *address)
{
	(void)ctx, (void)entry;
	*address = 0;
	if (call >= VMI_CALL_LIMIT || heard[call].verdict != TAKEN)
		return VMI_ANSWER_NONE;
	*address = heard[call].target;
	return heard[call].type;
}

/* A client of 3.0 asks nothing before Init; whether a later ROM's Init will do says its Offer. */
void probe_screen(const struct vmi_rom *rom, struct vmi_caller *caller)
{
	rom_base = rom->base;
	rom_size = rom->size;
	guard_image(rom);
	guard_text();
	if (platform->set_irq_masks)
		platform->set_irq_masks(0xffff);
	probe_traps_on();
	for (unsigned int i = 0; rom->api_minor && i < probe_nr_calls; i++)
		if (probe_calls[i].number == VMI_CALL_Offer || probe_calls[i].number == VMI_CALL_Start)
			ask(&probe_calls[i]);
	offer = run_offer();
	if (!(offer & VMI_NEEDS_START)) {
		run_init();
		if (init_result == VMI_INIT_OK)
			ask_all(rom->api_minor);
	}
	probe_traps_off();
	caller->init = told_init;
	caller->reloc = told_answer;
}

void probe_screened(struct vmi_binding *binding)
{
	for (unsigned int call = 0; call < VMI_NR_CALLS; call++) {
		if (heard[call].verdict != LEFT_OUT)
			continue;
		binding->answer[call] = heard[call].type;
		binding->target[call] = heard[call].target;
	}
}
