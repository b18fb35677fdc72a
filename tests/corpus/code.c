// SPDX-License-Identifier: GPL-2.0-only
/*
 * Faults of Init and GetRelocationInfo.  The new code lies behind the blob's
 * own, in the padding.  The jumps at 0x80 and 0x88 are turned to it, and it goes on to
 * the blob's own code for all that is not the fault.
 */
#include "corpus.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vmi/calls.h>
#include <vmi/rom.h>

#define EVERY 0x10000 /* every call number */

/* Where code is written, and what it replaces. */
struct spot {
	struct image *image;
	size_t at;
	size_t original; /* the entry's own code */
};

static void put(struct spot *spot, const void *bytes, size_t len)
{
	if (!image_has(spot->image, spot->at, len + 1)) {
		fprintf(stderr, "generate: no room behind the code\n");
		exit(1);
	}
	memcpy(spot->image->byte + spot->at, bytes, len);
	spot->at += len;
}

#define PUT(spot, ...) put(spot, (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

static void put_u32(struct spot *spot, uint32_t value)
{
	PUT(spot, value & 0xff, value >> 8 & 0xff, value >> 16 & 0xff, value >> 24);
}

static void put_jump(struct spot *spot, size_t target)
{
	PUT(spot, 0xe9);
	put_u32(spot, target - (spot->at + 4));
}

/* Takes over an entry, whose code must be a jump. */
static struct spot take_over(struct image *image, size_t entry)
{
	size_t id = record_offset(image, ID);
	struct spot spot = {.image = image, .at = image_u16(image, id + VMI_ID_OFF_CODE_END)};
	struct spot jump = {.image = image, .at = entry};

	if (image_u8(image, entry) != 0xe9) {
		fprintf(stderr, "generate: the code at 0x%zx is not jmp rel32\n", entry);
		exit(1);
	}
	spot.original = entry + 5 + (int32_t)image_u32(image, entry + 1);
	spot.at = (spot.at + 15) & ~(size_t)15;
	put_jump(&jump, spot.at);
	return spot;
}

static void done(struct spot *spot)
{
	image_put_u16(spot->image, record_offset(spot->image, ID) + VMI_ID_OFF_CODE_END, spot->at);
}

/* cmp $call,%eax; je 1f; jmp original; 1: */
static struct spot take_over_call(struct image *image, uint32_t call)
{
	struct spot spot = take_over(image, VMI_ROM_OFF_RELOC);

	if (call == EVERY)
		return spot;
	PUT(&spot, 0x3d);
	put_u32(&spot, call);
	PUT(&spot, 0x74, 5);
	put_jump(&spot, spot.original);
	return spot;
}

/* mov $type,%edx; call 2f; 2: pop %eax; add $(offset - 2b),%eax; ret */
static void put_answer(struct spot *spot, uint8_t type, uint32_t offset)
{
	PUT(spot, 0xba, type, 0, 0, 0, 0xe8, 0, 0, 0, 0, 0x58, 0x05);
	put_u32(spot, offset - (spot->at - 2));
	PUT(spot, 0xc3);
}

/* argument: call << 8 | type; the address is one inside. */
static void answer_type(struct image *image, uint32_t argument)
{
	struct spot spot = take_over_call(image, argument >> 8);

	put_answer(&spot, argument & 0xff, VMI_ROM_OFF_SLOT0);
	done(&spot);
}

/* SetGDT is called at the given offset. */
static void answer_offset(struct image *image, uint32_t offset)
{
	struct spot spot = take_over_call(image, VMI_CALL_SetGDT);

	put_answer(&spot, VMI_ANSWER_CALL, offset);
	done(&spot);
}

static void answer_behind(struct image *image, uint32_t argument)
{
	answer_offset(image, image->size + argument);
}

/*
 * UpdateKernelStack: call the first time, none ever after.  A ROM has no memory;
 * CR2 holds its tongue as long as there is no page fault.
 */
static void answer_changes(struct image *image, uint32_t argument)
{
	struct spot spot = take_over_call(image, VMI_CALL_UpdateKernelStack);

	(void)argument;
	/* mov %cr2,%ecx; cmp $0x5ec0d,%ecx; je 1f; mov $0x5ec0d,%ecx; mov %ecx,%cr2 */
	PUT(&spot, 0x0f, 0x20, 0xd1, 0x81, 0xf9, 0x0d, 0xec, 0x05, 0x00);
	PUT(&spot, 0x74, 8 + 17, 0xb9, 0x0d, 0xec, 0x05, 0x00, 0x0f, 0x22, 0xd1);
	put_answer(&spot, VMI_ANSWER_CALL,
		   VMI_ROM_OFF_SLOT0 + VMI_CALL_UpdateKernelStack * VMI_ROM_SLOT_SIZE);
	/* 1: xor %eax,%eax; xor %edx,%edx; ret */
	PUT(&spot, 0x31, 0xc0, 0x31, 0xd2, 0xc3);
	done(&spot);
}

/* UpdateKernelStack: nop in the upper 2 GiB, none below. */
static void answer_by_base(struct image *image, uint32_t argument)
{
	struct spot spot = take_over_call(image, VMI_CALL_UpdateKernelStack);

	(void)argument;
	/* call 1f; 1: pop %edx; sar $31,%edx; and $3,%edx; xor %eax,%eax; ret */
	PUT(&spot, 0xe8, 0, 0, 0, 0, 0x5a, 0xc1, 0xfa, 31, 0x83, 0xe2, VMI_ANSWER_NOP, 0x31, 0xc0, 0xc3);
	done(&spot);
}

/* SetPxE is called, UpdatePxE stays native. */
static void half_a_group(struct image *image, uint32_t argument)
{
	struct spot spot = take_over(image, VMI_ROM_OFF_RELOC);

	(void)argument;
	/* cmp $SetPxE,%al; je 1f; cmp $UpdatePxE,%al; je 2f */
	PUT(&spot, 0x3c, VMI_CALL_SetPxE, 0x74, 9, 0x3c, VMI_CALL_UpdatePxE, 0x74, 5 + 17);
	put_jump(&spot, spot.original);
	put_answer(&spot, VMI_ANSWER_CALL, VMI_ROM_OFF_SLOT0 + VMI_CALL_SetPxE * VMI_ROM_SLOT_SIZE);
	PUT(&spot, 0x31, 0xc0, 0x31, 0xd2, 0xc3);
	done(&spot);
}

/* The 16-bit entry, by a jump to the padding.  31 c0 cb: xor %ax,%ax; lretw. */
#define LEAVES 0x31, 0xc0, 0xcb
#define ENTRY_CODE(...)                                                                                      \
	{                                                                                                    \
		sizeof((const uint8_t[]){__VA_ARGS__}),                                                      \
		{                                                                                            \
			__VA_ARGS__                                                                          \
		}                                                                                            \
	}

enum { ENTRY_TICK, ENTRY_HALT_TICK, ENTRY_LONG, ENTRY_RETF, ENTRY_DIVIDES, ENTRY_HALTS };

static void entry_code(struct image *image, uint32_t which)
{
	static const struct {
		uint8_t size, code[24];
	} codes[] = {
		/* push %ds; mov $0x40,%ax; mov %ax,%ds; mov 0x6c,%ax; 1: cmp 0x6c,%ax; je 1b; pop %ds */
		[ENTRY_TICK] = ENTRY_CODE(0x1e, 0xb8, 0x40, 0x00, 0x8e, 0xd8, 0xa1, 0x6c, 0x00, 0x3b, 0x06,
					  0x6c, 0x00, 0x74, 0xfa, 0x1f, LEAVES),
		/* sti; hlt */
		[ENTRY_HALT_TICK] = ENTRY_CODE(0xfb, 0xf4, LEAVES),
		/* mov $40,%dx; 1: xor %cx,%cx; 2: loop 2b; dec %dx; jnz 1b: 2.6 million */
		[ENTRY_LONG] = ENTRY_CODE(0xba, 40, 0x00, 0x31, 0xc9, 0xe2, 0xfe, 0x4a, 0x75, 0xf9, LEAVES),
		[ENTRY_RETF] = ENTRY_CODE(0xcb),
		/* xor %cx,%cx; div %cx */
		[ENTRY_DIVIDES] = ENTRY_CODE(0x31, 0xc9, 0xf7, 0xf1, LEAVES),
		/* cli; 1: hlt; jmp 1b */
		[ENTRY_HALTS] = ENTRY_CODE(0xfa, 0xf4, 0xeb, 0xfd),
	};
	size_t id = record_offset(image, ID);
	struct spot spot = {.image = image, .at = image_u16(image, id + VMI_ID_OFF_CODE_END)};

	image_put_u8(image, VMI_ROM_OFF_ENTRY, 0xe9);
	image_put_u16(image, VMI_ROM_OFF_ENTRY + 1, spot.at - (VMI_ROM_OFF_ENTRY + 3));
	put(&spot, codes[which].code, codes[which].size);
	done(&spot);
}

/* Code for an entry that does not go on to the original, 1 to 8 bytes, first one lowest. */
static void put_up_to_8(struct spot *spot, uint64_t code)
{
	for (; code; code >>= 8)
		PUT(spot, code & 0xff);
}

enum {
	INIT_FAILS,
	INIT_HANGS,
	INIT_HALTS,
	INIT_CRASHES,
	INIT_EBX,
	INIT_ESP,
	INIT_SENDS_ON,
	RELOC_HANGS,
	RELOC_CRASHES,
	RELOC_JMP_FAR,
	RELOC_ESI,
	RELOC_DF
};

static void foreign_code(struct image *image, uint32_t which)
{
	static const uint64_t code[] = {
		[INIT_FAILS] = 0xc340c031, /* xor %eax,%eax; inc %eax; ret */
		[INIT_HANGS] = 0xfeeb,     /* jmp . */
		[INIT_HALTS] = 0xfdebf4fa, /* cli; hlt; jmp to the hlt */
		[INIT_CRASHES] = 0x0b0f,   /* ud2 */
		[INIT_EBX] = 0xc3c031db31, /* xor %ebx,%ebx; xor %eax,%eax; ret */
		[INIT_ESP] = 0x0004c2c031, /* xor %eax,%eax; ret $4 */
		[INIT_SENDS_ON] = 0xc300000000b8 | VMI_INIT_NEEDS_START << 8, /* mov $..., %eax; ret */
		[RELOC_HANGS] = 0xfeeb,         [RELOC_CRASHES] = 0x0b0f,
		[RELOC_JMP_FAR] = 0xeaff,       /* of a register: libunicorn aborts */
		[RELOC_ESI] = 0xc3d231c031f631, /* xor %esi,%esi; xor %eax,%eax; xor %edx,%edx; ret */
		[RELOC_DF] = 0xc3d231c031fd,    /* std; xor %eax,%eax; xor %edx,%edx; ret */
	};
	struct spot spot = which < RELOC_HANGS ? take_over(image, VMI_ROM_OFF_INIT)
					       : take_over_call(image, VMI_CALL_Halt);

	put_up_to_8(&spot, code[which]);
	if (which == INIT_ESP)
		PUT(&spot, 0);
	done(&spot);
}

/* call 1f; 1: pop %ecx; movb $1,%cs:-6(%ecx); xor %eax,%eax; ret */
static void write_self(struct image *image, uint32_t entry)
{
	struct spot spot =
		entry == VMI_ROM_OFF_INIT ? take_over(image, entry) : take_over_call(image, VMI_CALL_Halt);

	PUT(&spot, 0xe8, 0, 0, 0, 0, 0x59, 0xc6, 0x41, 40, 1, 0x31, 0xc0, 0x31, 0xd2, 0xc3);
	done(&spot);
}

/*
 * Each of a thousand questions takes 93,000 instructions that an emulator is slow at: less than a hang, and
 * minutes. mov $31000,%ecx; 1: fxsave 0x20000; dec %ecx; jnz 1b
 */
static void slow_questions(struct image *image, uint32_t argument)
{
	struct spot spot = take_over(image, VMI_ROM_OFF_RELOC);

	(void)argument;
	PUT(&spot, 0xb9, 0x18, 0x79, 0x00, 0x00, 0x0f, 0xae, 0x05, 0x00, 0x00, 0x02, 0x00, 0x49, 0x75, 0xf6);
	put_jump(&spot, spot.original);
	done(&spot);
}

/* A breakpoint on data, of which libunicorn translates code until it has no more memory. mov $1,%eax; mov
 * %eax,%db7 */
static void breakpoint(struct image *image, uint32_t argument)
{
	struct spot spot = take_over(image, VMI_ROM_OFF_INIT);

	(void)argument;
	PUT(&spot, 0xb8, 0x01, 0x00, 0x00, 0x00, 0x0f, 0x23, 0xf8);
	put_jump(&spot, spot.original);
	done(&spot);
}

#define ANSWER(Name, type) .make = answer_type, .argument = VMI_CALL_##Name << 8 | VMI_ANSWER_##type
#define ANSWER_NR(nr, type) .make = answer_type, .argument = (nr) << 8 | (type)

/* A ROM that says 3.1 all over and sends clients to Start. */
static void sends_on(struct image *image, uint32_t which)
{
	size_t profile = image_u16(image, record_offset(image, ID) + 8);

	image_put_u8(image, VMI_ROM_OFF_MINOR, 1);
	image_put_u8(image, VMI_ROM_OFF_SLOTS, VMI_NR_CALLS);
	image_put_u8(image, profile + sizeof("i386 3.") - 1, '1');
	foreign_code(image, which);
}

const struct sample code_samples[] = {
	/* the 16-bit entry */
	{"good-entry-tick", "OK", "good", "good", "yes", .make = entry_code, .argument = ENTRY_TICK},
	{"good-entry-halt", "OK", "good", "good", "yes", .make = entry_code, .argument = ENTRY_HALT_TICK},
	{"good-entry-long", "OK", "good", "good", "yes", .make = entry_code, .argument = ENTRY_LONG},
	{"good-entry-retf", "OK", "good", "good", "yes", .make = entry_code, .argument = ENTRY_RETF},
	{"entry-divides", "OK", "entry", "good", "hang", .make = entry_code, .argument = ENTRY_DIVIDES},
	{"entry-halts", "OK", "entry", "good", "hang", .make = entry_code, .argument = ENTRY_HALTS},

	/* Init */
	{"init-breakpoint", "-", "good", "emulator", "yes", .make = breakpoint},
	{"init-fails", "INIT_FAILED", "good", "init-refused", "yes", .make = foreign_code,
	 .argument = INIT_FAILS},
	{"init-hangs", "-", "good", "hang", "yes", .make = foreign_code, .argument = INIT_HANGS},
	{"init-halts", "-", "good", "halt", "yes", .make = foreign_code, .argument = INIT_HALTS},
	{"init-crashes", "-", "good", "crash", "yes", .make = foreign_code, .argument = INIT_CRASHES},
	{"init-jmp-far", "-", "good", "emulator", "yes", .patch = {HEADER, VMI_ROM_OFF_INIT, 2, 0xeaff}},
	{"init-ebx", "-", "good", "registers", "yes", .make = foreign_code, .argument = INIT_EBX},
	{"init-esp", "-", "good", "registers", "yes", .make = foreign_code, .argument = INIT_ESP},
	{"init-writes-image", "OK", "good", "writes-image", "yes", .make = write_self,
	 .argument = VMI_ROM_OFF_INIT},

	/* It sends clients to Start, and has none. */
	{"init-sends-on", "INIT_FAILED", "good", "missing-start", "yes", .make = sends_on,
	 .argument = INIT_SENDS_ON},

	/* GetRelocationInfo */
	{"reloc-slow", "-", "good", "hang", "yes", .make = slow_questions},
	{"reloc-hangs", "-", "good", "hang", "yes", .make = foreign_code, .argument = RELOC_HANGS},
	{"reloc-crashes", "-", "good", "crash", "yes", .make = foreign_code, .argument = RELOC_CRASHES},
	{"reloc-jmp-far", "-", "good", "emulator", "yes", .make = foreign_code, .argument = RELOC_JMP_FAR},
	{"reloc-esi", "-", "good", "registers", "yes", .make = foreign_code, .argument = RELOC_ESI},
	{"reloc-df", "-", "good", "registers", "yes", .make = foreign_code, .argument = RELOC_DF},
	{"reloc-writes-image", "OK", "good", "writes-image", "yes", .make = write_self,
	 .argument = VMI_ROM_OFF_RELOC},

	/* answers */
	{"answer-4", "UNKNOWN_ANSWER", "good", "unknown-answer", "yes", ANSWER_NR(VMI_CALL_CPUID, 4)},
	{"answer-255", "UNKNOWN_ANSWER", "good", "unknown-answer", "yes",
	 ANSWER_NR(VMI_CALL_SetLazyMode, 255)},
	{"answer-jump", "WRONG_ANSWER", "good", "wrong-answer", "yes", ANSWER(SetCR3, JUMP)},
	{"answer-nop", "WRONG_ANSWER", "good", "wrong-answer", "yes", ANSWER(DisableInterrupts, NOP)},
	{"answer-unused", "WRONG_ANSWER", "good", "unknown-number", "yes", ANSWER_NR(49, VMI_ANSWER_CALL)},
	{"answer-never", "WRONG_ANSWER", "good", "unknown-number", "yes",
	 ANSWER_NR(VMI_CALL_LIMIT, VMI_ANSWER_NOP)},
	{"answer-later", "OK", "good", "good", "yes", ANSWER_NR(100, VMI_ANSWER_CALL)},
	{"answer-header", "ANSWER_OUTSIDE", "good", "answer-outside", "yes", .make = answer_offset,
	 .argument = 0x20},
	{"answer-before", "ANSWER_OUTSIDE", "good", "answer-outside", "yes", .make = answer_offset,
	 .argument = -16u},
	{"answer-behind", "ANSWER_OUTSIDE", "good", "answer-outside", "yes", .make = answer_behind},
	{"answer-far", "ANSWER_OUTSIDE", "good", "answer-outside", "yes", .make = answer_offset,
	 .argument = 0x40000000},
	{"answer-changes", "ANSWER_CHANGED", "good", "answer-changed", "yes", .make = answer_changes},
	{"answer-by-base", "OK", "good", "base-dependent", "yes", .make = answer_by_base},
	{"answer-half-group", "HALF_GROUP", "good", "group", "yes", .make = half_a_group},
	{"answer-no-iret", "OK", "good", "missing-return", "yes", ANSWER(IRET, NONE)},
};
const unsigned int nr_code_samples = sizeof(code_samples) / sizeof(code_samples[0]);
