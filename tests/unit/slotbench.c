// SPDX-License-Identifier: GPL-2.0-only
#include "slotbench.h"

#define STACK_USE 64
#define STACK_PATTERN 0x5a

/* Registers that a call gives a result in, or may destroy. */
enum signature {
#define VMI_SHAPE(SHAPE, arguments, result) SHAPE_##SHAPE,
#include <calls.def>
};
enum clobber {
#define VMI_CLOB(CLOB, what) CLOB_##CLOB,
#include <i386/words.def>
};

static const struct {
	uint8_t signature, clobber;
} contract[VMI_NR_CALLS] = {
#define VMI_CALL(nr, Name, family, since, sig, clob, ...) [nr] = {SHAPE_##sig, CLOB_##clob},
#include <calls.def>
};

static unsigned int may_differ(unsigned int call)
{
	if (contract[call].clobber == CLOB_C || contract[call].clobber == CLOB_READ)
		return REG_EAX | REG_ECX | REG_EDX;
	switch (contract[call].signature) {
	case SHAPE_CPUID:
		return REG_EAX | REG_EBX | REG_ECX | REG_EDX;
	case SHAPE_R0:
	case SHAPE_R1:
		return REG_EAX;
	default:
		return 0;
	}
}

void bench_open(struct bench *b, const struct image *rom, uint32_t base)
{
	static uint8_t stack[EMULATE_STACK_SIZE];

	memset(b, 0, sizeof(*b));
	b->base = base;
	b->e = emulate_open(rom, base);
	assert_non_null(b->e);
	for (unsigned int i = 0; i < sizeof(b->data); i++)
		b->data[i] = i * 7 + 3;
	assert_true(emulate_poke(b->e, DATA, b->data, sizeof(b->data)));
	memset(stack, STACK_PATTERN, sizeof(stack));
	assert_true(emulate_poke(b->e, EMULATE_STACK, stack, sizeof(stack)));
	emulate_junk(&b->in);
}

void bench_close(struct bench *b)
{
	emulate_close(b->e);
}

void bench_expect(struct bench *b, uint32_t address, const void *bytes, size_t len)
{
	memcpy(b->data + (address - DATA), bytes, len);
}

void bench_poke(struct bench *b, uint32_t address, const void *bytes, size_t len)
{
	bench_expect(b, address, bytes, len);
	assert_true(emulate_poke(b->e, address, bytes, len));
}

void bench_args(struct bench *b, uint32_t eax, uint32_t edx, uint32_t ecx)
{
	uint32_t eflags = b->in.eflags;

	emulate_junk(&b->in);
	b->in.eflags = eflags;
	b->in.eax = eax;
	b->in.edx = edx;
	b->in.ecx = ecx;
}

uint32_t bench_slot(const struct bench *b, unsigned int call)
{
	return b->base + VMI_ROM_OFF_SLOT0 + call * VMI_ROM_SLOT_SIZE;
}

void bench_kept(const struct bench *b, unsigned int but)
{
	const uint32_t *in = (const uint32_t *)&b->in, *out = (const uint32_t *)&b->out;
	static const char *const names[] = {"EAX", "ECX", "EDX", "EBX", "ESP", "EBP", "ESI", "EDI"};

	for (unsigned int i = 0; i < COUNT(names); i++)
		if (!(but & 1u << i) && in[i] != out[i])
			fail_msg("%s was %08x and is %08x", names[i], in[i], out[i]);
}

void bench_memory(struct bench *b)
{
	static uint8_t now[EMULATE_DATA_SIZE], stack[EMULATE_STACK_SIZE];
	uint32_t top = b->in.esp - EMULATE_STACK;

	assert_true(emulate_peek(b->e, DATA, now, sizeof(now)));
	for (unsigned int i = 0; i < sizeof(now); i++)
		if (now[i] != b->data[i])
			fail_msg("the byte at %08x is %02x instead of %02x", DATA + i, now[i], b->data[i]);
	assert_true(emulate_peek(b->e, EMULATE_STACK, stack, sizeof(stack)));
	for (unsigned int i = 0; i < sizeof(stack); i++)
		if ((i < top - STACK_USE || i >= top + 12) && stack[i] != STACK_PATTERN)
			fail_msg("the stack was written at ESP %+d", (int)i - (int)top);
}

void bench_call(struct bench *b, unsigned int call, const uint32_t *words, unsigned int nr)
{
	uint32_t esp = b->in.esp, after[4];
	enum emulate_end end;

	b->out = b->in;
	end = emulate_call(b->e, bench_slot(b, call), &b->out, words, nr, EMULATE_LIMIT);
	if (end != EMULATE_RETURNED)
		fail_msg("it did not return: %s", emulate_why(b->e));
	/* The caller pops the words; they are still what they were. */
	b->in.esp = esp - 4 * nr;
	assert_int_equal(b->out.esp, b->in.esp);
	if (nr) {
		assert_true(emulate_peek(b->e, b->in.esp, after, 4 * nr));
		assert_memory_equal(after, words, 4 * nr);
	}
	bench_kept(b, may_differ(call));
	assert_int_equal((b->in.eflags ^ b->out.eflags) & ~(FLAG_ARITHMETIC | b->flags_may_change), 0);
	bench_memory(b);
	b->in.esp = esp;
}

void bench_call3(struct bench *b, unsigned int call, uint32_t eax, uint32_t edx, uint32_t ecx)
{
	bench_args(b, eax, edx, ecx);
	bench_call(b, call, NULL, 0);
}
