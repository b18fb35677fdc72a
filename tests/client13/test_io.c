// SPDX-License-Identifier: GPL-2.0-only
/* Port I/O: PCI's configuration ports, the first PIC's mask, QEMU's fw_cfg. */
#include "kernel.h"

#define PCI_ADDRESS 0xcf8
#define PCI_DATA 0xcfc
#define PIC_MASK 0x21
#define FW_CFG 0x510 /* 2 bytes: which item; bytes of it at the next port */

#define VMI_INSB 63
#define VMI_OUTSB 69

extern uint32_t tail_target;
extern const uint8_t tail_jump[];

static void begin(unsigned int nr, uint32_t port, uint32_t value)
{
	probe_begin(nr);
	probe.in[EDX] = port;
	probe.in[EAX] = value;
}

static void out_single(void)
{
	begin(VMI_OUT, PCI_ADDRESS, 0x80000000);
	probe_call(C_CALL, "OUT");
	begin(VMI_IN, PCI_ADDRESS, 0);
	probe_call(C_CALL, "IN");
	is(probe.out[EAX], 0x80000000, "OUT and IN: 4 bytes");

	begin(VMI_OUTB, PIC_MASK, 0xa1a1a1fb);
	probe_call(C_CALL, "OUTB");
	is(native_inb(PIC_MASK), 0xfb, "OUTB: a byte");
	native_outb(PIC_MASK, 0xfb);
	begin(VMI_INB, PIC_MASK, 0);
	probe_call(C_CALL, "INB");
	is(probe.out[EAX], 0xfb, "INB: a byte in a zeroed register");
	begin(VMI_INB, PIC_MASK, 0xa1a2a3a4);
	probe_call(C_CALL, "INB");
	is(probe.out[EAX], 0xa1a2a3fb, "INB keeps bits 8 to 31 of EAX");
	begin(VMI_INB, PIC_MASK, 0);
	tail_target = probe.target;
	probe.target = (uint32_t)tail_jump;
	probe_call(C_CALL, "INB, by a jump");
	is(probe.out[EAX], 0xfb, "INB, by a jump");
	outb(PIC_MASK, 0xff);

	begin(VMI_INW, PCI_DATA, 0xa1a20000);
	probe_call(C_CALL, "INW");
	is(probe.out[EAX] & 0xffff, 0x8086, "INW: 2 bytes");
	begin(VMI_OUTW, FW_CFG, 0);
	probe_call(C_CALL, "OUTW");
	begin(VMI_INB, FW_CFG + 1, 0);
	probe_call(C_CALL, "INB");
	is(probe.out[EAX], 'Q', "OUTW: 2 bytes");
}

static void begin_string(unsigned int nr, uint32_t port, enum reg pointer, volatile void *buffer,
			 uint32_t count)
{
	begin(nr, port, 0xa1a1a1a1);
	probe.in[pointer] = (uint32_t)buffer;
	probe.in[ECX] = count;
}

static void string(unsigned int nr, uint32_t port, enum reg pointer, volatile void *buffer, uint32_t count,
		   const char *what)
{
	begin_string(nr, port, pointer, buffer, count);
	probe_call(C_CALL, what);
}

static void in_strings(void)
{
	static volatile uint32_t buffer[5];
	volatile uint8_t *bytes = (volatile uint8_t *)buffer;
	volatile uint16_t *words = (volatile uint16_t *)buffer;
	uint32_t id = call4(VMI_IN, 0, PCI_DATA, 0, 0, 0);

	buffer[3] = 0x77777777;
	string(VMI_INS, PCI_DATA, EDI, buffer, 3, "INS");
	ok(buffer[0] == id && buffer[1] == id && buffer[2] == id && buffer[3] == 0x77777777,
	   "INS: 3 times 4 bytes");
	buffer[0] = buffer[1] = 0x77777777;
	string(VMI_INSW, PCI_DATA, EDI, buffer, 3, "INSW");
	ok(words[0] == 0x8086 && words[1] == 0x8086 && words[2] == 0x8086 && words[3] == 0x7777,
	   "INSW: 3 times 2 bytes");
	call4(VMI_OUTW, 0, FW_CFG, 0, 0, 0);
	buffer[0] = buffer[1] = 0x77777777;
	begin_string(VMI_INSB, FW_CFG + 1, EDI, buffer, 4);
	probe_run();
	probe_judge(C_CALL,
		    bytes[0] == 'Q' && bytes[1] == 'E' && bytes[2] == 'M' && bytes[3] == 'U' &&
			    buffer[1] == 0x77777777,
		    buffer[0] == 0x77777777 && buffer[1] == 0x77777777, "INSB");
	buffer[0] = 0x77777777;
	string(VMI_INS, PCI_DATA, EDI, buffer, 0, "INS, of nothing");
	is(buffer[0], 0x77777777, "INS, of nothing");
}

static void out_strings(void)
{
	static uint32_t longs[] = {0x80000800, 0x80001000, 0x80000004, 0x80000008};
	static uint16_t words[] = {5, 0, 5};
	static uint8_t masks[] = {0xff, 0xfb, 0xff};

	string(VMI_OUTS, PCI_ADDRESS, ESI, longs, 3, "OUTS");
	is(call4(VMI_IN, 0, PCI_ADDRESS, 0, 0, 0), 0x80000004, "OUTS: the last of 3 is in force");
	string(VMI_OUTSW, FW_CFG, ESI, words, 2, "OUTSW");
	is(inb(FW_CFG + 1), 'Q', "OUTSW: the last of 2 is in force");
	begin_string(VMI_OUTSB, PIC_MASK, ESI, masks, 2);
	probe_run();
	probe_judge(C_CALL, native_inb(PIC_MASK) == 0xfb, native_inb(PIC_MASK) == 0xff, "OUTSB");
	outb(PIC_MASK, 0xff);
}

void test_io(void)
{
	out_single();
	in_strings();
	out_strings();
}
