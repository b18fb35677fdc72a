// SPDX-License-Identifier: GPL-2.0-only
/* What every call owes its caller, and the tests of the calls that the client makes. */
#include "kernel.h"

#define PAINT 0x5c
#define MOST_STACK 1024 /* bytes below the return address; "a few KB" are the kernel's in all */
#define OUR_MOST_STACK 64

static const char *const names[NR_REGS] = {"EAX", "ECX", "EDX", "EBX", "EBP", "ESI", "EDI", "EFLAGS"};

_Static_assert(offsetof(struct probe, fs) == P_FS && offsetof(struct probe, words) == P_WORDS &&
		       offsetof(struct probe, out_ds) == P_OUT_SEGMENTS && sizeof(struct probe) == P_SIZE,
	       "layout.h is for call.S");

/*
 * Each call is made four times: with interrupts off and on, with other flags set, and on each alignment that
 * a stack of words can have.  See docs/facts/vmi-13.3-client.md section 3: "may be on or off, per call", "ESP
 * unaligned".
 */
static const struct {
	uint32_t flags, below;
	const char *name;
} passes[NR_PASSES] = {{0, 0, ""},
		       {IF, 4, " (interrupts on)"},
		       {IOPL | AC | ID, 8, " (other flags set)"},
		       {IF | IOPL | AC | ID, 12, " (interrupts on, other flags set)"}};
static unsigned int pass;

void probe_pass(unsigned int next)
{
	pass = next;
}

void probe_begin(unsigned int nr)
{
	static const uint32_t junk[NR_REGS] = {0xa1a1a1a1, 0xc2c2c2c2, 0xd3d3d3d3, 0xb4b4b4b4,
					       0xe5e5e5e5, 0x56565656, 0x67676767, 2};

	probe.nr = nr;
	if (has_word(cmdline, "announce"))
		kprintf("# call %u\n", nr);
	probe.target = vmicall[nr];
	for (unsigned int r = 0; r < NR_REGS; r++)
		probe.in[r] = junk[r];
	probe.in[EFLAGS] |= passes[pass].flags;
	probe.segment = probe.gs = SEL_KDATA;
	asm volatile("mov %%fs, %0" : "=r"(probe.fs));
	probe.top = PROBE_STACK - passes[pass].below;
	probe.nr_words = 0;
	for (unsigned int i = 0; i < PROBE_STACK_SIZE; i++)
		probe_stack[i] = PAINT;
}

/* A call that is left out changes nothing. */
void probe_run(void)
{
	if (!left_out(probe.nr)) {
		probe_enter();
		return;
	}
	for (unsigned int r = 0; r < NR_REGS; r++)
		probe.out[r] = probe.in[r];
	probe.out_esp = probe.top - 4 * probe.nr_words;
	probe.out_ds = probe.out_es = (uint16_t)probe.segment;
	probe.out_fs = (uint16_t)probe.fs;
	probe.out_gs = (uint16_t)probe.gs;
	probe.landed = 0;
}

static unsigned int stack_used(void)
{
	unsigned int top = probe.top - (uint32_t)probe_stack - 4 * probe.nr_words - 4, i = 0;

	while (i < top && probe_stack[i] == PAINT)
		i++;
	return top - i;
}

/* One word for the first thing that is wrong, or NULL. may_change may have the flag IF as EFLAGS. */
static const char *wrong(unsigned int may_change)
{
	uint32_t flags = probe.out[EFLAGS] ^ probe.in[EFLAGS];

	if (probe.out_esp != probe.top - (probe.landed ? 0 : 4 * probe.nr_words))
		return "ESP";
	for (unsigned int r = 0; r < EFLAGS; r++)
		if (!(may_change & MAY_CHANGE(r)) && probe.out[r] != probe.in[r])
			return names[r];
	if (flags & DF)
		return "the direction flag";
	if (flags & IF && !(may_change & MAY_CHANGE(EFLAGS)))
		return "the interrupt flag";
	if (ours && flags & (TF | IOPL | NT | AC | ID) & ~(may_change & MAY_CHANGE_IOPL ? IOPL : 0))
		return "a flag of the system's";
	if (probe.out_ds != probe.segment || probe.out_es != probe.segment)
		return "a segment register";
	if (probe.out_fs != probe.fs)
		return "FS";
	if (probe.out_gs != probe.gs)
		return "GS";
	/* an interrupt, or a trap behind each instruction, takes its own share */
	if (!(probe.in[EFLAGS] & (IF | TF)) && stack_used() > (ours ? OUR_MOST_STACK : MOST_STACK))
		return "more stack than any needs";
	return NULL;
}

/* What a call may destroy: three registers for a client, less by what is promised. */
unsigned int may_destroy(unsigned int promised)
{
	return ours ? promised : C_CALL;
}

bool probe_call(unsigned int may_change, const char *what)
{
	const char *changed;

	probe_run();
	changed = wrong(may_change);
	return tap_ok(!changed, "%s: what the caller needs is kept%s%s%s", what, changed ? ", but not " : "",
		      changed ? changed : "", passes[pass].name);
}

/*
 * For a call that no client makes, when it has run: if it did nothing, it may be a bare ret
 * (docs/facts/vmi-13.3-client.md
 * section 7), and there is nothing to check.  What did something did it right, or is wrong.
 */
void probe_check(unsigned int may_change, bool right, bool nothing, const char *name)
{
	const char *changed = wrong(may_change);

	if (changed)
		tap_ok(false, "%s: what the caller needs is kept, but not %s%s", name, changed,
		       passes[pass].name);
	else if (!right && nothing && !ours)
		tap_skip("it does nothing, as a call may that no client makes", "%s", name);
	else
		tap_ok(right, "%s%s", name, passes[pass].name);
}

/* A result that says nothing: what was in EAX, or none. */
bool probe_empty(void)
{
	return probe.out[EAX] == probe.in[EAX] || !probe.out[EAX] || !~probe.out[EAX];
}

void test_state(void)
{
	struct {
		uint16_t limit;
		uint32_t base;
	} __attribute__((packed)) gdtr, idtr;
	uint32_t cr0, cr3, cr4, cs, ss, ds, tr, ldt, flags;

	asm volatile("sgdt %0; sidt %1" : "=m"(gdtr), "=m"(idtr));
	asm volatile("mov %%cr0, %0; mov %%cr3, %1; mov %%cr4, %2" : "=r"(cr0), "=r"(cr3), "=r"(cr4));
	asm volatile("mov %%cs, %0; mov %%ss, %1; mov %%ds, %2" : "=r"(cs), "=r"(ss), "=r"(ds));
	asm volatile("str %0; sldt %1; pushf; pop %2" : "=r"(tr), "=r"(ldt), "=r"(flags));
	tap_ok(gdtr.base == 0x90400068 && gdtr.limit == 0x7f && idtr.base == 0x904000e8 &&
		       idtr.limit == 0x1ff,
	       "state at Init: GDT and IDT");
	tap_ok(cr0 == 0x80000011 && cr3 == 0x100000 && !cr4, "state at Init: control registers");
	tap_ok(cs == 8 && ss == 16 && ds == 16 && (uint16_t)tr == 0x28 && !(uint16_t)ldt,
	       "state at Init: selectors");
	tap_ok(!(flags & (IF | DF)), "state at Init: flags");
}

/* What the page tables say of an address: mapped, by a large page or by a small one, and not for users. */
static bool is_kernels(uint32_t address)
{
	uint32_t pde = *pde_of(address), pte, cr4;

	asm volatile("mov %%cr4, %0" : "=r"(cr4));
	if (!(pde & PTE_P))
		return false;
	if (pde & PTE_PS && cr4 & CR4_PSE)
		return !(pde & PTE_U);
	pte = *pte_of(address);
	return pte & PTE_P && !(pde & pte & PTE_U);
}

/* All questions again, at the low address, with every register watched. */
void test_questions(void)
{
	static const uint32_t junk[] = {0, 3, 88, 0x80000004, 0xffffffff};
	unsigned int same = 0, kept = 0, high = 0, mapped = 0;

	for (unsigned int nr = VMI_Init; nr <= VMI_LAST; nr++) {
		uint32_t at = vmicall[nr];

		probe_begin(VMI_GetRelocationInfo);
		probe.target = rom + VMI_GetRelocationInfo * SLOT_SIZE;
		probe.in[EAX] = nr;
		probe.in[ECX] = probe.target;
		probe_run();
		same += probe.out[EAX] == at && (probe.out[EDX] & 0xff) == 1;
		kept += !wrong(C_CALL);
		high += at >= ROM_SPACE || at - SYS_FREE < SYSPAGE + SYS_SIZE - SYS_FREE;
		mapped += is_kernels(at);
	}
	is(same, 84, "GetRelocationInfo: 84 questions have the same answer the second time");
	is(kept, 84, "GetRelocationInfo: 84 questions keep registers and stack");
	is(high, 84, "GetRelocationInfo: 84 addresses are out of the client's way");
	is(mapped, 84, "GetRelocationInfo: 84 addresses are mapped, and not for users");
	for (unsigned int i = 0; ours && i < sizeof(junk) / sizeof(junk[0]); i++) {
		probe_begin(VMI_GetRelocationInfo);
		probe.target = probe.in[ECX] = rom + VMI_GetRelocationInfo * SLOT_SIZE;
		probe.in[EAX] = junk[i];
		probe_call(C_CALL, "GetRelocationInfo, of no call");
		tap_ok(!(probe.out[EDX] & 0xff), "GetRelocationInfo: 0x%x is no call", junk[i]);
	}
}

void test_pdir(void)
{
	unsigned int gone = 0, same = 0;

	for (uint32_t page = 0; page < LOW_PAGES; page++)
		gone += *pte_of(page * PAGE_SIZE) == 0;
	is(gone, LOW_PAGES, "the low 4 MiB are unmapped, by SetPxE");
	for (unsigned int i = 0; i < 2; i++)
		is(*pte_of(FRAME_DB + i * FRAME_DB_TABLE) & PTE_SOFT, PTE_SOFT,
		   "SetPxE: software bits read back, by table %u", i);
	if (!ours)
		return;
	for (unsigned int nr = VMI_Init; nr <= VMI_LAST; nr++)
		same += call4(VMI_GetRelocationInfo, nr, 0, 0, 0, 0) == vmicall[nr];
	is(same, 84, "GetRelocationInfo answers alike through the window");
	probe_begin(VMI_Init);
	probe_call(C_CALL, "Init, through the window");
	is(probe.out[EAX], 0, "Init, through the window, says done");
}
