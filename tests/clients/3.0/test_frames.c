// SPDX-License-Identifier: GPL-2.0-only
/*
 * Returning to a bad frame.  A program can arrange for rubbish in the selectors
 * that its kernel returns to: sigreturn takes what it is given, less the lowest
 * two bits, which become 3.  An LDT can be torn down under it.
 *
 * The kernel's exception table has an entry for the site, and makes a signal of the
 * fault.  So each frame is returned to twice: by an iret at an address of its own
 * that has an entry, as without a ROM, and by the site.  The handler must see the same.
 *
 * A ROM may give the site an instruction of its own, which is then like the other in
 * all.  Or it looks at a frame before an iret of its own, and what it can't see is left out.
 */
#include "mm.h"

/* Descriptors that are there for nothing good. */
enum { ABSENT_CODE = GDT_SPARE, ABSENT_DATA, READ_ONLY, LIMITED_CODE, CONFORMING_0, BASED_DATA, NR_SPARE };
/* QEMU reads by a null segment as by a flat one; by this one it reads what is not there. */
#define DATA_BASE 0x40000000
#define ARITHMETIC 0x8d5u
#define SEL(index) ((index) * 8 + 3)

/* What a program can put into its LDT: each as good as the flat segments. */
enum { CODE, DATA, CONFORMING, EXECUTE_ONLY, CODE_16, DATA_16, EXPAND_DOWN, LDT_ENTRIES };
#define LDT(index) ((index) * 8 + 7)
#define LDT_CODE LDT(CODE)
#define LDT_DATA LDT(DATA)
#define BASE_16 (USER_CODE - PAGE_SIZE)

static uint64_t ldt[LDT_ENTRIES];

struct frame {
	const char *what;
	uint16_t cs, ss;
	uint32_t eip;
	bool ldt, bad;
};

static const struct frame frames[] = {
	{"good", USER_CS, USER_DS, 0, false, false},
	{"LDT segments, LDT there", LDT_CODE, LDT_DATA, 0, true, false},
	{"EIP below a small limit", SEL(LIMITED_CODE), USER_DS, USER_CODE, false, false},
	{"EIP at the limit", SEL(LIMITED_CODE), USER_DS, USER_CODE + PAGE_SIZE - 1, false, false},
	{"CS conforming", LDT(CONFORMING), USER_DS, 0, true, false},
	{"CS conforming, the kernel's", SEL(CONFORMING_0), USER_DS, 0, false, false},
	{"CS execute-only", LDT(EXECUTE_ONLY), USER_DS, 0, true, false},
	{"CS and SS of 16 bits", LDT(CODE_16), LDT(DATA_16), USER_CODE - BASE_16, true, false},
	{"SS expand-down", USER_CS, LDT(EXPAND_DOWN), 0, true, false},
	{"CS null", 3, USER_DS, 0, false, true},
	{"CS beyond the GDT", 0xfff3, USER_DS, 0, false, true},
	{"CS is data", USER_DS, USER_DS, 0, false, true},
	{"CS is the kernel's", KERNEL_CS | 3, USER_DS, 0, false, true},
	{"CS is the TSS", TSS_SEL | 3, USER_DS, 0, false, true},
	{"CS is nothing", SEL(NR_SPARE), USER_DS, 0, false, true},
	{"CS not present", SEL(ABSENT_CODE), USER_DS, 0, false, true},
	{"CS in an LDT that is gone", LDT_CODE, USER_DS, 0, false, true},
	{"EIP beyond the limit", SEL(LIMITED_CODE), USER_DS, 0xf0000000, false, true},
	{"EIP one beyond the limit", SEL(LIMITED_CODE), USER_DS, USER_CODE + PAGE_SIZE, false, true},
	{"SS null", USER_CS, 3, 0, false, true},
	{"SS null, RPL 0", USER_CS, 0, 0, false, true},
	{"SS with RPL 0", USER_CS, USER_DS & ~3, 0, false, true},
	{"SS with RPL 2", USER_CS, (USER_DS & ~3) | 2, 0, false, true},
	{"SS beyond the GDT", USER_CS, 0xfffb, 0, false, true},
	{"SS read-only", USER_CS, SEL(READ_ONLY), 0, false, true},
	{"SS is code", USER_CS, USER_CS, 0, false, true},
	{"SS is the kernel's", USER_CS, KERNEL_DS | 3, 0, false, true},
	{"SS is the TSS", USER_CS, TSS_SEL | 3, 0, false, true},
	{"SS not present", USER_CS, SEL(ABSENT_DATA), 0, false, true},
	{"SS in an LDT that is gone", USER_CS, LDT_DATA, 0, false, true},
	{"CS and SS null", 3, 3, 0, false, true},
	{"CS not present, SS null", SEL(ABSENT_CODE), 3, 0, false, true},
};

/* Refused with #GP(0). */
static const struct frame null_code = {"CS null", 3, USER_DS, 0, false, true};

static void write_spare(unsigned int index, uint32_t access, uint32_t limit)
{
	uint32_t d[2];

	desc_write_segment(d, 0, limit, access);
	CALL4(write_gdt, this_cpu()->gdt, index, d[0], d[1]);
}

static void write_ldt(unsigned int index, uint32_t base, uint32_t limit, uint32_t access)
{
	uint32_t d[2];

	desc_write_segment(d, base, limit, access);
	CALL4(write_ldt, ldt, index, d[0], d[1]);
}

static struct regs come_back(const struct frame *f, uint32_t data, const void *by)
{
	const struct outcome *o;
	struct regs r;

	user_regs(&r, PROGRAM_INT);
	r.cs = f->cs;
	r.ss = f->ss;
	if (f->eip)
		r.eip = f->eip;
	r.ds = r.es = r.gs = data;
	CALL2(set_ldt, ldt, f->ldt ? LDT_ENTRIES : 0);
	return_by = by;
	may_oops = f->bad;
	o = run_user(&r);
	may_oops = false;
	return_by = return_site;
	CALL2(set_ldt, NULL, 0);
	r = o->regs;
	r.flags_inside &= ~ARITHMETIC;
	if (o->refused)
		r.eip -= (uint32_t)by;
	return r;
}

static bool same_frame(const struct regs *a, const struct regs *b)
{
	bool same = true;

#define COMPARE(field, mask)                                                                                 \
	if ((a->field ^ b->field) & (mask)) {                                                                \
		kprintf("#   " #field ": got 0x%x, want 0x%x\n", a->field, b->field);                        \
		same = false;                                                                                \
	}
	COMPARE(vector, ~0u)
	COMPARE(error, ~0u)
	COMPARE(eip, ~0u)
	COMPARE(cs, 0xffff)
	/* RF is set by processors and not by QEMU 7.2; the arithmetic flags are the kernel's, and nobody's concern */
	COMPARE(eflags, ~(EFLAGS_RF | ARITHMETIC))
	COMPARE(flags_inside, ~0u)
	COMPARE(esp, ~0u)
	COMPARE(eax, ~0u)
	COMPARE(ebx, ~0u)
	COMPARE(ecx, ~0u)
	COMPARE(edx, ~0u)
	COMPARE(esi, ~0u)
	COMPARE(edi, ~0u)
	COMPARE(ebp, ~0u)
	COMPARE(ds, 0xffff)
	COMPARE(es, 0xffff)
	COMPARE(fs, 0xffff)
	COMPARE(gs, 0xffff)
	return same;
}

#define IRET 0xcf

/* After the first return by the site. */
static bool judged(void) { return rom_active && *(const volatile uint8_t *)return_site != IRET; }

static void try(const struct frame *f, uint32_t data, bool trap_gates)
{
	struct regs want = come_back(f, data, plain_site), got;
	uint32_t before = oopses;

	/* QEMU 7.2's iret compares EIP with no limit, and tells #NP where the manual has #SS. */
	if (want.cs & 3 && f->eip && f->bad) {
		if (!judged() || oopses) {
			tap_skip("QEMU checks no limit", "frames: %s", f->what);
			return;
		}
		want = come_back(&null_code, data, plain_site);
	}
	if (want.vector == VEC_NP && f->ss == SEL(ABSENT_DATA) && judged())
		want.vector = VEC_SS;
	if (!(want.cs & 3) != f->bad) {
		tap_ok(false, "frames: %s: refused by the processor itself", f->what);
		return;
	}
	got = come_back(f, data, return_site);
	if (oopses != before)
		return;
	tap_ok(same_frame(&got, &want),
	       "frames: %s, data segments 0x%x, %s gates: vector %u, error 0x%x, as natively", f->what, data,
	       trap_gates ? "trap" : "interrupt", want.vector, want.error);
}

/* SYSENTER leaves NT as a program has it, and the way out may be an iret's, which then is a task's return. */
static void nested_task(void)
{
	static const struct frame good = {"NT set", USER_CS, USER_DS, 0, false, true};
	struct regs want, got;

	if (judged()) {
		tap_skip("the ROM's own iret", "frames: NT set");
		return;
	}
	flags_outside = EFLAGS_NT;
	want = come_back(&good, USER_DS, plain_site);
	got = come_back(&good, USER_DS, return_site);
	flags_outside = 0;
	tap_ok(want.vector == VEC_TS && same_frame(&got, &want),
	       "frames: NT set: vector %u, error 0x%x, as natively", want.vector, want.error);
}

/* Two threads share an LDT: one is returned to while another processor takes its segment away, and gives it back. */
static volatile bool race_over;

void test_frames_race(void)
{
	static const struct frame f = {"race", LDT_CODE, USER_DS, 0, true, false};
	uint32_t back[2] = {0, 0};

	for (uint32_t i = 0; i < 20000 && !judged(); i++)
		back[!(come_back(&f, USER_DS, return_site).cs & 3)]++;
	race_over = true;
	if (judged())
		tap_skip("the ROM's own iret", "frames: a segment that another processor changes meanwhile");
	else
		tap_ok(back[0] + back[1] == 20000,
		       "frames: a segment that another processor changes meanwhile: %u times there, %u not",
		       back[0], back[1]);
}

void test_frames_race_other(void)
{
	while (!race_over)
		((volatile uint32_t *)&ldt[CODE])[1] ^= 0x8000;
	write_ldt(CODE, 0, 0xfffff, 0xfb | SEGMENT_4G);
}

void test_frames(void)
{
	uint32_t d[2];

	write_spare(ABSENT_CODE, 0x7b | SEGMENT_4G, 0xfffff);
	write_spare(ABSENT_DATA, 0x73 | SEGMENT_4G, 0xfffff);
	write_spare(READ_ONLY, 0xf1 | SEGMENT_4G, 0xfffff);
	write_spare(LIMITED_CODE, 0xfb | SEGMENT_4G, USER_CODE >> 12);
	write_spare(CONFORMING_0, 0x9f | SEGMENT_4G, 0xfffff);
	desc_write_segment(d, DATA_BASE, 0xfffff, 0xf3 | SEGMENT_4G);
	CALL4(write_gdt, this_cpu()->gdt, BASED_DATA, d[0], d[1]);
	write_ldt(CODE, 0, 0xfffff, 0xfb | SEGMENT_4G);
	write_ldt(DATA, 0, 0xfffff, 0xf3 | SEGMENT_4G);
	write_ldt(CONFORMING, 0, 0xfffff, 0xff | SEGMENT_4G);
	write_ldt(EXECUTE_ONLY, 0, 0xfffff, 0xf9 | SEGMENT_4G);
	write_ldt(CODE_16, BASE_16, 0xffff, 0xfb);
	write_ldt(DATA_16, 0, 0xffff, 0xf3);
	write_ldt(EXPAND_DOWN, 0, 0, 0xf7 | SEGMENT_4G);

	for (unsigned int gates = 0; gates < 2; gates++) {
		for (unsigned int vector = VEC_NP; vector <= VEC_GP; vector++)
			set_gate(vector, gates);
		for (unsigned int i = 0; i < COUNT(frames); i++) {
			try(&frames[i], USER_DS, gates);
			try(&frames[i], 0, gates);
			try(&frames[i], SEL(BASED_DATA), gates);
		}
		nested_task();
	}
	tap_ok(!oopses, "frames: %s",
	       oopses ? "a bad frame faults in the ROM: the kernel oopses, and goes on"
		      : "no bad frame faults in the ROM");
}
