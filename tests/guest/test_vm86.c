/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Virtual 8086 mode, entered by the long IRET frame with four data segments.  An
 * IRET that copies or checks the frame could stop short of them.  Expected: the
 * segments and registers arrive, real-mode instructions run, what is privileged
 * there comes back as #GP(0) with the whole frame, and going on after one works.
 */
#include "kernel.h"
#include "groups.h"

#define CODE_SEG 0x1000
#define CODE (CODE_SEG << 4)
#define STACK_SEG 0x1100
#define MAX_TRAPS 8

/* 16-bit code, at CODE_SEG:0. */
extern const char vm86_code[], vm86_code_end[], vm86_hlt[], vm86_cli[], vm86_int[];
asm(".pushsection .rodata\n"
    ".code16\n"
    "vm86_code:\n"
    "mov %ds, %ax\n"
    "mov %es, %bx\n"
    "mov %fs, %cx\n"
    "mov %gs, %dx\n"
    "push %ax\n"
    "pop %si\n"
    "add %bx, %si\n"
    "movw $0xbeef, %ds:(4)\n"
    "mov %ds:(4), %di\n"
    "vm86_cli: cli\n"
    "inc %di\n"
    "vm86_int: int $0x21\n"
    "inc %di\n"
    "vm86_hlt: hlt\n"
    "vm86_code_end:\n"
    ".code32\n"
    ".popsection\n");

static struct regs traps[MAX_TRAPS];
static volatile uint32_t nr_traps;

/* Goes on behind CLI and INT n, ends at HLT. */
static bool on_gp(struct regs *r)
{
	uint32_t at = r->ip;

	if (!(r->flags & EFLAGS_VM))
		return false;
	if (nr_traps < MAX_TRAPS)
		traps[nr_traps] = *r;
	nr_traps++;
	if (at == (uint32_t)(vm86_cli - vm86_code))
		r->ip += 1;
	else if (at == (uint32_t)(vm86_int - vm86_code))
		r->ip += 2;
	else
		thread_exit(0x86);
	return true;
}

static struct aspace *make_memory(void)
{
	struct aspace *as = aspace_create();
	uint32_t va;

	for (va = CODE; va < CODE + 8 * PAGE_SIZE; va += PAGE_SIZE)
		map_page(as, va, pte_make(frame_alloc(), PTE_P | PTE_W | PTE_U));
	user_write(as, CODE, vm86_code, vm86_code_end - vm86_code);
	return as;
}

static struct thread *make_thread(struct aspace *as)
{
	struct thread *t = thread_create_user("vm86", this_cpu(), as, 0, 0x800);
	struct regs *r = &t->start;

	r->ds = r->es = r->fs = r->gs = 0;
	r->cs = CODE_SEG;
	r->ss = STACK_SEG;
	r->flags = EFLAGS_VM | EFLAGS_IF | 2;
	r->v86_ds = 0x1200;
	r->v86_es = 0x0034;
	r->v86_fs = 0x5678;
	r->v86_gs = 0x9abc;
	return t;
}

static void check_program(void)
{
	struct aspace *as = make_memory();
	struct thread *t = make_thread(as);
	const struct regs *r = &traps[0];
	trap_hook *old = trap_set_hook(VEC_GP, on_gp);
	uint16_t word = 0;

	nr_traps = 0;
	thread_run(t);
	tap_eq(thread_join(t), 0x86, "the program ran to its HLT");
	trap_set_hook(VEC_GP, old);
	tap_eq(nr_traps, 3, "CLI, INT and HLT trapped");
	tap_ok(r->ip == (uint32_t)(vm86_cli - vm86_code) && r->cs == CODE_SEG && !r->error, "#GP(0) at CLI");
	tap_ok(r->ax == 0x1200 && r->bx == 0x34 && r->cx == 0x5678 && r->dx == 0x9abc,
	       "the four data segments were in place");
	tap_ok(r->v86_ds == 0x1200 && r->v86_es == 0x34 && r->v86_fs == 0x5678 && r->v86_gs == 0x9abc,
	       "and are in the trap's frame");
	tap_ok((r->si & 0xffff) == 0x1234 && (r->di & 0xffff) == 0xbeef, "instructions and memory work");
	tap_ok(r->ss == STACK_SEG && r->sp == 0x800, "the stack is the program's");
	tap_ok(r->flags & EFLAGS_IF, "interrupts were on");
	tap_eq(traps[2].di & 0xffff, 0xbef1, "it went on after each trap");
	user_read(as, 0x12004, &word, sizeof(word));
	tap_eq(word, 0xbeef, "its store is in its memory");
	aspace_destroy(as);
}

void test_vm86(void)
{
	if (platform->no_vm86)
		tap_skip("no virtual 8086 mode on this platform", "virtual 8086 mode");
	else
		check_program();
}
