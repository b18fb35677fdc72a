// SPDX-License-Identifier: GPL-2.0-only
/* IRET to all that it returns to, and SYSEXIT (sections 2 and 5). */
#include "mm.h"

#define HLT 0xf4

static void same_registers(const struct regs *got, const struct regs *want, const char *what)
{
	tap_ok(got->eax == want->eax && got->ebx == want->ebx && got->ecx == want->ecx &&
		       got->edx == want->edx && got->esi == want->esi && got->edi == want->edi &&
		       got->ebp == want->ebp,
	       "returns: %s: general registers", what);
	tap_ok((got->ds & 0xffff) == want->ds && (got->es & 0xffff) == want->es &&
		       (got->fs & 0xffff) == want->fs && (got->gs & 0xffff) == want->gs,
	       "returns: %s: data segments", what);
}

static void to_user(const char *what, uint32_t data, uint32_t fs, uint32_t eflags)
{
	const struct outcome *o;
	struct regs r;

	user_regs(&r, PROGRAM_INT);
	r.ds = r.es = data;
	r.fs = fs;
	r.gs = data;
	r.eflags = eflags;
	o = run_user(&r);
	tap_ok(!o->refused && o->regs.vector == VEC_SYSCALL, "returns: %s: arrives", what);
	tap_ok(o->regs.eip == r.eip + 2 && o->regs.esp == r.esp && (o->regs.cs & 0xffff) == r.cs &&
		       (o->regs.ss & 0xffff) == r.ss,
	       "returns: %s: frame", what);
	tap_eq(o->regs.eflags & ~EFLAGS_RF, eflags, "returns: %s: EFLAGS", what);
	same_registers(&o->regs, &r, what);
}

static struct outcome vm86_by(const void *by, uint32_t cs, uint32_t eip, uint32_t ss, struct regs *r)
{
	struct outcome o;

	user_regs(r, 0);
	r->eflags = EFLAGS_VM | EFLAGS_IF | 2;
	r->cs = cs;
	r->eip = eip;
	r->ss = ss;
	r->esp = 0xff0;
	r->ds = r->es = 0;
	r->vm_es = 0x1111;
	r->vm_ds = 0x2222;
	r->vm_fs = 0x3333;
	r->vm_gs = 0x4444;
	return_by = by;
	o = *run_user(r);
	return_by = return_site;
	return o;
}

/* The selectors are anything at all there; the program is at cs * 16 + eip. */
static void to_vm86(const char *what, uint32_t cs, uint32_t eip, uint32_t ss)
{
	struct regs r;
	struct outcome o = vm86_by(return_site, cs, eip, ss, &r);

	tap_ok(!o.refused && o.regs.vector == VEC_GP && o.regs.eflags & EFLAGS_VM,
	       "returns: vm86, %s: arrives", what);
	tap_ok((o.regs.cs & 0xffff) == r.cs && o.regs.eip == r.eip && (o.regs.ss & 0xffff) == r.ss &&
		       o.regs.esp == r.esp,
	       "returns: vm86, %s: frame", what);
	tap_ok((o.regs.vm_es & 0xffff) == r.vm_es && (o.regs.vm_ds & 0xffff) == r.vm_ds &&
		       (o.regs.vm_fs & 0xffff) == r.vm_fs && (o.regs.vm_gs & 0xffff) == r.vm_gs,
	       "returns: vm86, %s: segments", what);
	tap_ok(o.regs.eax == r.eax && o.regs.ecx == r.ecx && o.regs.edx == r.edx && o.regs.ebx == r.ebx,
	       "returns: vm86, %s: general registers", what);
}

/* What becomes of such an EIP depends on the processor, and is not to depend on the ROM. */
static void to_vm86_high(void)
{
	struct regs r;
	uint32_t eip = 0x10000 + PROGRAM_VM86;
	struct outcome native = vm86_by(plain_site, USER_VM86 >> 4, eip, 0x2000, &r);
	struct outcome o = vm86_by(return_site, USER_VM86 >> 4, eip, 0x2000, &r);

	tap_ok(!native.refused == !o.refused && native.regs.vector == o.regs.vector &&
		       native.regs.cs == o.regs.cs && (o.refused || native.regs.eip == o.regs.eip),
	       "returns: vm86, EIP above 64 KiB: as natively");
}

static void test_vm86(void)
{
	to_vm86("usual", USER_VM86 >> 4, PROGRAM_VM86, 0x2000);
	to_vm86("CS and SS like selectors of ring 3", (USER_VM86 >> 4) - 1, 0x10 + PROGRAM_VM86, 0xffff);
	to_vm86("CS and SS like flat user segments", USER_CS, USER_VM86 - USER_CS * 16 + PROGRAM_VM86, USER_DS);
	to_vm86_high();
}

/* An exception of the kernel's own, whose return must change nothing. */
static void to_kernel(const char *what, uint32_t eflags)
{
	static uint32_t given, after, ebp;
	uint32_t a = 0xa1, b = 0xb2, c = 0xc3, d = 0xd4, S = 0x55, D = 0x66;
	uint16_t ds, es, fs, gs;

	memset(&caught, 0, sizeof(caught));
	pic_set_masks(PIC_ALL);
	given = eflags;
	__asm__ volatile("mov %0, %%es; mov %0, %%gs" : : "r"(TLS_SEL));
	__asm__ volatile("push %%ebp\n"
			 "mov $0x77, %%ebp\n"
			 "push %[given]; popf\n"
			 "int3\n"
			 "pushf; pop %[after]\n"
			 "push $2; popf\n"
			 "mov %%ebp, %[ebp]\n"
			 "pop %%ebp"
			 : "+a"(a), "+b"(b), "+c"(c), "+d"(d), "+S"(S), "+D"(D), [after] "=m"(after), [ebp] "=m"(ebp)
			 : [given] "m"(given)
			 : "cc", "memory");
	__asm__ volatile("mov %%ds, %0; mov %%es, %1; mov %%fs, %2; mov %%gs, %3" : "=r"(ds), "=r"(es), "=r"(fs), "=r"(gs));
	__asm__ volatile("mov %0, %%ds; mov %0, %%es; mov %1, %%gs" : : "r"(USER_DS), "r"(0));
	pic_set_masks(PIC_ALL & ~PIC_TIMER);
	tap_eq(caught.vector, VEC_BP, "returns: kernel, %s: there and back", what);
	tap_ok(a == 0xa1 && b == 0xb2 && c == 0xc3 && d == 0xd4 && S == 0x55 && D == 0x66 && ebp == 0x77,
	       "returns: kernel, %s: registers", what);
	tap_ok(ds == USER_DS && es == TLS_SEL && fs == PERCPU_SEL && gs == TLS_SEL,
	       "returns: kernel, %s: segments", what);
	tap_eq(after & ~EFLAGS_RF, eflags, "returns: kernel, %s: EFLAGS", what);
}

/* RF keeps a breakpoint that has just been told of from being told again, for one instruction. */
static void to_breakpoint(uint32_t rf, uint32_t vector)
{
	struct regs r;
	uint32_t got;

	user_regs(&r, PROGRAM_INT);
	r.eflags |= rf;
	CALL2(set_dr, 0, r.eip);
	CALL2(set_dr, 7, 0x401);
	got = run_user(&r)->regs.vector;
	if (got != vector && vector == VEC_DB && breakpoints_get_lost())
		tap_skip("QEMU has lost the breakpoint", "returns: user, RF clear, at a breakpoint");
	else
		tap_eq(got, vector, "returns: user, RF %s, at a breakpoint", rf ? "set" : "clear");
	CALL2(set_dr, 7, 0x400);
}

/* The interrupt that waits must come at the first instruction of user mode, in the shadow of STI no sooner. */
static void fast(void)
{
	const struct outcome *o;
	uint32_t before = this_cpu()->ticks;
	struct regs r;

	user_regs(&r, PROGRAM_FAST);
	r.ebp = 0;
	r.fs = TLS_SEL;
	if (!tick_waits())
		return;
	o = run_user_fast(&r);
	tap_eq(this_cpu()->ticks, before + 1, "returns: SYSEXIT: the waiting interrupt comes");
	tap_ok(caught.eip == r.eip && (caught.cs & 0xffff) == USER_CS,
	       "returns: SYSEXIT: at user mode's first instruction");
	/* There the stack and the instruction are in ECX and EDX, and EBP is 0. */
	r.ecx = r.esp;
	r.edx = r.eip;
	same_registers(&caught, &r, "SYSEXIT");
	tap_ok(caught.esp == r.esp && (caught.ss & 0xffff) == USER_DS, "returns: SYSEXIT: stack");
	tap_ok(o->regs.vector == VEC_SYSCALL && o->regs.eax == r.eax && o->regs.ebx == r.ebx,
	       "returns: SYSEXIT, SYSENTER: EAX, EBX");
	tap_ok(o->regs.ecx == r.esp && o->regs.edx == r.eip,
	       "returns: SYSEXIT, SYSENTER: ECX and EDX are kept");
	tap_eq(o->regs.esp, r.esp, "returns: SYSENTER: user's ESP");
	tap_eq(caught.eflags & ~(EFLAGS_RF | EFLAGS_ARITHMETIC), EFLAGS_IF | 2, "returns: SYSEXIT: EFLAGS");
	/* The way in sets the flag in its frame: it is the tick's that tells. */
	tap_ok(caught.cs & 3 && caught.eflags & EFLAGS_IF, "returns: SYSEXIT: interrupts on");
}

static void halt(void)
{
	uint32_t before = this_cpu()->ticks, flags;

	tick_once(20000);
	CALL0(safe_halt);
	flags = read_flags();
	__asm__ volatile("cli");
	tap_eq(this_cpu()->ticks, before + 1, "returns: Halt ends with the interrupt");
	tap_ok(flags & EFLAGS_IF, "returns: Halt: interrupts on afterwards");
}

static const uint8_t *first_tick_at;

static void note_first(const struct regs *r)
{
	if (!first_tick_at)
		first_tick_at = (const uint8_t *)r->eip;
}

/* One that waits comes in Halt, not before it: in the gap between, it would be the last for a long time. */
static void halt_with_one_waiting(void)
{
	if (!tick_waits())
		return;
	first_tick_at = NULL;
	on_tick = note_first;
	tick_again = 0xffff;
	CALL0(safe_halt);
	__asm__ volatile("cli");
	tick_again = 0;
	on_tick = NULL;
	if (tap_ok(first_tick_at && *first_tick_at != HLT,
		   "returns: Halt ends with an interrupt that waits")) {
		CALL0(safe_halt); /* the next one */
		__asm__ volatile("cli");
	}
}

void test_returns_here(void)
{
	to_kernel("interrupts off", 3);
	to_kernel("interrupts on", EFLAGS_IF | 3);
	to_kernel("DF and what a program may have", 0x244cd7);
	to_kernel("IOPL 3", EFLAGS_IOPL | 2);
	to_user("user", USER_DS, 0, EFLAGS_IF | 2);
	to_user("user, null segments", 0, 0, EFLAGS_IF | 2);
	to_user("user, TLS segment", USER_DS, TLS_SEL, EFLAGS_IF | 0x8d7);
	to_user("user, IOPL 3", USER_DS, 0, EFLAGS_IF | 0x3002);
	to_user("user, DF", USER_DS, 0, EFLAGS_IF | 0x402);
	to_user("user, AC, ID and NT", USER_DS, 0, EFLAGS_IF | 0x244002);
	to_breakpoint(0, VEC_DB);
	to_breakpoint(EFLAGS_RF, VEC_SYSCALL);
	test_vm86();
}

void test_returns(void)
{
	uint32_t id[4] = {1};

	test_returns_here();
	halt();
	halt_with_one_waiting();
	CALL1(cpuid, id);
	if (id[3] & 1 << 11)
		fast();
	else
		tap_skip("no SYSENTER here", "returns: SYSEXIT");
}
