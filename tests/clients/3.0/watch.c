// SPDX-License-Identifier: GPL-2.0-only
/*
 * The general rule (section 5): a call keeps EBX, ESI, EDI, EBP, the direction and interrupt
 * flags, segments and the stack; those for the interrupt flag keep ECX and EDX, too.
 * What a call breaks is said at once, and mended, so that the tests go on.
 */
#include "mm.h"

#define ROOM_BELOW 3 /* words between struct watched and the return address: the target, two arguments */

/* Below and above a call: watch.S. */
struct watched {
	uint32_t guards[WATCH_GUARDS];
	uint32_t ds, es, gs, outer, edx, ecx, eax, ebp, edi, esi, ebx;
	uint32_t eflags, number, caller, arguments[2];
};
struct left {
	uint32_t ds, es, ss, fs, gs;
	uint32_t edx, ecx, eax, eflags, ebx, esi, edi, ebp;
	uint32_t end[];
};

enum what { EBX, ESI, EDI, EBP, ESP, EAX, ECX, EDX, DS, ES, SS, FS, GS, IF, DF, OTHER_FLAGS, STACK, NR_WHATS };
static const char *const what_name[] = {"EBX", "ESI", "EDI", "EBP", "ESP", "EAX", "ECX", "EDX", "DS", "ES", "SS",
					"FS", "GS", "IF", "DF", "NT, AC or IOPL", "the caller's stack"};
_Static_assert(COUNT(what_name) == NR_WHATS, "names");

#define ROM_CALL_NAME(number, name) [number] = #name,
const char *const call_name[NR_WATCHED] = {ROM_CALLS(ROM_CALL_NAME)[CALL_Init] = "Init",
					   [CALL_GetRelocationInfo] = "GetRelocationInfo"};

extern const uint8_t watch_entries[];
const void *watch_targets[WATCHED_CALLS];
uint32_t watch_look(struct watched *w, const struct left *left);
static uint32_t broken[NR_WATCHED], made[NR_WATCHED][2];
_Static_assert(NR_WATCHED == WATCHED_CALLS, "asm");

/* What takes a function's place; the bench counts the ROM's instructions alone. */
void *watch(unsigned int call, const void *target)
{
	if (has_word(command_line, "bench"))
		return (void *)target;
	watch_targets[call] = target;
	return (void *)(watch_entries + call * WATCH_ENTRY_SIZE);
}

/* The flags that a call is there to change; SetInterruptMask may load all that it is given. */
static uint32_t effect(uint32_t call)
{
	switch (call) {
	case CALL_EnableInterrupts:
	case CALL_DisableInterrupts:
	case CALL_Halt:
		return EFLAGS_IF;
	case CALL_SetInterruptMask:
		return EFLAGS_IF | EFLAGS_IOPL | EFLAGS_NT | EFLAGS_AC;
	case CALL_SetIOPLMask:
		return EFLAGS_IOPL;
	}
	return 0;
}

/* As many words as are the function's own. */
static unsigned int stack_arguments(uint32_t call)
{
	switch (call) {
	case CALL_WriteGDTEntry:
	case CALL_WriteLDTEntry:
	case CALL_WriteIDTEntry:
	case CALL_SetPxELong:
	case CALL_SetLinearMapping:
		return 1;
	case CALL_AllocatePage:
	case CALL_SetAlarm:
		return 2;
	}
	return 0;
}

static bool stack_is_kept(const struct watched *w)
{
	const uint32_t *argument = (const uint32_t *)w - ROOM_BELOW;

	for (unsigned int i = 0; i < WATCH_GUARDS; i++)
		if (w->guards[i] != WATCH_GUARD)
			return false;
	for (unsigned int i = stack_arguments(w->number); i < 2; i++)
		if (argument[i] != w->arguments[i])
			return false;
	return true;
}

static uint32_t registers(const struct watched *w, const struct left *left)
{
	uint32_t lost = 0;

	if (left->ebx != WATCH_EBX && w->number != CALL_CPUID)
		lost |= 1 << EBX;
	if (left->esi != WATCH_ESI)
		lost |= 1 << ESI;
	if (left->edi != WATCH_EDI)
		lost |= 1 << EDI;
	if (left->ebp != WATCH_EBP)
		lost |= 1 << EBP;
	if (left->end + ROOM_BELOW != (const uint32_t *)w)
		lost |= 1 << ESP;
	if (w->number < CALL_EnableInterrupts || w->number > CALL_SetInterruptMask)
		return lost;
	if (left->ecx != w->ecx)
		lost |= 1 << ECX;
	if (left->edx != w->edx)
		lost |= 1 << EDX;
	if (w->number <= CALL_DisableInterrupts && left->eax != w->eax)
		lost |= 1 << EAX;
	return lost;
}

static uint32_t segments(const struct watched *w, const struct left *left)
{
	uint32_t lost = 0;

	if ((uint16_t)left->ds != (uint16_t)w->ds)
		lost |= 1 << DS;
	if ((uint16_t)left->es != (uint16_t)w->es)
		lost |= 1 << ES;
	if ((uint16_t)left->ss != KERNEL_DS)
		lost |= 1 << SS;
	if ((uint16_t)left->fs != PERCPU_SEL)
		lost |= 1 << FS;
	if ((uint16_t)left->gs != (uint16_t)w->gs)
		lost |= 1 << GS;
	return lost;
}

static uint32_t flags(const struct watched *w, const struct left *left)
{
	uint32_t changed = (left->eflags ^ w->eflags) & ~effect(w->number), lost = 0;

	if (changed & EFLAGS_IF)
		lost |= 1 << IF;
	if (left->eflags & EFLAGS_DF)
		lost |= 1 << DF;
	if (changed & (EFLAGS_NT | EFLAGS_AC | EFLAGS_IOPL))
		lost |= 1 << OTHER_FLAGS;
	return lost;
}

/* Once for each of a call's ways to be wrong. */
static void say(uint32_t call, uint32_t lost)
{
	for (unsigned int i = 0; i < NR_WHATS; i++)
		if (lost & 1u << i & ~broken[call])
			tap_ok(false, "keeps: %s changes %s", call_name[call], what_name[i]);
	broken[call] |= lost;
}

/* After a call: mends what isn't the call's to change, and returns the EFLAGS to go on with. */
uint32_t watch_look(struct watched *w, const struct left *left)
{
	uint32_t lost = registers(w, left) | segments(w, left) | flags(w, left), mine = effect(w->number);

	if (!stack_is_kept(w))
		lost |= 1 << STACK;
	made[w->number][!!(w->eflags & EFLAGS_IF)]++;
	if (w->number == CALL_CPUID)
		w->ebx = left->ebx;
	if (lost & 1 << GS)
		__asm__ volatile("mov %0, %%gs" : : "r"(w->gs));
	if (lost & ~broken[w->number])
		say(w->number, lost);
	return (w->eflags & ~mine) | (left->eflags & mine);
}

/* Nobody halts, starts a ROM or sets an alarm with interrupts on; what is read of an APIC is seldom so. */
static bool comes_with_interrupts_on(unsigned int call)
{
	switch (call) {
	case CALL_Init:
	case CALL_Halt:
	case CALL_APICRead:
	case CALL_APICWrite:
	case CALL_SetAlarm:
	case CALL_CancelAlarm:
		return false;
	}
	return true;
}

/* At the end: of all that were made, those that broke nothing. */
void test_keeps(void)
{
	for (unsigned int i = 0; i < NR_WATCHED; i++) {
		bool on = comes_with_interrupts_on(i);

		if ((made[i][0] || made[i][1]) && !broken[i])
			tap_ok(made[i][0] && (made[i][1] || !on),
			       "keeps: %s: registers, segments, flags and stack, interrupts off%s",
			       call_name[i], on ? " or on" : "");
	}
}
