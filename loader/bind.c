/* SPDX-License-Identifier: MIT */
/* Starts a ROM and asks it what it wants done with each call. */
#include "private.h"

/* Numbers that no version of this specification will ever give to a call. */
static const uint32_t never_calls[] = {VMI_CALL_LIMIT, UINT32_MAX};

static bool leads_into_rom(uint8_t answer)
{
	return answer == VMI_ANSWER_CALL || answer == VMI_ANSWER_JUMP;
}

/* The address has a meaning with call and jump only; else it reads as 0. */
static uint8_t ask(const struct vmi_rom *rom, const struct vmi_caller *caller, uint32_t call,
		   uintptr_t *target)
{
	uint8_t answer;

	*target = 0;
	answer = caller->reloc(caller->ctx, rom->base + VMI_ROM_OFF_RELOC, call, target);
	if (!leads_into_rom(answer))
		*target = 0;
	return answer;
}

/* may: as in vmi_call_info; staying native is always allowed. */
static enum vmi_status check_answer(const struct vmi_rom *rom, unsigned int may, uint8_t answer, uintptr_t target)
{
	uintptr_t code = (uintptr_t)rom->base + VMI_ROM_HEADER_SIZE;

	if (answer >= VMI_NR_ANSWERS)
		return VMI_UNKNOWN_ANSWER;
	if (answer != VMI_ANSWER_NONE && answer != may && !(may && answer == VMI_ANSWER_CALL))
		return VMI_WRONG_ANSWER;
	if (leads_into_rom(answer) && target - code >= rom->size - VMI_ROM_HEADER_SIZE)
		return VMI_ANSWER_OUTSIDE;
	return VMI_OK;
}

/* First pass: every answer is one that the call may have. */
static enum vmi_status ask_all(const struct vmi_rom *rom, const struct vmi_caller *caller,
			       struct vmi_binding *binding)
{
	enum vmi_status status;
	uintptr_t target;
	uint32_t call;

	for (call = 0; call < VMI_NR_CALLS; call++) {
		binding->answer[call] = ask(rom, caller, call, &binding->target[call]);
		binding->culprit = (uint16_t)call;
		status = check_answer(rom, vmi_call_info[call].may, binding->answer[call], binding->target[call]);
		if (status != VMI_OK)
			return status;
	}
	for (; call < VMI_CALL_LIMIT; call++) {
		binding->answer[call] = VMI_ANSWER_NONE;
		binding->target[call] = 0;
	}
	for (unsigned int i = 0; i < sizeof(never_calls) / sizeof(never_calls[0]); i++) {
		uint8_t answer = ask(rom, caller, never_calls[i], &target);

		binding->culprit = (uint16_t)never_calls[i];
		status = check_answer(rom, 0, answer, target);
		if (status != VMI_OK)
			return status;
	}
	return VMI_OK;
}

/* Second pass: the ROM says the same when asked again. */
static enum vmi_status ask_again(const struct vmi_rom *rom, const struct vmi_caller *caller,
				 struct vmi_binding *binding)
{
	uintptr_t target;

	for (uint32_t call = 0; call < VMI_NR_CALLS; call++) {
		binding->culprit = (uint16_t)call;
		if (ask(rom, caller, call, &target) != binding->answer[call] ||
		    target != binding->target[call])
			return VMI_ANSWER_CHANGED;
	}
	return VMI_OK;
}

/*
 * Of each called body the bytes that a site may hold instead.  They must lie in
 * the image, and be as many when asked again.
 */
static enum vmi_status ask_inline(const struct vmi_rom *rom, const struct vmi_caller *caller,
				  struct vmi_binding *binding)
{
	const uint8_t *entry = NULL;

	if (caller->start && caller->start->features & VMI_CLIENT_INLINES)
		entry = (const uint8_t *)binding->target[VMI_CALL_GetInline];
	for (uint32_t call = 0; call < VMI_NR_CALLS; call++) {
		uintptr_t len = 0, again = 0;

		if (entry && binding->answer[call] == VMI_ANSWER_CALL) {
			caller->reloc(caller->ctx, entry, call, &len);
			caller->reloc(caller->ctx, entry, call, &again);
		}
		binding->culprit = (uint16_t)call;
		if (len != again)
			return VMI_ANSWER_CHANGED;
		if (len > VMI_INLINE_MAX ||
		    (len ? len + VMI_INLINE_SKIP : 0) > (uintptr_t)rom->base + rom->size - binding->target[call])
			return VMI_ANSWER_OUTSIDE;
		binding->inline_len[call] = (uint8_t)len;
	}
	return VMI_OK;
}

/*
 * The calls of a group work on one state, such as the clock or the page tables.  Some native and
 * some the ROM's would be two clocks: true, and culprit is the native one.
 */
static bool half_a_group(struct vmi_binding *binding)
{
	for (unsigned int a = 0; a < VMI_NR_CALLS; a++)
		for (unsigned int b = 0; b < VMI_NR_CALLS; b++)
			if (vmi_call_info[a].group && vmi_call_info[a].group == vmi_call_info[b].group &&
			    binding->answer[a] == VMI_ANSWER_CALL && binding->answer[b] == VMI_ANSWER_NONE) {
				binding->culprit = (uint16_t)b;
				return true;
			}
	return false;
}

static void stay_native(struct vmi_binding *binding, unsigned int call, uint16_t *count)
{
	binding->answer[call] = VMI_ANSWER_NONE;
	binding->target[call] = 0;
	++*count;
}

/*
 * Turns to native what the user masked, and the returns that the ROM does no better (keep_returns):
 * those are the calls that may be answered jump.
 */
static void apply_mask(struct vmi_binding *binding, const struct vmi_mask *mask)
{
	for (unsigned int call = 0; call < VMI_NR_CALLS; call++) {
		uint8_t answer = binding->answer[call];

		bool masked = mask && vmi_bit(mask->native, call);

		binding->offered[call] = answer;
		if (answer == VMI_ANSWER_NONE)
			binding->idle += masked;
		else if (masked)
			stay_native(binding, call, &binding->masked);
		else if (binding->rom.keep_returns && vmi_call_info[call].may == VMI_ANSWER_JUMP &&
			 !(mask && vmi_bit(mask->force, call)))
			stay_native(binding, call, &binding->kept);
	}
}

/* Whether the mask keeps native any call that the ROM does: a deprivileged kernel can't run that. */
static bool masks_any(const struct vmi_mask *mask, struct vmi_binding *binding)
{
	for (unsigned int call = 0; mask && call < VMI_NR_CALLS; call++)
		if (vmi_bit(mask->native, call) && binding->answer[call] != VMI_ANSWER_NONE) {
			binding->culprit = (uint16_t)call;
			return true;
		}
	return false;
}

/*
 * Start where client and ROM have it, else Init.  Every answer has been checked by
 * now, so both addresses are good; the ROM has not been told to start.
 */
static enum vmi_status start_by_offer(const struct vmi_rom *rom, const struct vmi_mask *mask,
				      const struct vmi_caller *caller, struct vmi_binding *binding)
{
	const uint8_t *offer_at = (const uint8_t *)binding->target[VMI_CALL_Offer];
	const uint8_t *start_at = (const uint8_t *)binding->target[VMI_CALL_Start];
	const struct vmi_start *start = start_at ? caller->start : NULL;
	uint32_t offer = offer_at ? caller->init(caller->ctx, offer_at) : 0;

	if (!start && offer & VMI_NEEDS_START)
		return VMI_START_NEEDED;
	if (start && start->pages < (offer & VMI_OFFER_PAGES))
		return VMI_STATE_TOO_SMALL;
	if (offer & VMI_NEEDS_ALL && masks_any(mask, binding))
		return VMI_MASK_REFUSED;
	if (!start)
		return start_by_init(rom, caller, binding);
	binding->init_result = caller->enter(caller->ctx, start_at, start);
	return binding->init_result == VMI_START_OK ? VMI_OK : VMI_START_FAILED;
}

VMI_CALLCONV enum vmi_status vmi_bind(const struct vmi_rom *rom, const struct vmi_mask *mask,
			 const struct vmi_caller *caller, struct vmi_binding *binding)
{
	enum vmi_status status = VMI_OK;

	binding->rom = *rom;
	binding->init_result = VMI_INIT_OK;
	binding->masked = 0;
	binding->idle = 0;
	binding->kept = 0;
	binding->culprit = VMI_NO_CALL;
	if (mask && mask->off)
		return VMI_OFF;

	/* A ROM of 3.0 expects no question before Init. */
	if (starts_by_init(rom))
		status = start_by_init(rom, caller, binding);
	if (status == VMI_OK)
		status = ask_all(rom, caller, binding);
	if (status == VMI_OK)
		status = ask_again(rom, caller, binding);
	if (status == VMI_OK && half_a_group(binding))
		status = VMI_HALF_GROUP;
	if (status == VMI_OK)
		status = ask_inline(rom, caller, binding);
	if (status == VMI_OK)
		binding->culprit = VMI_NO_CALL;
	if (status == VMI_OK && !starts_by_init(rom))
		status = start_by_offer(rom, mask, caller, binding);
	if (status == VMI_OK)
		apply_mask(binding, mask);
	return status;
}
