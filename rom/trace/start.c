/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Offer and Start of a trace build: the back end's own, and after its pages those of the trace.  Where these
 * are, a word in the ROM's room tells the bodies (spec/VMI.md section 21.1): so the ROM must lie where it
 * can be written, or Start refuses.
 */
#include <stdint.h>
#include <vmi/calls.h>
#include <vmi/rom.h>
#include <vmi/trace.h>

#define CALLCONV __attribute__((regparm(3)))
#define LOCAL __attribute__((regparm(3), visibility("hidden")))

/* The back end's. */
LOCAL uint32_t untraced_Offer(void);
LOCAL uint32_t untraced_Start(uint32_t client, uint32_t area, uint32_t frame, uint32_t boot);

/* The word in the room, and behind it one that keeps the sum of the ROM's bytes as it was. */
LOCAL volatile uint32_t *trace_word(void) __attribute__((const));
LOCAL const volatile uint8_t *rom_begin(void) __attribute__((const));

CALLCONV uint32_t Offer(void)
{
	return (untraced_Offer() + VMI_TRACE_PAGES) | VMI_NEEDS_START;
}

static void word_set(uint32_t value)
{
	uint32_t sum = value + (value >> 8) + (value >> 16) + (value >> 24);
	volatile uint32_t *word = trace_word();

	word[0] = value;
	word[1] = (8 * 0xff - sum) & 0xff;
}

/* By the second word, as the first may be in use: this may be another Start. */
static int room_is_writable(void)
{
	volatile uint32_t *word = trace_word() + 1;
	uint32_t was = *word, now;

	*word = ~was;
	now = *word;
	*word = was;
	return now == ~was;
}

static void trace_begin(uint32_t linear)
{
	volatile struct vmi_trace_header *trace = (volatile struct vmi_trace_header *)linear;
	const volatile uint8_t *rom = rom_begin();
	const volatile uint8_t *id =
		rom + *(const volatile uint16_t *)(rom + VMI_ROM_OFF_IDENTITY) + VMI_ID_OFF_BUILD_ID;

	for (uint32_t at = 0; at < VMI_TRACE_PAGES * VMI_TRACE_PAGE; at += 4)
		*(volatile uint32_t *)(linear + at) = 0;
	trace->linear = linear;
	trace->rom = (uint32_t)rom;
	for (uint32_t i = 0; i < sizeof(trace->build_id); i++)
		trace->build_id[i] = id[i];
	trace->magic[1] = VMI_TRACE_MAGIC_1;
	trace->magic[2] = VMI_TRACE_MAGIC_2;
	trace->magic[3] = VMI_TRACE_MAGIC_3;
	trace->magic[0] = VMI_TRACE_MAGIC_0;
	word_set(linear);
}

CALLCONV uint32_t Start(uint32_t client, uint32_t area, uint32_t frame, uint32_t boot)
{
	uint32_t result;

	if (!area || area % VMI_TRACE_PAGE || !room_is_writable())
		return VMI_START_NO_STATE;
	result = untraced_Start(client, area, frame, boot);
	if (result == VMI_START_OK)
		trace_begin(area + (untraced_Offer() & VMI_OFFER_PAGES) * VMI_TRACE_PAGE);
	return result;
}
