// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a client of 3.0 sees of today's ROMs, in the emulator.  Such clients
 * can't be changed.  An answer that differs from those that the native ROMs gave
 * when 3.0 was all there was would be a change under their feet.  So would any
 * answer to a number that it has never heard of.
 */
#include <vmirom/emulate.h>
#include "unit.h"

#include <vmi/calls.h>
#include <vmi/rom.h>

/* Number 0 first: N none, C call, J jump, 0 nop.  As of the last ROMs that said minor 0. */
static const char standard[] = "NNNCNCCCCCCNNN0NCNCNNNCCCCNNNNNNNCJNCNNN000000NN0NNNNNNNNNNNNCNNNNNNNNNNN0";
static const char all_called[] = "CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCNCCCCCCCCCCCNNNNNNNNNNNNCNNNCNNNNNNNC";
#define CALLS_OF_30 74
_Static_assert(sizeof(standard) == CALLS_OF_30 + 1 && sizeof(all_called) == CALLS_OF_30 + 1, "a letter each");

static const char letters[] = "NCJ0";

struct place {
	const char *file, *answers;
	uint32_t base;
};

static const struct place places[] = {
	{ROM_FILE("native-i386"), standard, EMULATE_BASE_A},
	{ROM_FILE("native-i386"), standard, EMULATE_BASE_B},
	{ROM_FILE("native-i386-call"), all_called, EMULATE_BASE_A},
	{ROM_FILE("native-i386-call"), all_called, EMULATE_BASE_B},
};

/* 29 to 32 are N to whom the GDT doesn't tell otherwise: test_kinds. */
static struct image image;
static struct emulator *e;
static uint32_t base;

static void open_rom(const char *file, uint32_t at)
{
	const char *error = image_load(file, &image);

	if (error)
		fail_msg("%s: %s", file, error);
	base = at;
	e = emulate_open(&image, base);
	assert_non_null(e);
}

static void close_rom(void)
{
	emulate_close(e);
	image_free(&image);
}

/* Calls an entry, which must return and keep what both entries keep. */
static struct emulate_regs call_entry(size_t offset, uint32_t eax)
{
	struct emulate_regs regs, before;

	emulate_junk(&before);
	regs = before;
	regs.eax = eax;
	if (emulate_call(e, base + offset, &regs, NULL, 0, EMULATE_LIMIT) != EMULATE_RETURNED)
		fail_msg("entry 0x%zx, EAX %u: %s", offset, eax, emulate_why(e));
	assert_int_equal(regs.ebx, before.ebx);
	assert_int_equal(regs.esi, before.esi);
	assert_int_equal(regs.edi, before.edi);
	assert_int_equal(regs.ebp, before.ebp);
	assert_int_equal(regs.esp, before.esp);
	assert_int_equal(regs.eflags & EMULATE_FLAG_DF, 0);
	return regs;
}

static void expect_answer(uint32_t call, char expected)
{
	struct emulate_regs regs = call_entry(VMI_ROM_OFF_RELOC, call);
	unsigned int type = regs.edx & 0xff;

	if (type >= VMI_NR_ANSWERS || letters[type] != expected)
		fail_msg("number %u is answered %u, was %c", call, type, expected);
	if (type == VMI_ANSWER_CALL || type == VMI_ANSWER_JUMP)
		assert_in_range(regs.eax - base, VMI_ROM_HEADER_SIZE, image.size - 1);
}

static void test_answers(void **state)
{
	static const uint32_t later[] = {VMI_CALL_LIMIT, 255, 256, 0x14a, 0x8000004a, 0xfffffffe, 0xffffffff};

	(void)state;
	for (size_t i = 0; i < COUNT(places); i++) {
		open_rom(places[i].file, places[i].base);
		assert_int_equal(call_entry(VMI_ROM_OFF_INIT, 0).eax, VMI_INIT_OK);
		for (uint32_t call = 0; call < CALLS_OF_30; call++)
			expect_answer(call, places[i].answers[call]);
		/* What 3.1 added is as unknown as anything else behind the end. */
		for (uint32_t call = CALLS_OF_30; call < VMI_CALL_LIMIT; call++)
			expect_answer(call, 'N');
		for (size_t n = 0; n < COUNT(later); n++)
			expect_answer(later[n], 'N');
		close_rom();
	}
}

/*
 * Clients whose sites of calls 29 to 32 save registers are told by their GDT, and get call for them
 * (docs/client30-answers.md); whatever is like it but for one bit gets none.
 */
#define GDT_ENTRIES 32
#define GDT_KERNEL_CS 12
#define GDT_ESPFIX 26

static char flag_answer(const uint64_t *gdt, size_t entries)
{
	char answer = 0;

	assert_true(emulate_load_gdt(e, gdt, entries));
	for (uint32_t call = VMI_CALL_EnableInterrupts; call <= VMI_CALL_SetInterruptMask; call++) {
		unsigned int type = call_entry(VMI_ROM_OFF_RELOC, call).edx & 0xff;

		assert_in_range(type, VMI_ANSWER_NONE, VMI_ANSWER_CALL);
		assert_true(!answer || answer == letters[type]);
		answer = letters[type];
	}
	return answer;
}

static void test_kinds(void **state)
{
	/* Of a 2.6.24: flat segments of the kernel and of programs, and what a 16-bit stack would need. */
	static const uint64_t early[GDT_ENTRIES + 1] = {[1] = 0x00cf9b000000ffff,
							[2] = 0x00cf93000000ffff,
							[GDT_KERNEL_CS] = 0x00cf9b000000ffff,
							[13] = 0x00cf93000000ffff,
							[14] = 0x00cffa000000ffff,
							[15] = 0x00cff2000000ffff,
							[GDT_ESPFIX] = 0x00c0920000000000,
							[27] = 0x00c0920000000000};
	static const uint8_t compared[] = {GDT_KERNEL_CS, GDT_ESPFIX};
	uint64_t gdt[GDT_ENTRIES + 1];

	(void)state;
	for (size_t i = 0; i < COUNT(places); i++) {
		bool called = places[i].answers == all_called;

		open_rom(places[i].file, places[i].base);
		assert_int_equal(flag_answer(early, GDT_ENTRIES), 'C');
		for (uint32_t call = 0; call < CALLS_OF_30; call++)
			expect_answer(call,
				      call >= VMI_CALL_EnableInterrupts && call <= VMI_CALL_SetInterruptMask
					      ? 'C'
					      : places[i].answers[call]);
		assert_int_equal(flag_answer(early, GDT_ENTRIES - 1), called ? 'C' : 'N');
		assert_int_equal(flag_answer(early, GDT_ENTRIES + 1), called ? 'C' : 'N');
		for (size_t n = 0; n < COUNT(compared); n++)
			for (unsigned int bit = 0; bit < 64; bit++) {
				/* Base, access and, for code, what isn't limit and granularity. */
				if (compared[n] == GDT_KERNEL_CS && bit >= 16 && (bit < 48 || bit > 55))
					continue;
				memcpy(gdt, early, sizeof(gdt));
				gdt[compared[n]] ^= 1ull << bit;
				assert_int_equal(flag_answer(gdt, GDT_ENTRIES), called ? 'C' : 'N');
			}
		/* Since 2.6.31 that stack is flat. */
		memcpy(gdt, early, sizeof(gdt));
		gdt[GDT_ESPFIX] = 0x00cf92000000ffff;
		assert_int_equal(flag_answer(gdt, GDT_ENTRIES), called ? 'C' : 'N');
		close_rom();
	}
}

/* The fields that such a client reads. */
static void test_header(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(places); i++) {
		size_t licence;

		open_rom(places[i].file, places[i].base);
		assert_int_equal(image_u16(&image, VMI_ROM_OFF_SIGNATURE), VMI_ROM_SIGNATURE);
		assert_int_equal(image_u32(&image, VMI_ROM_OFF_VMI), VMI_ROM_VMI_SIGNATURE);
		assert_int_equal(image_u8(&image, VMI_ROM_OFF_MAJOR), 3);
		assert_int_equal(image_u32(&image, VMI_ROM_OFF_VIRTUAL_TOP), 0);
		assert_int_not_equal(image_u16(&image, VMI_ROM_OFF_PCI), 0);
		licence = image_u16(&image, VMI_ROM_OFF_LICENCE);
		assert_string_equal((const char *)image.byte + licence, "GPL v2");
		assert_int_equal(image.size, 8192);
		close_rom();
	}
}

/* The Xen ROM is nothing for it where there is no Xen, and says so before it has changed anything. */
static void test_refused(void **state)
{
	static uint8_t before[EMULATE_DATA_SIZE], after[EMULATE_DATA_SIZE];

	(void)state;
	open_rom(ROM_FILE("xen-i386"), EMULATE_BASE_B);
	assert_true(emulate_peek(e, EMULATE_DATA, before, sizeof(before)));
	assert_int_equal(call_entry(VMI_ROM_OFF_INIT, 0).eax, VMI_INIT_WRONG_PLATFORM);
	assert_true(emulate_peek(e, EMULATE_DATA, after, sizeof(after)));
	assert_memory_equal(before, after, sizeof(before));
	close_rom();
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_answers),
	cmocka_unit_test(test_kinds),
	cmocka_unit_test(test_header),
	cmocka_unit_test(test_refused),
};

UNIT_MAIN(tests)
