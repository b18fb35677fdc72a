// SPDX-License-Identifier: GPL-2.0-only
/* Traps, the exception table, stays in user mode. */
#include "mm.h"

struct fixup {
	uint32_t at, to;
};
extern const struct fixup fixups_begin[], fixups_end[];
extern const char user_programs[];
void enter_user(const struct regs *r);
void enter_user_fast(const struct regs *r);
void trap(struct regs *r);
void note_refused(void);

const void *return_by = return_site;
struct regs caught;
uint32_t fault_address;
bool (*on_page_fault)(uint32_t address);
static struct outcome outcome;

static bool mend(struct regs *r)
{
	for (const struct fixup *f = fixups_begin; f < fixups_end; f++)
		if (f->at == r->eip) {
			memcpy(&caught, r, offsetof(struct regs, esp));
			caught.esp = (uint32_t)&r->esp;
			r->eip = f->to;
			return true;
		}
	return false;
}

/* It takes a lock and looks at the clock, as such kernels' NMIs do. */
static void nmi(const struct regs *r)
{
	uint32_t mask = irq_save();

	QCALL0(rdtsc);
	this_cpu()->nmis++;
	this_cpu()->nmis_inside += in_rom(r->eip);
	restore_mask(mask);
}

bool may_oops;
uint32_t oopses;

/*
 * The ROM's own iret, with a frame that no program may have: no entry for that address.  Such a
 * kernel oopses, which ends the process, and goes on (section 5).
 */
static void oops(const struct regs *r)
{
	if (!may_oops || !in_rom(r->eip))
		return;
	if (!oopses++) {
		kprintf("# Oops: vector %u in the ROM\n", r->vector);
		print_regs(r);
	}
	outcome.refused = true;
	leave_user();
}

static void kernel_trap(struct regs *r)
{
	switch (r->vector) {
	case VEC_DB:
		if (stepped(r))
			return;
		/* fall through */
	case VEC_BP:
		caught = *r;
		return;
	case VEC_NMI:
		nmi(r);
		return;
	case VEC_TS:
	case VEC_NP:
	case VEC_SS:
	case VEC_GP:
	case VEC_PF:
		if (mend(r))
			return;
		oops(r);
	}
	if (r->vector == VEC_PF && in_rom(fault_address) && r->error & PTE_W)
		bail(r, "the ROM writes its own image at 0x%08x", fault_address);
	bail(r, "Oops: vector %u in the kernel, CR2 0x%08x", r->vector, fault_address);
}

/* CR2 comes first: an interrupt or a second fault would replace it. */
void trap(struct regs *r)
{
	if (r->vector == VEC_PF)
		fault_address = RCALL0(get_cr2);
	if ((r->vector >= VEC_DEVICES && r->vector < VEC_SYSCALL) || r->vector == VEC_SPURIOUS) {
		interrupt(r);
		return;
	}
	if (r->vector == VEC_PF && r->eflags & EFLAGS_IF) {
		if (kernel_24)
			irq_enable_24();
		else
			irq_enable();
	}
	if (r->vector == VEC_PF && on_page_fault && on_page_fault(fault_address))
		return;
	if (!(r->cs & 3) && !(r->eflags & EFLAGS_VM)) {
		kernel_trap(r);
		return;
	}
	if (r->vector == VEC_SYSCALL && r->eax == SYSCALL_NOTHING && r->esi)
		return;
	outcome.refused = false;
	outcome.regs = *r;
	leave_user();
}

void note_refused(void)
{
	outcome.refused = true;
	outcome.regs = caught;
}

const struct outcome *run_user(const struct regs *r)
{
	uint32_t mask = irq_save();

	enter_user(r);
	restore_mask(mask);
	return &outcome;
}

const struct outcome *run_user_fast(const struct regs *r)
{
	uint32_t mask = irq_save();

	enter_user_fast(r);
	restore_mask(mask);
	return &outcome;
}

/* A pattern in each register, flat user segments. */
void user_regs(struct regs *r, uint32_t program)
{
	memset(r, 0, sizeof(*r));
	r->eax = 0xa0000001;
	r->ebx = 0xb0000002;
	r->ecx = 0xc0000003;
	r->edx = 0xd0000004;
	r->esi = 0x50000005;
	r->edi = 0xd1000006;
	r->ebp = 0xb1000007;
	r->ds = r->es = r->ss = USER_DS;
	r->cs = USER_CS;
	r->eflags = EFLAGS_IF | 2;
	r->eip = USER_CODE + program;
	r->esp = USER_STACK;
}

/* One page of code, seen by vm86 too, and one of stack, in an address space of their own. */
void user_init(void)
{
	struct mm *mm = mm_new();
	uint32_t code = mm_frame();

	memcpy(va(code << 12), user_programs, PROGRAMS_SIZE);
	((uint8_t *)va(code << 12))[PAGE_SIZE - 1] = 0xcc; /* int3 */
	mm_map_user(mm, USER_CODE, code, PTE_P | PTE_U);
	mm_map_user(mm, USER_VM86, code, PTE_P | PTE_U);
	mm_map_user(mm, USER_STACK - PAGE_SIZE, mm_frame(), PTE_P | PTE_W | PTE_U | mm_nx);
	mm_switch(mm);
}
