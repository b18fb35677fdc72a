// SPDX-License-Identifier: GPL-2.0-only
/* The operations that a ROM may take over, each by an instruction and by an indirect call
 * (docs/facts/vmi-13.3-client.md section 4).
 */
#include "kernel.h"

bool vmi_mode;

static bool by_slot(unsigned int nr)
{
	return vmi_mode && !left_out(nr);
}

/* What a call must keep is for the probes to say; a ROM that doesn't must not take us along. */
#define SAVE "push %%ebp; push %%edi; push %%esi; push %%ebx\n\t"
#define RESTORE "\n\tpop %%ebx; pop %%esi; pop %%edi; pop %%ebp"

uint32_t call4(unsigned int nr, uint32_t eax, uint32_t edx, uint32_t ecx, uint32_t word0, uint32_t word1)
{
	if (left_out(nr))
		return 0;
	asm volatile(SAVE "push %[word1]\n\t"
			  "push %[word0]\n\t"
			  "call *%[target]\n\t"
			  "lea 8(%%esp), %%esp" RESTORE
		     : "+a"(eax), "+d"(edx), "+c"(ecx)
		     : [target] "D"(vmicall[nr]), [word0] "b"(word0), [word1] "S"(word1)
		     : "memory", "cc");
	return eax;
}

void native_outb(int port, uint8_t value)
{
	asm volatile("outb %0, %w1" : : "a"(value), "d"(port));
}

uint8_t native_inb(int port)
{
	uint8_t value;

	asm volatile("inb %w1, %0" : "=a"(value) : "d"(port));
	return value;
}

/* 1, 2 or 4 bytes. */
void native_out(unsigned int size, int port, uint32_t value)
{
	if (size == 1)
		native_outb(port, (uint8_t)value);
	else if (size == 2)
		asm volatile("outw %w0, %w1" : : "a"(value), "d"(port));
	else
		asm volatile("outl %0, %w1" : : "a"(value), "d"(port));
}

uint32_t native_in(unsigned int size, int port)
{
	uint32_t value = 0;

	if (size == 1)
		return native_inb(port);
	if (size == 2)
		asm volatile("inw %w1, %w0" : "+a"(value) : "d"(port));
	else
		asm volatile("inl %w1, %0" : "=a"(value) : "d"(port));
	return value;
}

/* Of bus 0; function: 8 times the device, and the function's number. */
uint32_t pci_read(unsigned int function, unsigned int reg)
{
	native_out(4, PCI_ADDRESS, 0x80000000 | function << 8 | reg);
	return native_in(4, PCI_DATA);
}

void outb(int port, uint8_t value)
{
	if (by_slot(VMI_OUTB))
		call4(VMI_OUTB, value, port, 0, 0, 0);
	else
		native_outb(port, value);
}

uint8_t inb(int port)
{
	return by_slot(VMI_INB) ? call4(VMI_INB, 0, port, 0, 0, 0) : native_inb(port);
}

void sti(void)
{
	if (by_slot(VMI_EnableInterrupts))
		asm volatile(SAVE "call *vmicall + 4 * %c0" RESTORE
			     :
			     : "i"(VMI_EnableInterrupts)
			     : "eax", "ecx", "edx", "memory", "cc");
	else
		asm volatile("sti" : : : "memory");
}

void cli(void)
{
	if (by_slot(VMI_DisableInterrupts))
		asm volatile(SAVE "call *vmicall + 4 * %c0" RESTORE
			     :
			     : "i"(VMI_DisableInterrupts)
			     : "eax", "ecx", "edx", "memory", "cc");
	else
		asm volatile("cli" : : : "memory");
}

void hlt(void)
{
	if (by_slot(VMI_Halt))
		call4(VMI_Halt, 0, 0, 0, 0, 0);
	else
		asm volatile("hlt" : : : "memory");
}

uint32_t get_cr2(void)
{
	uint32_t value;

	if (by_slot(VMI_GetCR2))
		return call4(VMI_GetCR2, 0, 0, 0, 0, 0);
	asm volatile("mov %%cr2, %0" : "=r"(value));
	return value;
}

uint32_t get_cr4(void)
{
	uint32_t value;

	asm volatile("mov %%cr4, %0" : "=r"(value));
	return value;
}

void wrmsr(uint32_t msr, uint32_t low, uint32_t high)
{
	if (by_slot(VMI_WRMSR))
		call4(VMI_WRMSR, low, high, msr, 0, 0);
	else
		asm volatile("wrmsr" : : "c"(msr), "a"(low), "d"(high));
}

void cpuid(uint32_t leaf, uint32_t out[4])
{
	if (by_slot(VMI_CPUID))
		asm volatile("call *%[target]"
			     : "=a"(out[0]), "=b"(out[1]), "=c"(out[2]), "=d"(out[3])
			     : "a"(leaf), "c"(0), [target] "m"(vmicall[VMI_CPUID])
			     : "cc");
	else
		asm volatile("cpuid"
			     : "=a"(out[0]), "=b"(out[1]), "=c"(out[2]), "=d"(out[3])
			     : "a"(leaf), "c"(0));
}

static void write_entry(unsigned int nr, uint32_t table, unsigned int index, uint32_t low, uint32_t high)
{
	volatile uint32_t *entry = (volatile uint32_t *)(table + index * 8);

	if (by_slot(nr)) {
		call4(nr, table, index, low, high, 0);
		return;
	}
	entry[0] = low;
	entry[1] = high;
}

void write_gdt(unsigned int index, uint32_t low, uint32_t high)
{
	write_entry(VMI_WriteGDTEntry, SYSPAGE + GDT_OFFSET, index, low, high);
}

/* FS, at once, as for each thread that begins to run; not if the entry isn't there, which a test will say. */
void load_tib(uint32_t base)
{
	volatile uint32_t *tib = (volatile uint32_t *)(SYSPAGE + GDT_OFFSET + (SEL_TIB & ~7u));
	uint32_t low = base << 16 | 0xfff, high = (base & 0xff000000) | 0x0040f300 | (base >> 16 & 0xff);

	write_gdt(SEL_TIB >> 3, low, high);
	if (tib[0] == low && tib[1] == high)
		asm volatile("mov %0, %%fs" : : "r"(SEL_TIB));
}

/* The byte that the processor doesn't read holds what was on the stack. */
void gate_words(unsigned int vector, uint32_t handler, uint32_t type, uint32_t *low, uint32_t *high)
{
	*low = SEL_KTEXT << 16 | (handler & 0xffff);
	*high = (handler & 0xffff0000) | type << 8 | (0xa5 ^ vector);
}

void set_gate(unsigned int vector, uint32_t handler, uint32_t type)
{
	uint32_t low, high;

	gate_words(vector, handler, type, &low, &high);
	write_entry(VMI_WriteIDTEntry, SYSPAGE + IDT_OFFSET, vector, low, high);
}

void set_kernel_stack(uint32_t esp0)
{
	*(volatile uint32_t *)(SYSPAGE + 4) = esp0;
	if (vmi_mode)
		call4(VMI_UpdateKernelStack, SYSPAGE, esp0, 0, 0, 0);
}

void invlpage(uint32_t address)
{
	if (by_slot(VMI_InvalPage))
		call4(VMI_InvalPage, address, 0, 0, 0, 0);
	else
		asm volatile("invlpg (%0)" : : "r"(address) : "memory");
}

/* The local APIC at its place in linear space, if there is one. */
bool map_apic(void)
{
	uint32_t id[4];

	cpuid(1, id);
	if (!(id[3] & 1 << 9))
		return false;
	map_page(APIC, APIC_PHYS, PTE_W | PTE_PCD);
	return true;
}

/* level 1: of a page table, 2: of the page directory; pfn: of the page that the entry is in. */
void set_entry(volatile uint32_t *entry, uint32_t value, unsigned int level, uint32_t pfn)
{
	if (!by_slot(VMI_SetPxE)) {
		*entry = value;
		return;
	}
	call4(VMI_SetLinearMapping, 0, (uint32_t)entry & ~(PAGE_SIZE - 1), 1, pfn, 0);
	call4(VMI_SetPxE, value, (uint32_t)entry, level, 0, 0);
	call4(VMI_FlushDeferredCalls, 0xC0, 0, 0, 0, 0);
}
