// SPDX-License-Identifier: GPL-2.0-only
/*
 * Each slot of the native ROMs, run alone in the emulator at two addresses.
 * What could go wrong: a wrong result, a register that the table says is kept,
 * a store too many, code that depends on where it lies.
 */
#include "slotbench.h"

struct place {
	const char *file;
	uint32_t base;
	struct image image;
};

static struct place places[] = {
	{.file = ROM_FILE("native-i386"), .base = EMULATE_BASE_A},
	{.file = ROM_FILE("native-i386"), .base = EMULATE_BASE_B},
	{.file = ROM_FILE("native-i386-call"), .base = EMULATE_BASE_A},
	{.file = ROM_FILE("native-i386-call"), .base = EMULATE_BASE_B},
};

/* Runs a test's body at every place, each time on a fresh machine. */
static void everywhere(void (*body)(struct bench *b))
{
	static struct bench b;

	for (unsigned int i = 0; i < COUNT(places); i++) {
		bench_open(&b, &places[i].image, places[i].base);
		body(&b);
		bench_close(&b);
	}
}

#define SLOT_TEST(name)                                                                                      \
	static void body_##name(struct bench *b);                                                            \
	static void test_##name(void **state)                                                                \
	{                                                                                                    \
		(void)state;                                                                                 \
		everywhere(body_##name);                                                                     \
	}                                                                                                    \
	static void body_##name(struct bench *b)

static void set_flags(struct bench *b, uint32_t flags)
{
	b->in.eflags = 2 | flags;
}

/* Each into a table of its own, else a slot that does nothing would pass after one that does. */
static void write_entry(struct bench *b, unsigned int call)
{
	const uint32_t entry[] = {0x1234abcd, 0x00cf9b00};
	uint32_t table = DATA + call * 0x100;

	bench_args(b, table, 3, entry[0]);
	bench_expect(b, table + 3 * 8, entry, sizeof(entry));
	bench_call(b, call, &entry[1], 1);
}

SLOT_TEST(write_entries)
{
	write_entry(b, VMI_CALL_WriteGDTEntry);
	write_entry(b, VMI_CALL_WriteLDTEntry);
	write_entry(b, VMI_CALL_WriteIDTEntry);
}

SLOT_TEST(set_pxe)
{
	const uint32_t entry = 0x00123067;

	bench_expect(b, DATA + 0x800, &entry, sizeof(entry));
	bench_call3(b, VMI_CALL_SetPxE, entry, DATA + 0x800, VMI_PAGE_PT | VMI_PAGE_CURRENT_AS);
}

SLOT_TEST(set_pxe_long)
{
	const uint32_t entry[] = {0x00123067, 0x80000001};
	const uint32_t flags = VMI_PAGE_PT;

	bench_args(b, entry[0], entry[1], DATA + 0x808);
	bench_expect(b, DATA + 0x808, entry, sizeof(entry));
	bench_call(b, VMI_CALL_SetPxELong, &flags, 1);
	/* Once more over itself, then cleared. */
	bench_call(b, VMI_CALL_SetPxELong, &flags, 1);
	bench_args(b, 0, 0, DATA + 0x808);
	bench_expect(b, DATA + 0x808, (uint64_t[]){0}, 8);
	bench_call(b, VMI_CALL_SetPxELong, &flags, 1);
}

SLOT_TEST(hints)
{
	const uint32_t words[] = {0x300, 0x100};

	bench_call3(b, VMI_CALL_UpdateKernelStack, 0x68, 0xc1234000, 1);
	bench_call3(b, VMI_CALL_UpdatePxE, DATA, VMI_PAGE_PT, 1);
	bench_call3(b, VMI_CALL_UpdatePxELong, DATA, VMI_PAGE_PT, 1);
	bench_call3(b, VMI_CALL_ReleasePage, 0x1234, VMI_PAGE_PT | VMI_PAGE_ZEROED, 1);
	bench_call3(b, VMI_CALL_SetLazyMode, VMI_LAZY_MMU, 1, 1);
	bench_call3(b, VMI_CALL_SetLazyMode, VMI_LAZY_NONE, 1, 1);
	bench_args(b, 0, 0xc0000000, 0x377fe);
	bench_call(b, VMI_CALL_SetLinearMapping, words, 1);
	bench_args(b, 0x1234, VMI_PAGE_PD | VMI_PAGE_CLONE | VMI_PAGE_ZEROED, 0x1300);
	bench_call(b, VMI_CALL_AllocatePage, words, 2);
}

SLOT_TEST(frames)
{
	bench_call3(b, VMI_CALL_MachineToPhysical, 0x12345067, 0x80000001, 0);
	bench_kept(b, REG_ECX);
	bench_call3(b, VMI_CALL_PhysicalToMachine, 0x12345067, 0x80000001, 0);
	bench_kept(b, REG_ECX);
}

SLOT_TEST(interrupt_flag)
{
	for (uint32_t flag = 0; flag <= EMULATE_FLAG_IF; flag += EMULATE_FLAG_IF) {
		b->flags_may_change = 0;
		set_flags(b, flag);
		bench_call3(b, VMI_CALL_GetInterruptMask, 1, 2, 3);
		assert_int_equal(b->out.eax & EMULATE_FLAG_IF, flag);
		b->flags_may_change = EMULATE_FLAG_IF;
		bench_call3(b, VMI_CALL_EnableInterrupts, 1, 2, 3);
		assert_int_equal(b->out.eflags & EMULATE_FLAG_IF, EMULATE_FLAG_IF);
		bench_call3(b, VMI_CALL_DisableInterrupts, 1, 2, 3);
		assert_int_equal(b->out.eflags & EMULATE_FLAG_IF, 0);
		bench_call3(b, VMI_CALL_SetInterruptMask, 2 | EMULATE_FLAG_IF, 2, 3);
		assert_int_equal(b->out.eflags & EMULATE_FLAG_IF, EMULATE_FLAG_IF);
		bench_call3(b, VMI_CALL_SetInterruptMask, 2, 2, 3);
		assert_int_equal(b->out.eflags & EMULATE_FLAG_IF, 0);
	}
}

SLOT_TEST(halt)
{
	b->flags_may_change = EMULATE_FLAG_IF;
	set_flags(b, 0);
	bench_call3(b, VMI_CALL_Halt, 1, 2, 3);
	assert_int_equal(b->out.eflags & EMULATE_FLAG_IF, EMULATE_FLAG_IF);
}

static uint32_t get(struct bench *b, unsigned int call)
{
	bench_call3(b, call, 0x11111111, 0x22222222, 0x33333333);
	return b->out.eax;
}

SLOT_TEST(control_registers)
{
	uint32_t cr0 = get(b, VMI_CALL_GetCR0);

	bench_call3(b, VMI_CALL_SetCR0, cr0 | 8, 0, 0);
	assert_int_equal(get(b, VMI_CALL_GetCR0), cr0 | 8);
	bench_call3(b, VMI_CALL_CLTS, 0, 0, 0);
	assert_int_equal(get(b, VMI_CALL_GetCR0), cr0 & ~8u);
	bench_call3(b, VMI_CALL_SetCR2, 0xbadadd12, 0, 0);
	assert_int_equal(get(b, VMI_CALL_GetCR2), 0xbadadd12);
	bench_call3(b, VMI_CALL_SetCR3, 0x00345000, 0, 0);
	assert_int_equal(get(b, VMI_CALL_GetCR3), 0x00345000);
	bench_call3(b, VMI_CALL_SetCR4, 0x90, 0, 0);
	assert_int_equal(get(b, VMI_CALL_GetCR4), 0x90);
}

SLOT_TEST(debug_registers)
{
	static const struct {
		uint32_t number, value;
	} registers[] = {{0, 0xc0001000}, {1, 0xc0002000}, {2, 0xc0003000}, {3, 0xc0004000}, {7, 0x00000400}};

	for (unsigned int i = 0; i < COUNT(registers); i++)
		bench_call3(b, VMI_CALL_SetDR, registers[i].number, registers[i].value, 0);
	for (unsigned int i = 0; i < COUNT(registers); i++) {
		bench_call3(b, VMI_CALL_GetDR, registers[i].number, 0, 0);
		assert_int_equal(b->out.eax, registers[i].value);
	}
}

static void load_and_store(struct bench *b, unsigned int set, unsigned int get_call)
{
	const uint8_t table[6] = {0xff, 0x07, 0x78, 0x56, 0x34, get_call};

	bench_poke(b, DATA + 0x10, table, sizeof(table));
	bench_call3(b, set, DATA + 0x10, 0, 0);
	bench_expect(b, DATA + get_call * 0x10 + 1, table, sizeof(table));
	bench_call3(b, get_call, DATA + get_call * 0x10 + 1, 0, 0);
}

SLOT_TEST(table_registers)
{
	load_and_store(b, VMI_CALL_SetGDT, VMI_CALL_GetGDT);
	load_and_store(b, VMI_CALL_SetIDT, VMI_CALL_GetIDT);
}

/* GDT at DATA + 0x1000: null, flat code, flat data, TSS, LDT. */
static void load_gdt(struct bench *b)
{
	const uint64_t gdt[] = {0, 0x00cf9b000000ffff, 0x00cf93000000ffff, 0x0000890200000067,
				0x0000820200000007};
	const uint8_t table[6] = {sizeof(gdt) - 1, 0, 0x00, 0x10, 0x02, 0x00};

	bench_poke(b, DATA + 0x1000, gdt, sizeof(gdt));
	bench_poke(b, DATA + 0x10, table, sizeof(table));
	bench_call3(b, VMI_CALL_SetGDT, DATA + 0x10, 0, 0);
}

SLOT_TEST(task_and_ldt_registers)
{
	const uint8_t busy = 0x8b;

	load_gdt(b);
	bench_expect(b, DATA + 0x1018 + 5, &busy, 1);
	bench_call3(b, VMI_CALL_SetTR, 0x18, 0, 0);
	assert_int_equal(get(b, VMI_CALL_GetTR) & 0xffff, 0x18);
	bench_call3(b, VMI_CALL_SetLDT, 0x20, 0, 0);
	assert_int_equal(get(b, VMI_CALL_GetLDT) & 0xffff, 0x20);
	bench_call3(b, VMI_CALL_SetLDT, 0, 0, 0);
	assert_int_equal(get(b, VMI_CALL_GetLDT) & 0xffff, 0);
}

SLOT_TEST(msrs)
{
	bench_call3(b, VMI_CALL_WRMSR, 0x00345678, 0, 0x175);
	bench_call3(b, VMI_CALL_RDMSR, 1, 1, 0x175);
	assert_int_equal(b->out.eax, 0x00345678);
	assert_int_equal(b->out.edx, 0);
}

SLOT_TEST(counters)
{
	uint64_t first;

	bench_call3(b, VMI_CALL_RDTSC, 1, 1, 1);
	first = (uint64_t)b->out.edx << 32 | b->out.eax;
	bench_call3(b, VMI_CALL_RDTSC, 1, 1, 1);
	assert_true(((uint64_t)b->out.edx << 32 | b->out.eax) > first);
}

SLOT_TEST(cpuid)
{
	uint32_t vendor[3];

	bench_call3(b, VMI_CALL_CPUID, 0, 0, 0);
	assert_true(b->out.eax >= 1);
	vendor[0] = b->out.ebx, vendor[1] = b->out.edx, vendor[2] = b->out.ecx;
	for (unsigned int i = 0; i < sizeof(vendor); i++)
		assert_in_range(((uint8_t *)vendor)[i], 0x20, 0x7e);
}

/* That entries go can't be seen: unicorn 2.0 does not translate.  What must not change can. */
SLOT_TEST(tlb)
{
	for (uint32_t flag = 0; flag <= EMULATE_FLAG_IF; flag += EMULATE_FLAG_IF) {
		set_flags(b, flag);
		bench_call3(b, VMI_CALL_SetCR4, 0x90, 0, 0);
		bench_call3(b, VMI_CALL_SetCR3, 0x00345000, 0, 0);
		bench_call3(b, VMI_CALL_InvalPage, 0xc0345000, 0, 0);
		bench_call3(b, VMI_CALL_FlushTLB, VMI_FLUSH_TLB, 0, 0);
		bench_call3(b, VMI_CALL_FlushTLB, VMI_FLUSH_TLB | VMI_FLUSH_GLOBAL, 0, 0);
		assert_int_equal(get(b, VMI_CALL_GetCR4), 0x90);
		assert_int_equal(get(b, VMI_CALL_GetCR3), 0x00345000);
	}
	bench_call3(b, VMI_CALL_WBINVD, 0, 0, 0);
}

SLOT_TEST(io)
{
	bench_call3(b, VMI_CALL_IODelay, 0, 0, 0);
	assert_int_equal(emulate_out_port(b->e), 0x80);
	b->flags_may_change = FLAG_IOPL;
	bench_call3(b, VMI_CALL_SetIOPLMask, 0x3000, 0, 0);
	assert_int_equal(b->out.eflags & FLAG_IOPL, 0x3000);
	set_flags(b, 0x3000 | EMULATE_FLAG_IF);
	bench_call3(b, VMI_CALL_SetIOPLMask, 0x1000, 0, 0);
	assert_int_equal(b->out.eflags & FLAG_IOPL, 0x1000);
}

/* A frame at ESP, and the slot entered by jump (from 0 on) or by call (a return address above). */
static void run_return(struct bench *b, unsigned int call, const uint32_t *frame, unsigned int words,
		       bool jump)
{
	static const uint32_t return_address = 0xdeadc0de;
	enum emulate_end end;

	emulate_junk(&b->in);
	b->in.esp -= 4 * words;
	emulate_poke(b->e, b->in.esp, frame, 4 * words);
	b->out = b->in;
	b->out.eip = bench_slot(b, call) + (jump ? VMI_ROM_JUMP_ENTRY : 0);
	if (!jump) {
		b->out.esp -= 4;
		emulate_poke(b->e, b->out.esp, &return_address, 4);
	}
	if (call == VMI_CALL_SYSEXIT) {
		b->out.edx = b->in.edx = EMULATE_RETURN;
		b->out.ecx = b->in.ecx = DATA + 0x2000;
	}
	end = emulate_run(b->e, &b->out, EMULATE_LIMIT);
	if (end != EMULATE_RETURNED)
		fail_msg("it did not return: %s", emulate_why(b->e));
}

/* By call only: the return address names the site. */
SLOT_TEST(iret)
{
	const uint32_t frame[] = {EMULATE_RETURN, EMULATE_CS, 0x2 | EMULATE_FLAG_IF | 0x41};

	run_return(b, VMI_CALL_IRET, frame, 3, false);
	b->in.esp += sizeof(frame);
	bench_kept(b, 0);
	assert_int_equal(b->out.eflags & 0xfff, frame[2]);
}

static void sysexit(struct bench *b, bool jump)
{
	/* SYSENTER_CS: SYSEXIT takes CS and SS from it. */
	bench_call3(b, VMI_CALL_WRMSR, 0x60, 0, 0x174);
	run_return(b, VMI_CALL_SYSEXIT, NULL, 0, jump);
	b->in.esp = b->in.ecx;
	bench_kept(b, 0);
	assert_int_equal(b->out.eflags & EMULATE_FLAG_IF, EMULATE_FLAG_IF);
}

SLOT_TEST(sysexit_by_jump)
{
	sysexit(b, true);
}

SLOT_TEST(sysexit_by_call)
{
	sysexit(b, false);
}

SLOT_TEST(reboot)
{
	b->out = b->in;
	/* The keyboard controller's reset line first; where that does nothing, a shutdown by int3. */
	assert_int_equal(emulate_call(b->e, bench_slot(b, VMI_CALL_Reboot), &b->out, NULL, 0, EMULATE_LIMIT),
			 EMULATE_FAULTED);
	assert_int_equal(emulate_out_port(b->e), 0x64);
	assert_non_null(strstr(emulate_why(b->e), "interrupt or exception 3"));
}

/* An answer leads to the slot of the number, or for a jump past its first instruction. */
SLOT_TEST(answers_are_slots)
{
	unsigned int addresses = 0;

	for (uint32_t call = 0; call < VMI_NR_CALLS; call++) {
		emulate_junk(&b->out);
		b->out.eax = call;
		assert_int_equal(
			emulate_call(b->e, b->base + VMI_ROM_OFF_RELOC, &b->out, NULL, 0, EMULATE_LIMIT),
			EMULATE_RETURNED);
		switch (b->out.edx & 0xff) {
		case VMI_ANSWER_CALL:
			assert_int_equal(b->out.eax, bench_slot(b, call));
			addresses++;
			break;
		case VMI_ANSWER_JUMP:
			assert_int_equal(b->out.eax, bench_slot(b, call) + VMI_ROM_JUMP_ENTRY);
			addresses++;
			break;
		}
	}
	assert_true(addresses > 10);
}

static int load(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < COUNT(places); i++) {
		const char *error = image_load(places[i].file, &places[i].image);

		if (error) {
			fprintf(stderr, "%s: %s\n", places[i].file, error);
			return -1;
		}
	}
	return 0;
}

static int unload(void **state)
{
	(void)state;
	for (unsigned int i = 0; i < COUNT(places); i++)
		image_free(&places[i].image);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_write_entries),
		cmocka_unit_test(test_set_pxe),
		cmocka_unit_test(test_set_pxe_long),
		cmocka_unit_test(test_hints),
		cmocka_unit_test(test_frames),
		cmocka_unit_test(test_interrupt_flag),
		cmocka_unit_test(test_halt),
		cmocka_unit_test(test_control_registers),
		cmocka_unit_test(test_debug_registers),
		cmocka_unit_test(test_table_registers),
		cmocka_unit_test(test_task_and_ldt_registers),
		cmocka_unit_test(test_msrs),
		cmocka_unit_test(test_counters),
		cmocka_unit_test(test_cpuid),
		cmocka_unit_test(test_tlb),
		cmocka_unit_test(test_io),
		cmocka_unit_test(test_iret),
		cmocka_unit_test(test_sysexit_by_jump),
		cmocka_unit_test(test_sysexit_by_call),
		cmocka_unit_test(test_reboot),
		cmocka_unit_test(test_answers_are_slots),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, load, unload) != 0;
}
