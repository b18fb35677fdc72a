// SPDX-License-Identifier: GPL-2.0-only
/* What takes the place of an operation whose call isn't made alone: processor state. */
#include "mm.h"

#define FLUSH_USER 1
#define FLUSH_KERNEL 3

void wrap_nothing(void) {}

/* EBX and EDX are junk on entry (section 5). */
void wrap_cpuid(uint32_t r[4])
{
	r[1] = 0xbbbbbbbb;
	r[3] = 0xdddddddd;
	__asm__ volatile("call *%[rom]"
			 : "+a"(r[0]), "+b"(r[1]), "+c"(r[2]), "+d"(r[3])
			 : [rom] "m"(rom_calls.cpuid)
			 : "memory", "cc");
}

typedef void (*function_1)(uint32_t);
typedef void (*function_2)(uint32_t, uint32_t);
typedef void (*function_4)(void *, uint32_t, uint32_t, uint32_t);

/* Through WriteGDTEntry, whatever that is by now. */
void wrap_set_ldt(const void *table, uint32_t entries)
{
	uint32_t d[2] = {0, 0};

	if (entries)
		desc_write_segment(d, (uint32_t)table, entries * 8 - 1, 0x82);
	CALL4(write_gdt, this_cpu()->gdt, LDT_SEL / 8, d[0], d[1]);
	((function_1)rom_calls.set_ldt)(entries ? LDT_SEL : 0);
}

void wrap_set_tr(uint32_t selector) { ((function_1)rom_calls.set_tr)(selector); }

void wrap_write_ldt(void *table, uint32_t index, uint32_t low, uint32_t high)
{
	((function_4)rom_calls.write_ldt)(table, index, low, high);
}

void wrap_write_gdt(void *table, uint32_t index, uint32_t low, uint32_t high)
{
	((function_4)rom_calls.write_gdt)(table, index, low, high);
}

void wrap_write_idt(void *table, uint32_t index, uint32_t low, uint32_t high)
{
	((function_4)rom_calls.write_idt)(table, index, low, high);
}

void wrap_load_esp0(uint32_t *tss, uint32_t esp0)
{
	tss[1] = esp0;
	((function_2)rom_calls.update_stack)(KERNEL_DS, esp0);
}

/* The numbers are the ROM's, too. */
void wrap_lazy_cpu_enter(void) { ((function_1)rom_calls.lazy)(LAZY_CPU); }
void wrap_lazy_mmu_enter(void) { ((function_1)rom_calls.lazy)(LAZY_MMU); }
void wrap_lazy_leave(void) { ((function_1)rom_calls.lazy)(LAZY_NONE); }
void wrap_flush_user(void) { ((function_1)rom_calls.flush)(FLUSH_USER); }
void wrap_flush_kernel(void) { ((function_1)rom_calls.flush)(FLUSH_KERNEL); }
