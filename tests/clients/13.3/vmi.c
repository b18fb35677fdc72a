// SPDX-License-Identifier: GPL-2.0-only
/* How the client finds a ROM, checks it, and asks it (docs/facts/vmi-13.3-client.md sections 2 and 3). */
#include "kernel.h"

#define SCAN_FIRST 0xC0000u
#define SCAN_END 0xE0000u
#define SCAN_STEP 2048u
#define ROM_SIGNATURE 0xAA55
#define VMI_SIGNATURE 0x696D5663u
#define RELOC_CALL_REL 1

uint32_t vmicall[VMI_LAST + 1];
uint32_t rom;

bool probe_vmi(void)
{
	for (rom = SCAN_FIRST; rom < SCAN_END; rom += SCAN_STEP) {
		const uint8_t *header = (const uint8_t *)rom;

		if (*(const uint16_t *)header != ROM_SIGNATURE)
			continue;
		if (*(const uint32_t *)(header + 8) != VMI_SIGNATURE)
			continue;
		kprintf("mach: VMWare VMI ROM version %u.%u detected\n", header[13], header[12]);
		if (header[13] == 13)
			return true;
	}
	return false;
}

/* In its place, and watched. */
static int call_init(void)
{
	probe_begin(VMI_Init);
	probe.target = probe.in[ECX] = rom + VMI_Init * SLOT_SIZE;
	probe_call(C_CALL, "Init");
	return (int)probe.out[EAX];
}

/* At the slot's own address, with that address in ECX. */
static uint64_t call_in_place(unsigned int nr, uint32_t eax)
{
	uint32_t slot = rom + nr * SLOT_SIZE, edx;

	asm volatile("call *%%ecx" : "+a"(eax), "=d"(edx), "+c"(slot) : : "memory", "cc");
	return (uint64_t)edx << 32 | eax;
}

/* Sections 3 and 4; false: the kernel goes on natively. */
bool init_vmi(void)
{
	int result, ring;

	kprintf("mach: entering VMI paravirt mode\n");
	if (has_word(cmdline, "state"))
		test_state();
	result = call_init();
	kprintf("vmi: VMI_CALL_Init retuned %d\n", result);
	if (result < 0)
		return false;
	kprintf("mach: now in VMI mode\n");
	if (has_word(cmdline, "announce"))
		kprintf("# call %u\n", VMI_GetRelocationInfo);
	if (left_out(VMI_GetRelocationInfo))
		return false;
	for (unsigned int nr = VMI_Init; nr <= VMI_LAST; nr++) {
		uint64_t answer = call_in_place(VMI_GetRelocationInfo, nr);

		if ((answer >> 32 & 0xff) != RELOC_CALL_REL)
			panic("vmi: unsupported reloc type");
		vmicall[nr] = (uint32_t)answer;
	}
	asm volatile("mov %%cs, %0" : "=r"(ring));
	kprintf("vmi: kernel ring %d\n", ring & 3);
	vmi_mode = true;
	return true;
}
