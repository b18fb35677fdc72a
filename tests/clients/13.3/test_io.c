// SPDX-License-Identifier: GPL-2.0-only
/*
 * Port I/O: PCI's configuration ports, the first PIC's mask, QEMU's fw_cfg, and a register of the disk
 * controller, whose port has more than 12 bits.  What one call moves an instruction moves the other way.
 */
#include "kernel.h"

#define PIC_MASK 0x21
#define FW_CFG 0x510 /* 2 bytes: which item; bytes of it at the next port */
#define MANY 300     /* items: more than CL can count */

#define VMI_INSB 63
#define VMI_OUTSB 69

extern uint32_t tail_target;
extern const uint8_t tail_jump[];

static const struct width {
	unsigned int size, in, out;
	const char *in_name, *out_name;
	uint32_t mask;
} widths[] = {{1, VMI_INB, VMI_OUTB, "INB", "OUTB", 0xff},
	      {2, VMI_INW, VMI_OUTW, "INW", "OUTW", 0xffff},
	      {4, VMI_IN, VMI_OUT, "IN", "OUT", 0xffffffff}};

/* As a call, or as the jump that the client makes of a call which would be its last instruction. */
static void begin(unsigned int nr, int port, uint32_t value, bool jump)
{
	probe_begin(nr);
	probe.in[EDX] = port;
	probe.in[EAX] = value;
	if (!jump)
		return;
	tail_target = probe.target;
	probe.target = (uint32_t)tail_jump;
}

static void in_one(const struct width *w, int port, uint32_t value, bool jump)
{
	uint32_t junk = 0xa1a2a3a4, seen = w->mask;

	begin(w->in, port, junk, jump);
	probe_call(may_destroy(MAY_CHANGE(EAX)), w->in_name);
	if (ours || w->size == 1) /* "uses all of EAX, keep bits 8-31" */
		seen = ~0u;
	is(probe.out[EAX] & seen, ((junk & ~w->mask) | value) & seen, "%s: port 0x%x%s", w->in_name, port,
	   jump ? ", by a jump" : "");
}

static void out_one(const struct width *w, int port, uint32_t value, bool jump)
{
	begin(w->out, port, (0xa1a2a3a4 & ~w->mask) | value, jump);
	probe_call(may_destroy(KEEPS_ALL), w->out_name);
	is(native_in(w->size, port), value, "%s: port 0x%x%s", w->out_name, port, jump ? ", by a jump" : "");
}

/* A register that holds both values. */
static void one_item(const struct width *w, int port, uint32_t one, uint32_t other)
{
	for (unsigned int jump = 0; jump < 2; jump++) {
		native_out(w->size, port, one);
		in_one(w, port, one, jump);
		native_out(w->size, port, other);
		in_one(w, port, other, jump);
		out_one(w, port, one, jump);
		out_one(w, port, other, jump);
	}
}

/* IDE's table pointer or AHCI's index: the low 12 bits but for two hold what is written, at any width; or 0.
 */
static int high_port(void)
{
	for (unsigned int function = 0; function < 256; function++) {
		uint32_t class = pci_read(function, 8) >> 16, base = pci_read(function, 0x20);

		if ((base & 1) == 0 || (base & 0xfffc) < 0x1000)
			continue;
		if (class == 0x0101)
			return (base & 0xfffc) + 4;
		if (class == 0x0106)
			return (base & 0xfffc) + 0x10;
	}
	return 0;
}

static void one_items(void)
{
	int high = high_port();

	one_item(&widths[0], PIC_MASK, 0xfb, 0xff);
	one_item(&widths[2], PCI_ADDRESS, 0x80001234, 0x80fedcb8);
	for (unsigned int i = 0; i < 3; i++) {
		if (high)
			one_item(&widths[i], high, 0xa5c & widths[i].mask, 0x358 & widths[i].mask);
		else
			tap_skip("no port beyond 12 bits", "%s", widths[i].in_name);
	}
	native_out(4, PCI_ADDRESS, 0x80000000);
	in_one(&widths[1], PCI_DATA, 0x8086, false);
	begin(VMI_OUTW, FW_CFG, 0, false);
	probe_call(may_destroy(KEEPS_ALL), "OUTW");
	is(native_inb(FW_CFG + 1), 'Q', "OUTW: port 0x%x", FW_CFG);
}

static void begin_string(unsigned int nr, int port, enum reg pointer, volatile void *buffer, uint32_t count)
{
	begin(nr, port, 0xa1a1a1a1, false);
	probe.in[pointer] = (uint32_t)buffer;
	probe.in[ECX] = count;
}

static void string(unsigned int nr, int port, enum reg pointer, volatile void *buffer, uint32_t count,
		   const char *name)
{
	begin_string(nr, port, pointer, buffer, count);
	probe_call(may_destroy(MAY_CHANGE(ECX)), name);
}

static void in_strings(void)
{
	static volatile uint32_t longs[MANY + 1];
	volatile uint16_t *words = (volatile uint16_t *)longs;
	volatile uint8_t *bytes = (volatile uint8_t *)longs;
	uint32_t id = pci_read(0, 0);
	unsigned int n = 0;

	longs[0] = longs[MANY] = 0x77777777;
	string(VMI_INS, PCI_DATA, EDI, longs, 0, "INS");
	is(longs[0], 0x77777777, "INS: nothing");
	string(VMI_INS, PCI_DATA, EDI, longs, MANY, "INS");
	for (unsigned int i = 0; i < MANY; i++)
		n += longs[i] == id;
	tap_ok(n == MANY && longs[MANY] == 0x77777777, "INS: %u times 4 bytes", MANY);

	words[MANY] = 0x7777;
	for (unsigned int i = n = 0; i < MANY; i++)
		words[i] = 0;
	string(VMI_INSW, PCI_DATA, EDI, longs, MANY, "INSW");
	for (unsigned int i = 0; i < MANY; i++)
		n += words[i] == (uint16_t)id;
	tap_ok(n == MANY && words[MANY] == 0x7777, "INSW: %u times 2 bytes", MANY);

	for (unsigned int i = 0; i <= MANY; i++)
		bytes[i] = 0x77;
	native_out(2, FW_CFG, 0);
	begin_string(VMI_INSB, FW_CFG + 1, EDI, longs, MANY);
	probe_run();
	probe_check(may_destroy(MAY_CHANGE(ECX)),
		    longs[0] == 0x554d4551 /* QEMU, and 0 */ && !bytes[MANY - 1] && bytes[MANY] == 0x77,
		    longs[0] == 0x77777777 && bytes[MANY - 1] == 0x77, "INSB");
}

static void out_strings(void)
{
	static uint32_t longs[MANY];
	static uint16_t words[MANY];
	static uint8_t masks[MANY];

	for (unsigned int i = 0; i < MANY; i++) {
		longs[i] = 0x80000000 | i << 2;
		words[i] = i == MANY - 1 ? 0 : 5;
		masks[i] = i == MANY - 1 ? 0xfb : 0xff;
	}
	string(VMI_OUTS, PCI_ADDRESS, ESI, longs, MANY, "OUTS");
	is(native_in(4, PCI_ADDRESS), longs[MANY - 1], "OUTS: the last of %u is in force", MANY);
	string(VMI_OUTSW, FW_CFG, ESI, words, MANY, "OUTSW");
	is(native_inb(FW_CFG + 1), 'Q', "OUTSW: the last of %u is in force", MANY);
	begin_string(VMI_OUTSB, PIC_MASK, ESI, masks, MANY);
	probe_run();
	probe_check(may_destroy(MAY_CHANGE(ECX)), native_inb(PIC_MASK) == 0xfb, native_inb(PIC_MASK) == 0xff,
		    "OUTSB");
	native_outb(PIC_MASK, 0xff);
}

void test_io(void)
{
	one_items();
	in_strings();
	out_strings();
}
