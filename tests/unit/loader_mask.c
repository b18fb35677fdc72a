/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The user's mask: a word must turn off what it names, with its group, and
 * nothing else; a word that is not understood must change nothing at all.
 */
#include "unit.h"

#include <vmi/loader.h>

#include "fake.h"

/* The table again, as the test reads it. */
static const struct {
	const char *name, *family;
	int group, may;
} calls[VMI_NR_CALLS] = {
#define VMI_CALL(nr, Name, family, since, sig, clob, seg, group, answers, ...)                               \
	[nr] = {#Name, #family, group, VMI_MAY_##answers},
#include <calls.def>
};

static const char *const families[] = {
#define VMI_FAMILY(name, what) #name,
#include <calls.def>
};

static bool bit(const uint32_t *bits, unsigned int n)
{
	return bits[n / 32] >> (n % 32) & 1;
}

static struct vmi_mask parse(const char *words)
{
	struct vmi_mask mask;

	vmi_mask_init(&mask);
	assert_status(vmi_mask_parse(words, strlen(words), &mask, NULL), VMI_OK);
	return mask;
}

static struct vmi_mask cmdline(const char *line)
{
	struct vmi_mask mask;

	vmi_mask_init(&mask);
	assert_status(vmi_mask_cmdline(line, &mask, NULL), VMI_OK);
	return mask;
}

static void same_mask(const struct vmi_mask *a, const struct vmi_mask *b)
{
	assert_int_equal(a->off, b->off);
	assert_memory_equal(a->native, b->native, sizeof(a->native));
	assert_memory_equal(a->force, b->force, sizeof(a->force));
}

static int popcount(const uint32_t *bits)
{
	int n = 0;

	for (unsigned int i = 0; i < VMI_CALL_LIMIT; i++)
		n += bit(bits, i);
	return n;
}

static void test_init(void **state)
{
	struct vmi_mask mask;

	(void)state;
	memset(&mask, 0xFF, sizeof(mask));
	vmi_mask_init(&mask);
	assert_false(mask.off);
	assert_int_equal(popcount(mask.native), 0);
	assert_int_equal(popcount(mask.force), 0);
}

static void test_off(void **state)
{
	struct vmi_mask mask = parse("off");

	(void)state;
	assert_true(mask.off);
	assert_int_equal(popcount(mask.native), 0);
	mask = parse("-irq,off,+irq");
	assert_true(mask.off);
}

static void test_each_call(void **state)
{
	(void)state;
	for (int call = 0; call < VMI_NR_CALLS; call++) {
		struct vmi_mask mask;
		char word[64];

		if (!calls[call].name)
			continue;
		snprintf(word, sizeof(word), "-%s", calls[call].name);
		mask = parse(word);
		for (int other = 0; other < VMI_NR_CALLS; other++) {
			bool group = calls[call].group && calls[other].name &&
				     calls[other].group == calls[call].group;

			if (bit(mask.native, other) != (other == call || group))
				fail_msg("%s: call %d", word, other);
		}
		assert_int_equal(popcount(mask.force), 0);
		assert_false(mask.off);
	}
}

static void test_each_family(void **state)
{
	(void)state;
	for (size_t f = 0; f < COUNT(families); f++) {
		struct vmi_mask mask;
		char word[64];
		int n = 0;

		snprintf(word, sizeof(word), "-%s", families[f]);
		mask = parse(word);
		for (int call = 0; call < VMI_NR_CALLS; call++) {
			bool member = calls[call].name && !strcmp(calls[call].family, families[f]);

			if (bit(mask.native, call) != member)
				fail_msg("%s: call %d", word, call);
			n += member;
		}
		assert_true(n > 0);
		assert_int_equal(popcount(mask.native), n);
	}
}

static void test_groups_by_name(void **state)
{
	struct vmi_mask mask = parse("-SetAlarm");

	(void)state;
	assert_true(bit(mask.native, VMI_CALL_GetCycleFrequency));
	assert_true(bit(mask.native, VMI_CALL_WallclockUpdated));
	assert_false(bit(mask.native, VMI_CALL_RDTSC));
	mask = parse("-SetPxELong");
	assert_true(bit(mask.native, VMI_CALL_UpdatePxELong));
	assert_false(bit(mask.native, VMI_CALL_SetCR3));
	assert_int_equal(popcount(mask.native), 2);
}

static void test_plus(void **state)
{
	struct vmi_mask mask = parse("-irq,+Halt"), none = parse("-cpu,+cpu");

	(void)state;
	assert_false(bit(mask.native, VMI_CALL_Halt));
	assert_true(bit(mask.native, VMI_CALL_IRET));
	assert_int_equal(popcount(mask.force), 0);
	assert_int_equal(popcount(none.native), 0);
	assert_int_equal(popcount(none.force), 0);

	mask = parse("+IRET");
	assert_true(bit(mask.force, VMI_CALL_IRET));
	assert_int_equal(popcount(mask.force), 1);
	mask = parse("+irq");
	assert_true(bit(mask.force, FAKE_RETURN));
	assert_int_equal(popcount(mask.force), 2);
	mask = parse("+IRET,-irq");
	assert_int_equal(popcount(mask.force), 0);
	assert_true(bit(mask.native, VMI_CALL_IRET));
	mask = parse("-SetAlarm,+GetCycleCounter");
	assert_int_equal(popcount(mask.native), 0);
}

static const struct {
	const char *words;
	size_t bad;
} bad_words[] = {
	{"", 0},
	{"on", 0},
	{"OFF", 0},
	{"off ", 0},
	{"-", 0},
	{"+", 0},
	{"irq", 0},
	{"-off", 0},
	{"+off", 0},
	{"-Irq", 0},
	{"-setcr3", 0},
	{"-SetCR", 0},
	{"-SetCR33", 0},
	{"--irq", 0},
	{"-irq,", 5},
	{",-irq", 0},
	{"-irq,,-cpu", 5},
	{"-irq,-cpu,x", 10},
	{"-irq -cpu", 0},
	{"off,-nothing", 4},
	{"-SetCR3,-49", 8},
	{"disable_timer", 0},
	{"=-irq", 0},
};

static void test_bad_words(void **state)
{
	struct vmi_mask before = parse("-time,+IRET");

	(void)state;
	for (size_t i = 0; i < COUNT(bad_words); i++) {
		struct vmi_mask mask = before;
		size_t bad = 99, len = strlen(bad_words[i].words);

		/* no NUL follows: the length is all there is */
		char *words = malloc(len ? len : 1);

		memcpy(words, bad_words[i].words, len);
		assert_status(vmi_mask_parse(words, len, &mask, &bad), VMI_BAD_MASK);
		if (bad != bad_words[i].bad)
			fail_msg("\"%s\": offset %zu", bad_words[i].words, bad);
		assert_status(vmi_mask_parse(words, len, &mask, NULL), VMI_BAD_MASK);
		same_mask(&mask, &before);
		free(words);
	}
}

/* The words may come from anywhere, and a NUL among them ends nothing. */
static void test_nul_in_words(void **state)
{
	struct vmi_mask mask;

	(void)state;
	vmi_mask_init(&mask);
	for (size_t len = 5; len <= 8; len++)
		assert_status(vmi_mask_parse("-mmu\0\0\0\0", len, &mask, NULL), VMI_BAD_MASK);
	assert_status(vmi_mask_parse("off\0", 4, &mask, NULL), VMI_BAD_MASK);
	assert_int_equal(popcount(mask.native), 0);
	assert_false(mask.off);
}

static void test_cmdline(void **state)
{
	struct vmi_mask a, b = parse("-irq,-SetCR3,+IRET");

	(void)state;
	a = cmdline("root=/dev/hda1 vmi=-irq,-SetCR3 quiet vmi=+IRET");
	same_mask(&a, &b);
	a = cmdline("  vmi=-irq\tvmi=-SetCR3\nvmi=+IRET  ");
	same_mask(&a, &b);
	/* A line may come from a file, with any end that lines have. */
	a = cmdline("vmi=-irq,-SetCR3 vmi=+IRET\r");
	same_mask(&a, &b);
	a = cmdline("vmi=-irq\r\nvmi=-SetCR3\rvmi=+IRET\r\n");
	same_mask(&a, &b);
	a = cmdline("");
	assert_int_equal(popcount(a.native), 0);
	a = cmdline("xvmi=-irq vmi vm=off novmi=off vmix=off root=vmi=off");
	assert_int_equal(popcount(a.native), 0);
	assert_false(a.off);
	a = cmdline("/boot/kernel vmi=off");
	assert_true(a.off);
}

/* Quotes around the value or the word go; what stands in another word's is that word's. */
static void test_quotes(void **state)
{
	static const char *const lines[] = {
		"vmi=\"-irq,-SetCR3,+IRET\"", "\"vmi=-irq,-SetCR3,+IRET\"", "a \"vmi=-irq,-SetCR3\" b vmi=\"+IRET\"\r\n",
		"vmi=-irq say=\"x vmi=off\" vmi=-SetCR3,+IRET", "\"x vmi=off\" vmi=-irq,-SetCR3,+IRET \"x\" \"",
	};
	static const struct {
		const char *line;
		size_t bad;
	} wrong[] = {{"vmi=\"\"", 5}, {"vmi=\"", 5}, {"\"vmi=\"", 6}, {"\"vmi=\" x", 6}, {"vmi=\"-irq,-x\"", 10},
		     {"vmi=\"-irq -mmu\"", 5}, {"vmi=-irq,\"-mmu\"", 9}};
	struct vmi_mask want = parse("-irq,-SetCR3,+IRET");

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct vmi_mask mask = cmdline(lines[i]);

		same_mask(&mask, &want);
		assert_false(mask.off);
	}
	for (size_t i = 0; i < COUNT(wrong); i++) {
		struct vmi_mask mask = want;
		size_t bad = 99;

		assert_status(vmi_mask_cmdline(wrong[i].line, &mask, &bad), VMI_BAD_MASK);
		assert_int_equal(bad, wrong[i].bad);
		same_mask(&mask, &want);
	}
}

static void test_bad_cmdline(void **state)
{
	static const struct {
		const char *line;
		size_t bad;
	} lines[] = {
		{"vmi=", 4},
		{"quiet vmi=-irq vmi=-irqs", 19},
		{"vmi=-irq,-x quiet", 9},
		{"vmi=off vmi=OFF vmi=-irq", 12},
	};
	struct vmi_mask before = parse("-mmu");

	(void)state;
	for (size_t i = 0; i < COUNT(lines); i++) {
		struct vmi_mask mask = before;
		size_t bad = 99;

		assert_status(vmi_mask_cmdline(lines[i].line, &mask, &bad), VMI_BAD_MASK);
		assert_int_equal(bad, lines[i].bad);
		assert_status(vmi_mask_cmdline(lines[i].line, &mask, NULL), VMI_BAD_MASK);
		same_mask(&mask, &before);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_init),           cmocka_unit_test(test_off),
	cmocka_unit_test(test_each_call),      cmocka_unit_test(test_each_family),
	cmocka_unit_test(test_groups_by_name), cmocka_unit_test(test_plus),
	cmocka_unit_test(test_bad_words),      cmocka_unit_test(test_cmdline),
	cmocka_unit_test(test_quotes),
	cmocka_unit_test(test_bad_cmdline),    cmocka_unit_test(test_nul_in_words),
};

UNIT_MAIN(tests)
