/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Returns to frames that no processor accepts, as a program can build them for
 * its sigreturn.  The fault could be blamed on the kernel, or on a blob.
 * Expected: the program gets a signal; and where the processor is ours, the
 * kernel got the very fault that its own IRET has, with the address of the site.
 */
#include "kernel.h"
#include "groups.h"
#include "user.h"

extern const char iret_site[];

static struct aspace *as;

/* Descriptors for the cases, from SEL_SPARE on; user selectors. */
enum { CODE_ABSENT, DATA_ABSENT, DATA_READ_ONLY, CODE_SMALL, CODE_KERNEL, CODE_CONFORMING, NR_SPARE };
#define SPARE(n) ((SEL_SPARE | 3) + 8 * (n))
#define ABSENT(access) ((access) & ~0x80)
#define READ_ONLY(access) ((access) & ~0x02)
#define CONFORMING(access) ((access) | 0x04)
#define SMALL_LIMIT 0x1000

static const struct {
	uint32_t limit;
	uint8_t access, flags;
} spares[NR_SPARE] = {
	[CODE_ABSENT] = {0xfffff, ABSENT(DESC_CODE) | DESC_DPL(3), DESC_4K_32},
	[DATA_ABSENT] = {0xfffff, ABSENT(DESC_DATA) | DESC_DPL(3), DESC_4K_32},
	[DATA_READ_ONLY] = {0xfffff, READ_ONLY(DESC_DATA) | DESC_DPL(3), DESC_4K_32},
	[CODE_SMALL] = {SMALL_LIMIT, DESC_CODE | DESC_DPL(3), DESC_BYTE_32},
	[CODE_KERNEL] = {0xfffff, DESC_CODE, DESC_4K_32},
	[CODE_CONFORMING] = {0xfffff, CONFORMING(DESC_CODE), DESC_4K_32},
};

static const struct bad_return {
	const char *name;
	uint16_t cs, ss;
	uint16_t vector, error; /* SDM vol. 2, IRET; the selector less its RPL */
} cases[] = {
	{"null CS", 3, SEL_USER_DS, VEC_GP, 0},
	{"kernel CS", SEL_KERNEL_CS | 3, SEL_USER_DS, VEC_GP, SEL_KERNEL_CS},
	{"data CS", SEL_USER_DS, SEL_USER_DS, VEC_GP, SEL_USER_DS & ~3},
	{"CS beyond the GDT", 0xfffb, SEL_USER_DS, VEC_GP, 0xfff8},
	{"CS in no LDT", SEL_LDT_ENTRY(1), SEL_USER_DS, VEC_GP, SEL_LDT_ENTRY(1) & ~3},
	{"null SS", SEL_USER_CS, 3, VEC_GP, 0},
	{"kernel SS", SEL_USER_CS, SEL_KERNEL_DS | 3, VEC_GP, SEL_KERNEL_DS},
	{"code SS", SEL_USER_CS, SEL_USER_CS, VEC_GP, SEL_USER_CS & ~3},
	{"SS in no LDT", SEL_USER_CS, SEL_LDT_ENTRY(2), VEC_GP, SEL_LDT_ENTRY(2) & ~3},
	{"system CS", SEL_TSS | 3, SEL_USER_DS, VEC_GP, SEL_TSS},
	{"system SS", SEL_USER_CS, SEL_TSS | 3, VEC_GP, SEL_TSS},
	{"CS not present", SPARE(CODE_ABSENT), SEL_USER_DS, VEC_NP, SPARE(CODE_ABSENT) & ~3},
	{"CS of the kernel's level", SPARE(CODE_KERNEL), SEL_USER_DS, VEC_GP, SPARE(CODE_KERNEL) & ~3},
	{"SS not present", SEL_USER_CS, SPARE(DATA_ABSENT), VEC_SS, SPARE(DATA_ABSENT) & ~3},
	{"SS read-only", SEL_USER_CS, SPARE(DATA_READ_ONLY), VEC_GP, SPARE(DATA_READ_ONLY) & ~3},
};

/* Runs a sigreturn to frame; returns the exit code: the handler's is the vector. */
static uint32_t return_to(const struct regs *frame, struct fault *f)
{
	const uint32_t at = USER_STACK_TOP - 2048;
	struct thread *t = thread_create_user("return", this_cpu(), as, (uint32_t)user_int, USER_STACK_TOP);
	uint32_t code;

	if (!user_write(as, at, frame, REGS_SIZE_USER))
		return -1;
	t->start.ax = SYS_SIGRETURN;
	t->start.bx = at;
	t->signal_handler = (uint32_t)user_handler;
	t->signal_stack = USER_STACK_TOP - PAGE_SIZE;
	code = run_user(t);
	*f = t->fixed_up;
	thread_free(t);
	return code;
}

static struct regs good_frame(void)
{
	struct regs r = {.ds = SEL_USER_DS,
			 .es = SEL_USER_DS,
			 .ss = SEL_USER_DS,
			 .cs = SEL_USER_CS,
			 .ip = (uint32_t)user_exit_ebx,
			 .bx = 77,
			 .sp = USER_STACK_TOP - 256,
			 .flags = EFLAGS_IF};

	return r;
}

/* The processor's own IRET stands at the site: nothing was answered, or it was given back (VMI.md, section 12). */
static bool site_is_iret(void)
{
	return vmi_answer(VMI_CALL_IRET) == VMI_ANSWER_NONE || *(const volatile uint8_t *)iret_site == 0xcf;
}

/* QEMU's software emulation has #NP for #SS in it. */
static bool vector_is(uint32_t vector, uint32_t want)
{
	return vector == want || (vector == VEC_NP && want == VEC_SS && site_is_iret());
}

static void check_fault(const char *name, const struct fault *f, uint32_t vector, uint32_t error)
{
	tap_ok(f->happened && vector_is(f->vector, vector) && f->error == error && f->ip == (uint32_t)iret_site &&
		       f->cs == read_cs() && !(f->flags & EFLAGS_IF),
	       "a return with %s faults at the site (vector %u error 0x%x eip 0x%x)", name, f->vector,
	       f->error, f->ip);
}

static void check_bad(const struct bad_return *c)
{
	struct regs r = good_frame();
	struct fault f;

	r.cs = c->cs;
	r.ss = c->ss;
	tap_eq(return_to(&r, &f), VEC_BAD_RETURN, "a return with %s is a signal", c->name);
	if (cpu_is_ours())
		check_fault(c->name, &f, c->vector, c->error);
}

/*
 * Behind a code segment's limit.  QEMU's software emulation checks no limits, so the
 * instruction itself returns there; a blob that looks first gives the fault.
 */
static void check_limit(void)
{
	struct regs r = good_frame();
	struct fault f;
	uint32_t code;

	r.cs = SPARE(CODE_SMALL);
	code = return_to(&r, &f);
	if (code == 77)
		tap_skip("no limits are checked here", "a return behind the limit of CS");
	else
		check_fault("EIP behind the limit of CS", &f, VEC_GP, 0);
}

void test_returns(void)
{
	struct regs r = good_frame();
	uint64_t *gdt = this_cpu()->gdt;
	struct fault f;
	unsigned int i;

	as = aspace_user(2);
	tap_eq(return_to(&r, &f), 77, "a return to a good frame");
	for (i = 0; i < NR_SPARE; i++)
		gdt_write(gdt, SEL_SPARE / 8 + i,
			  desc_make(0, spares[i].limit, spares[i].access, spares[i].flags));
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		check_bad(&cases[i]);
	if (cpu_is_ours()) {
		check_limit();
		r.cs = SPARE(CODE_CONFORMING);
		tap_eq(return_to(&r, &f), 77, "a return to conforming code");
	}
	for (i = 0; i < NR_SPARE; i++)
		gdt_write(gdt, SEL_SPARE / 8 + i, 0);
	r = good_frame();
	r.ds = r.es = r.fs = r.gs = 0xfffb;
	tap_eq(return_to(&r, &f), 77, "data selectors that don't load become null");
	r = good_frame();
	r.flags |= EFLAGS_NT;
	tap_eq(return_to(&r, &f), 77, "NT in the user's flags does no harm");
	aspace_destroy(as);
}
