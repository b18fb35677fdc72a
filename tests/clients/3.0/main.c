// SPDX-License-Identifier: GPL-2.0-only
/* What such a kernel does with a ROM, from its first step to a run of user mode and further. */
#include <multiboot.h>
#include "time.h"

bool kernel_24;
void start(const struct multiboot *boot);

/* Less the kernel's own name; it lies where frames will be taken from. */
static void keep_command_line(const char *from)
{
	static char kept[128];
	unsigned int n = 0;

	while (*from && *from != ' ')
		from++;
	while (*from == ' ')
		from++;
	while (*from && n < sizeof(kept) - 1)
		kept[n++] = *from++;
	command_line = kept;
}

/* Of all text but the first byte of IRET's site, where a ROM may put the instruction. */
static uint32_t text_sum(void)
{
	uint32_t sum = 0;

	for (const char *p = text_begin; p < text_end; p++)
		sum = (sum << 1 | sum >> 31) ^ (p == return_site ? 0 : (uint8_t)*p);
	return sum;
}

/* Section 4: probe at once, activate when memory is known, patch all sites twice. */
void start(const struct multiboot *boot)
{
	uint32_t text;

	/* Firmware's timer goes on, and would come as an exception should a call let it in this early. */
	pic_set_masks(PIC_ALL);
	desc_early();
	console_init();
	memory_kib = boot->mem_upper;
	if (boot->flags & MB_HAS_CMDLINE)
		keep_command_line(va(boot->cmdline));
	kernel_24 = has_word(command_line, "kernel=24");
	desc_kind();
	if (kernel_24)
		exit_by = exit_24;
	tap_begin();
	rom_probe();
	tap_ok(!rom == has_word(command_line, "norom"), "probe: %s",
	       rom ? "a ROM is found" : "there is no ROM");
	cpus[0].mm = &init_mm;
	if (rom)
		tap_ok(rom_activate(), "activate: the ROM runs the kernel");
	if (!rom_active)
		patch_sites(PATCH_NATIVE);
	test_stores();
	mm_init();
	desc_init(&cpus[0]);
	interrupts_init();
	if (apic_there())
		apic_map();
	if (!timer.frequency && model_wanted())
		model_init();
	if (rom_active) {
		uint32_t before[4];

		memcpy(before, sites_of_kind, sizeof(before));
		patch_sites(PATCH_VMI);
		tap_ok(!memcmp(before, sites_of_kind, sizeof(before)),
		       "patch: the second pass finds what the first found");
	}
	kprintf("# sites %u: none %u, call %u, jump %u, nop %u\n", nr_sites, sites_of_kind[0],
		sites_of_kind[1], sites_of_kind[2], sites_of_kind[3]);
	mm_protect_text();
	text = text_sum();
	if (has_word(command_line, "bench")) {
		user_init();
		if (has_word(command_line, "loops"))
			loops();
		else
			bench();
		finish();
	}
	test_flags();
	test_desc();
	test_cpu();
	user_init();
	test_iopl();
	test_returns();
	test_frames();
	test_site();
	test_mmu();
	test_tlb();
	test_pages();
	test_lazy();
	test_calls();
	test_inside();
	test_time();
	if (apic_there()) {
		apic_init();
		test_time_apic();
		test_apic();
	}
	test_smp();
	if (rom_active) {
		test_rom();
		test_keeps();
	}
	tap_eq(text_sum(), text, "patch: nobody has written to the text since");
	finish();
}
