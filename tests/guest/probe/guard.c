/* SPDX-License-Identifier: GPL-2.0-only */
/* Compares, blames and puts back; nothing where the processor is not ours, but for the image. */
#include "guard.h"
#include "native.h"

static const char *const names[NR_GUARDED] = {
	[GUARD_CR0] = "CR0",
	[GUARD_CR3] = "CR3",
	[GUARD_CR4] = "CR4",
	[GUARD_DR7] = "DR7",
	[GUARD_LDTR] = "LDTR",
	[GUARD_TR] = "TR",
	[GUARD_GDT] = "the GDT's base",
	[GUARD_GDT_LIMIT] = "the GDT's limit",
	[GUARD_IDT] = "the IDT's base",
	[GUARD_IDT_LIMIT] = "the IDT's limit",
	[GUARD_IRQS] = "the interrupt controllers' masks",
};

static char blamed_image[NR_GUARD_CALLS][PROBE_TEXT], blamed[NR_GUARD_CALLS][PROBE_TEXT];
static bool deadly[NR_GUARD_CALLS];

/* A line without a device, let through meanwhile: else all may be masked, and masking them would be no change. */
#define IDLE_LINE (1u << 5)

static struct {
	uint8_t *base;
	uint32_t size;
	uint32_t copy[255 * VMI_ROM_UNIT / 4];
} image;

static struct {
	uint32_t size;
	uint32_t copy[192 * 1024 / 4];
} text;

void guard_image(const struct vmi_rom *rom)
{
	image.base = (uint8_t *)rom->base;
	image.size = rom->size;
	memcpy(image.copy, rom->base, rom->size);
}

void guard_text(void)
{
	text.size = vmi_text_size() / 4 * 4;
	if (text.size > sizeof(text.copy))
		text.size = sizeof(text.copy);
	memcpy(text.copy, vmi_text_begin(), text.size);
}

/* The offset of the first word from there on that isn't as in the copy, or size. */
static uint32_t difference(const void *now, const uint32_t *copy, uint32_t from, uint32_t size)
{
	while (from < size && ((const uint32_t *)now)[from / 4] == copy[from / 4])
		from += 4;
	return from;
}

static void look(uint32_t is[NR_GUARDED])
{
	struct table_register gdt, idt_now;

	native_sgdt(&gdt);
	native_sidt(&idt_now);
	is[GUARD_CR0] = native_get_cr0();
	is[GUARD_CR3] = native_get_cr3();
	is[GUARD_CR4] = native_get_cr4();
	is[GUARD_DR7] = native_get_dr7();
	is[GUARD_LDTR] = native_sldt() & 0xffff;
	is[GUARD_TR] = native_str() & 0xffff;
	is[GUARD_GDT] = gdt.base;
	is[GUARD_GDT_LIMIT] = gdt.limit;
	is[GUARD_IDT] = idt_now.base;
	is[GUARD_IDT_LIMIT] = idt_now.limit;
	is[GUARD_IRQS] = platform->irq_masks ? platform->irq_masks() : 0;
}

/* The tables first: the rest may fault without them. */
static void put_back(const uint32_t was[NR_GUARDED], const uint32_t is[NR_GUARDED])
{
	struct table_register gdt = {was[GUARD_GDT_LIMIT], was[GUARD_GDT]};
	struct table_register idt_was = {was[GUARD_IDT_LIMIT], was[GUARD_IDT]};

	native_lidt(&idt_was);
	native_lgdt(&gdt);
	native_set_cr0(was[GUARD_CR0]);
	native_set_cr4(was[GUARD_CR4]);
	native_set_cr3(was[GUARD_CR3]);
	native_set_dr7(was[GUARD_DR7]);
	native_lldt(was[GUARD_LDTR]);
	if (is[GUARD_TR] != was[GUARD_TR]) {
		((uint64_t *)gdt.base)[was[GUARD_TR] / 8] &= ~(1ull << 41); /* busy */
		native_ltr(was[GUARD_TR]);
	}
}

void guard_blame(unsigned int call, const char *what, uint32_t is, uint32_t was)
{
	if (!blamed[call][0])
		ksnprintf(blamed[call], PROBE_TEXT, "%s: 0x%x, should be 0x%x", what, is, was);
}

static void compare_image(unsigned int call)
{
	uint32_t at = difference(image.base, image.copy, 0, image.size);

	if (at == image.size)
		return;
	if (!blamed_image[call][0])
		ksnprintf(blamed_image[call], PROBE_TEXT, "the word at 0x%x of the image: 0x%x, was 0x%x", at,
			  *(uint32_t *)(image.base + at), image.copy[at / 4]);
	memcpy(image.base, image.copy, image.size);
}

#define OP_CALL 0xe8
#define OP_IRET 0xcf

/* A blob may give a site of IRET its instruction back: the first byte of the call. */
static bool given_back(uint32_t at)
{
	const uint8_t *now = vmi_text_begin();
	uint8_t *copy = (uint8_t *)text.copy;
	const struct vmi_site *s;

	for (s = vmi.text.begin; s < vmi.text.end; s++) {
		uint32_t site = (const uint8_t *)&s->offset + s->offset - now;

		if (s->call != VMI_CALL_IRET || site - at >= 4 || now[site] != OP_IRET || copy[site] != OP_CALL)
			continue;
		copy[site] = OP_IRET;
		return true;
	}
	return false;
}

static void compare_text(unsigned int call)
{
	uint8_t *now = (uint8_t *)vmi_text_begin();
	uint32_t at = 0;

	while ((at = difference(now, text.copy, at, text.size)) < text.size) {
		if (given_back(at))
			continue;
		deadly[call] = true;
		guard_blame(call, "the kernel's text", *(uint32_t *)(now + at), text.copy[at / 4]);
		*(uint32_t *)(now + at) = text.copy[at / 4];
	}
}

void guard_begin(struct guard *g)
{
	if (!cpu_is_ours())
		return;
	look(g->is);
	if (platform->set_irq_masks)
		platform->set_irq_masks(g->is[GUARD_IRQS] & ~IDLE_LINE);
}

/* Alarms may come through the interrupt controllers. */
static uint32_t expected(const struct guard *g, unsigned int i, uint32_t is, unsigned int call)
{
	if (i != GUARD_IRQS || !platform->set_irq_masks)
		return g->is[i];
	return call == VMI_CALL_SetAlarm || call == VMI_CALL_CancelAlarm ? is : g->is[i] & ~IDLE_LINE;
}

void guard_end(const struct guard *g, unsigned int call)
{
	uint32_t is[NR_GUARDED];
	bool same = true;

	compare_image(call);
	if (!cpu_is_ours())
		return;
	look(is);
	for (unsigned int i = 0; i < NR_GUARDED; i++) {
		uint32_t want = expected(g, i, is[i], call);

		if (is[i] == want)
			continue;
		guard_blame(call, names[i], is[i], want);
		deadly[call] |= i == GUARD_CR3 || (i >= GUARD_LDTR && i <= GUARD_IDT_LIMIT);
		same = false;
	}
	if (!same)
		put_back(g->is, is);
	if (platform->set_irq_masks)
		platform->set_irq_masks(g->is[GUARD_IRQS]);
	compare_text(call);
}

const char *guard_changed_image(unsigned int call)
{
	return blamed_image[call][0] ? blamed_image[call] : NULL;
}

const char *guard_changed(unsigned int call)
{
	return blamed[call][0] ? blamed[call] : NULL;
}

bool guard_deadly(unsigned int call)
{
	return deadly[call];
}
