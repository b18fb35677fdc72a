/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The 64-bit native ROMs on this processor, at level 3: what they answer for each number, and the bodies that
 * need no privilege. Risk: a register that the client counts on is gone, or a site holds other bytes than the
 * native ones.
 */
#include "unit.h"

#include <sys/mman.h>

#include <vmi/calls.h>
#include <vmi/place.h>
#include <vmi/rom.h>
#include <vmi/start.h>

enum { RAX, RCX, RDX, RBX, RBP, RSI, RDI, R8, R9, R10, R11, R12, R13, R14, R15, NR_REGS };

struct regs {
	uint64_t r[NR_REGS], flags;
};

#define FLAGS_ARITHMETIC 0x8d5u
#define FLAG_DF 0x400u

/* run(regs, body): calls it with these registers, and puts there what it left. */
void run(struct regs *regs, const uint8_t *body);
asm(".text\n"
    ".globl run\n"
    "run:\n"
    "	push %rbx; push %rbp; push %r12; push %r13; push %r14; push %r15\n"
    "	push %rdi\n"
    "	push %rsi\n"
    "	mov (%rdi), %rax; mov 8(%rdi), %rcx; mov 16(%rdi), %rdx; mov 24(%rdi), %rbx; mov 32(%rdi), %rbp\n"
    "	mov 40(%rdi), %rsi; mov 56(%rdi), %r8; mov 64(%rdi), %r9; mov 72(%rdi), %r10; mov 80(%rdi), %r11\n"
    "	mov 88(%rdi), %r12; mov 96(%rdi), %r13; mov 104(%rdi), %r14; mov 112(%rdi), %r15; mov 48(%rdi), "
    "%rdi\n"
    "	call *(%rsp)\n"
    "	mov %rdi, (%rsp)\n"
    "	mov 8(%rsp), %rdi\n"
    "	mov %rax, (%rdi); mov %rcx, 8(%rdi); mov %rdx, 16(%rdi); mov %rbx, 24(%rdi); mov %rbp, 32(%rdi)\n"
    "	mov %rsi, 40(%rdi); mov %r8, 56(%rdi); mov %r9, 64(%rdi); mov %r10, 72(%rdi); mov %r11, 80(%rdi)\n"
    "	mov %r12, 88(%rdi); mov %r13, 96(%rdi); mov %r14, 104(%rdi); mov %r15, 112(%rdi)\n"
    "	pushf\n"
    "	pop 120(%rdi)\n"
    "	pop 48(%rdi)\n"
    "	pop %rdi\n"
    "	pop %r15; pop %r14; pop %r13; pop %r12; pop %rbp; pop %rbx\n"
    "	ret\n");

/* The table: what each may be answered. VMI_ANSWER_NONE alone for a number that no call has. */
static const uint8_t may[VMI_NR_CALLS] = {
#define VMI_CALL(nr, Name, family, since, shape, clob, seg, group, answers, ...) [nr] = VMI_MAY_##answers,
#define VMI_UNUSED(nr) [nr] = 1 << VMI_ANSWER_NONE,
#include <calls.def>
};

enum clob { C, READ, KEEP, FINAL };
static const uint8_t clobbers[VMI_NR_CALLS] = {
#define VMI_CALL(nr, Name, family, since, shape, clob, ...) [nr] = clob,
#include <calls.def>
};

enum {
#define VMI_CALL(nr, Name, ...) Name = nr,
#include <calls.def>
};

static uint8_t *image;
static uint32_t size;

static void place(const char *file)
{
	FILE *f = fopen(file, "rb");

	assert_non_null(f);
	assert_int_equal(fseek(f, 0, SEEK_END), 0);
	size = (uint32_t)ftell(f);
	rewind(f);
	image = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_true(image != MAP_FAILED);
	assert_int_equal(fread(image, 1, size, f), size);
	fclose(f);
	assert_int_equal(mprotect(image, size, PROT_READ | PROT_EXEC), 0);
}

static void take_away(void)
{
	assert_int_equal(munmap(image, size), 0);
}

/* Junk, but no flag that has an effect of its own. */
static struct regs junk(void)
{
	struct regs regs;

	for (unsigned int i = 0; i < NR_REGS; i++)
		regs.r[i] = 0xA5A5000010000001ull * (i + 1);
	regs.flags = 0;
	return regs;
}

/* Calls with what a body may destroy checked; but: registers with a result. */
static struct regs called(unsigned int clob, unsigned int but, const uint8_t *body, struct regs in)
{
	struct regs out = in;
	unsigned int free = clob == C ? 1 << RAX | 1 << RCX | 1 << RDX | 1 << RSI | 1 << RDI | 0xf << R8 : 0;

	run(&out, body);
	for (unsigned int i = 0; i < NR_REGS; i++)
		if (!((free | but) >> i & 1))
			assert_int_equal(out.r[i], in.r[i]);
	assert_int_equal(out.flags & FLAG_DF, 0);
	return out;
}

static const uint8_t *answer(unsigned int call, unsigned int *what)
{
	struct regs in = junk(), out;

	in.r[RDI] = 0xffffffff00000000ull | call; /* upper halves hold anything */
	out = called(C, 0, image + VMI_ROM_OFF_RELOC, in);
	*what = out.r[RDX] & 0xff;
	return (const uint8_t *)(uintptr_t)out.r[RAX];
}

static const uint8_t *body_of(unsigned int call)
{
	unsigned int what;
	const uint8_t *body = answer(call, &what);

	assert_int_equal(what, VMI_ANSWER_CALL);
	return body;
}

/* With the arguments in RDI, RSI, RDX, RCX. */
static struct regs called4(unsigned int call, unsigned int but, uint64_t a, uint64_t b, uint64_t c,
			   uint64_t d)
{
	struct regs in = junk();

	in.r[RDI] = a;
	in.r[RSI] = b;
	in.r[RDX] = c;
	in.r[RCX] = d;
	return called(clobbers[call], but, body_of(call), in);
}

static void all_answers(const char *file)
{
	static const uint8_t endbr64[] = {0xf3, 0x0f, 0x1e, 0xfa};
	static const unsigned int beyond[] = {VMI_NR_CALLS, 0xff, 0x100, 0x7fffffff, 0xffffffff};
	unsigned int what, again;

	place(file);
	assert_memory_equal(image + VMI_ROM_OFF_RELOC, endbr64, sizeof(endbr64));
	for (unsigned int call = 0; call < VMI_NR_CALLS; call++) {
		const uint8_t *body = answer(call, &what);

		assert_ptr_equal(answer(call, &again), body);
		assert_int_equal(again, what);
		assert_true(may[call] >> what & 1);
		if (what != VMI_ANSWER_CALL && what != VMI_ANSWER_JUMP) {
			assert_null(body);
			continue;
		}
		assert_true(body >= image + VMI_ROM_HEADER_SIZE && body < image + size - sizeof(endbr64));
		assert_memory_equal(body, endbr64, sizeof(endbr64));
	}
	for (unsigned int i = 0; i < COUNT(beyond); i++) {
		assert_null(answer(beyond[i], &what));
		assert_int_equal(what, VMI_ANSWER_NONE);
	}
	take_away();
}

static void test_answers(void **state)
{
	(void)state;
	all_answers(ROM_FILE("native-x86_64"));
	all_answers(ROM_FILE("native-x86_64-call"));
}

/* What a client does often is its own, natively. */
static void test_hot(void **state)
{
	static const unsigned int hot[] = {EnableInterrupts,
					   DisableInterrupts,
					   GetInterruptMask,
					   SetInterruptMask,
					   IRET,
					   SYSRET,
					   SwapGS,
					   SetPxELong,
					   InvalPage,
					   FlushTLB,
					   SetCR3,
					   GetCR2,
					   RDTSC,
					   WRMSR,
					   RDMSR,
					   CLTS,
					   EnterTrap,
					   UpdateKernelStack,
					   MachineToPhysical,
					   PhysicalToMachine,
					   SetLazyMode,
					   SetUserCR3,
					   SetFSBase};
	unsigned int what;

	(void)state;
	place(ROM_FILE("native-x86_64"));
	for (unsigned int i = 0; i < COUNT(hot); i++) {
		answer(hot[i], &what);
		assert_true(what == VMI_ANSWER_NONE || what == VMI_ANSWER_NOP);
	}
	take_away();
}

static uint64_t inline_bytes(unsigned int call)
{
	return called4(GetInline, 0, call, 0, 0, 0).r[RAX];
}

static void test_inline(void **state)
{
	static const struct {
		unsigned int call, len;
		uint8_t bytes[4];
	} forms[] = {
		{EnableInterrupts, 1, {0xfb}},
		{DisableInterrupts, 1, {0xfa}},
		{GetInterruptMask, 2, {0x9c, 0x58}},
		{SetInterruptMask, 2, {0x57, 0x9d}},
		{GetCR2, 3, {0x0f, 0x20, 0xd0}},
		{SetCR3, 3, {0x0f, 0x22, 0xdf}},
		{SwapGS, 3, {0x0f, 0x01, 0xf8}},
		{SetPxELong, 3, {0x48, 0x89, 0x3e}},
		{RDMSR, 2, {0x0f, 0x32}},
		{InvalPage, 3, {0x0f, 0x01, 0x3f}},
	};
	unsigned int what;

	(void)state;
	place(ROM_FILE("native-x86_64-call"));
	for (unsigned int i = 0; i < COUNT(forms); i++) {
		assert_int_equal(inline_bytes(forms[i].call), forms[i].len);
		assert_memory_equal(body_of(forms[i].call) + VMI_INLINE_SKIP, forms[i].bytes, forms[i].len);
	}
	for (unsigned int call = 0; call < VMI_NR_CALLS; call++) {
		answer(call, &what);
		if (what != VMI_ANSWER_CALL)
			assert_int_equal(inline_bytes(call), 0);
		else
			assert_true(inline_bytes(call) < 64);
	}
	assert_int_equal(inline_bytes(SetDR), 0);
	assert_int_equal(inline_bytes(VMI_NR_CALLS), 0);
	assert_int_equal(inline_bytes(0xffffffff), 0);
	take_away();

	/* A site keeps what is answered none: there is nothing to copy. */
	place(ROM_FILE("native-x86_64"));
	assert_int_equal(inline_bytes(EnableInterrupts), 0);
	assert_int_equal(inline_bytes(SetIDT), 5);
	take_away();
}

static void test_start(void **state)
{
	struct vmi_start_block block = {.size = sizeof(block)};

	(void)state;
	place(ROM_FILE("native-x86_64"));
	assert_int_equal(called4(Offer, 0, 0, 0, 0, 0).r[RAX], VMI_NEEDS_START);
	/* This is no level for a native body. */
	assert_int_equal(called4(Start, 0, (uintptr_t)&block, 0, 0, 0).r[RAX], VMI_START_WRONG_PLATFORM);
	take_away();
}

static void test_tables(void **state)
{
	static const uint64_t old = 0x5A5A5A5A5A5A5A5A, high = 0x00000000ffff8000;
	static const uint64_t code = 0x00af9b000000ffff, tss = 0x80008b0000000067,
			      no_tss = 0x80000b0000000067;
	uint64_t table[4];

	(void)state;
	place(ROM_FILE("native-x86_64-call"));
#define WROTE(call, index, low, ...)                                                                         \
	do {                                                                                                 \
		const uint64_t expected[4] = {__VA_ARGS__};                                                  \
		memset(table, 0x5A, sizeof(table));                                                          \
		assert_int_equal((uint32_t)called4(call, 0, (uintptr_t)table, index, low, high).r[RAX],      \
				 VMI_DONE);                                                                  \
		assert_memory_equal(table, expected, sizeof(table));                                         \
	} while (0)
	WROTE(WriteGDTEntry, 1, code, old, code, old, old);
	WROTE(WriteGDTEntry, 1, 0, old, 0, old, old);
	WROTE(WriteGDTEntry, 1, tss, old, tss, high, old);
	WROTE(WriteGDTEntry, 1, no_tss, old, no_tss, old, old);
	WROTE(WriteLDTEntry, 3, code, old, old, old, code);
	WROTE(WriteIDTEntry, 1, tss, old, old, tss, high);

	memset(table, 0x5A, sizeof(table));
	called4(SetPxELong, 0, 0x8000000012345067, (uintptr_t)&table[2], 0, 0);
	assert_int_equal(table[1], old);
	assert_int_equal(table[2], 0x8000000012345067);
	assert_int_equal(table[3], old);
	assert_int_equal((uint32_t)called4(AllocatePage, 0, 7, VMI_PAGE_PT, 0, 0).r[RAX], VMI_DONE);
	called4(UpdatePxELong, 0, (uintptr_t)table, 0, 0, 0);
	called4(ReleasePage, 0, 7, VMI_PAGE_PT, 0, 0);
	called4(UpdateKernelStack, 0, 0x18, 0xffffffff80001000, 0, 0);
	called4(SetLazyMode, 0, 1, 0, 0, 0);
	called4(SetUserCR3, 0, 0x1000, 0, 0, 0);
	/* In place; RAX, too, is as it was. */
	called4(MachineToPhysical, 0, 1, 2, 3, 4);
	called4(PhysicalToMachine, 0, 1, 2, 3, 4);
	take_away();
}

static void test_cpu(void **state)
{
	static const uint64_t none[] = {4, 5, 8, 0x100000000 - 1};
	struct regs in, out;

	(void)state;
	place(ROM_FILE("native-x86_64-call"));
	assert_int_equal(called4(GetInterruptMask, 1 << RAX, 0, 0, 0, 0).r[RAX] >> 9 & 1, 1);
	called4(SetInterruptMask, 0, 0x202, 0, 0, 0);
	called4(SetIOPLMask, 0, 0, 0, 0, 0);
	for (unsigned int i = 0; i < COUNT(none); i++) {
		assert_int_equal((uint32_t)called4(SetDR, 0, none[i], 0, 0, 0).r[RAX], VMI_REFUSED_ARGUMENT);
		assert_int_equal(called4(GetDR, 0, none[i], 0, 0, 0).r[RAX], 0);
	}
	in = junk();
	in.r[RAX] = in.r[RCX] = 0;
	out = called(KEEP, 1 << RAX | 1 << RBX | 1 << RCX | 1 << RDX, body_of(CPUID), in);
	assert_true(out.r[RAX] >= 1);
	in = called4(RDTSC, 0, 0, 0, 0, 0);
	out = called4(RDTSC, 0, 0, 0, 0, 0);
	assert_true((out.r[RDX] << 32 | (uint32_t)out.r[RAX]) > (in.r[RDX] << 32 | (uint32_t)in.r[RAX]));
	take_away();
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(test_answers), cmocka_unit_test(test_hot),    cmocka_unit_test(test_inline),
	cmocka_unit_test(test_start),   cmocka_unit_test(test_tables), cmocka_unit_test(test_cpu),
};
UNIT_MAIN(tests)
