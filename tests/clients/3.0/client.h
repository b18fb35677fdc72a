/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A kernel that treats a VMI 3.0 ROM as Linux 2.6.24 to 2.6.36 do.
 *
 * Everything of the interface here is written from docs/facts/vmi-3.0-client.md and
 * from nothing else of this project: its own numbers, structures and patcher.  So a
 * mistake in spec/calls.def or in the loader isn't made a second time.  "Section n" in a
 * comment means that page.  What lies below the interface, the machine and the text of
 * the tests, is tests/lib/kernel.
 */
#ifndef CLIENT_H
#define CLIENT_H

#include <boot.h>
#include <x86.h>

#define PAGE_OFFSET KERNEL_BASE
#define MAX_CPUS 2
#define STACK_SIZE 8192

/* Selectors (section 2). */
#define KERNEL_CS 0x60
#define KERNEL_DS 0x68 /* SS only: DS and ES are the user's */
#define USER_CS 0x73
#define USER_DS 0x7B
#define TSS_SEL 0x80
#define LDT_SEL 0x88
#define PERCPU_SEL 0xD8
#define TLS_SEL 0x33
#define GDT_ENTRIES 32

/* Places in the GDT that no kernel uses, for segments that are not what they should be. */
#define GDT_SPARE 20
#define GDT_ESPFIX 26
#define GDT_BASED 30
#define BASED_SEL (GDT_BASED * 8 + 3) /* desc_based() */

#define VEC_DEVICES 0x20 /* from here on no exceptions */
#define VEC_IPI 0x51
#define VEC_SPURIOUS 0xff /* the local APIC's, which is nobody's */
#define VEC_SYSCALL 0x80

/* What the offsets of struct cpu are to the assembler. */
#define CPU_SELF 0
#define CPU_RESUME 4
#define CPU_WATCH 8
#define REGS_WORDS 23 /* struct regs */

/* watch.S: what a call into the ROM finds in registers and above its stack, and should leave there. */
#define WATCHED_CALLS 76
#define WATCH_ENTRY_SIZE 8
#define WATCH_GUARDS 8
#define WATCH_GUARD 0x6a4d6a4d
#define WATCH_EBX 0xbbbbbbb1
#define WATCH_ESI 0x55555552
#define WATCH_EDI 0xdddddd13
#define WATCH_EBP 0x99999914

#define PGD_SHIFT ROOT_SHIFT
#define PTRS PT_ENTRIES
#define PTRS_PGD (PGD_SHIFT == PD_SHIFT ? PTRS : 4)
#define CPUID_EXTENDED 0x80000000
#define CPUID_NX_BIT 20 /* of EDX of the leaf after it */
#define CPUID_PGE_BIT 13 /* of leaf 1's EDX */

#define CR0_RUN 0x80050033 /* PG, AM, WP, NE, ET, MP, PE */
#define EFLAGS_ARITHMETIC 0x8d5

#define TRAP_STUB_SIZE 16

/* user.S: programs, by their place in the page. */
#define USER_CODE 0x08048000
#define USER_STACK 0x0804a000
#define USER_VM86 0x10000
#define PROGRAM_INT 0
#define PROGRAM_FAST 0x10
#define PROGRAM_VM86 0x20
#define PROGRAM_LOOP 0x30    /* ESI system calls that do nothing */
#define PROGRAM_PORT 0x40
#define PROGRAMS_SIZE 0x50
#define SYSCALL_NOTHING 0x77

#ifndef __ASSEMBLER__

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <pic.h>
#include <port.h>
#include <serial.h>
#include <string.h>
#include <tap.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* A trap's registers as traps.S leaves them on the stack. */
struct regs {
	uint32_t ebx, ecx, edx, esi, edi, ebp, eax;
	uint32_t ds, es, fs, gs;
	uint32_t flags_inside; /* EFLAGS at the handler's first instruction */
	uint32_t vector, error;
	uint32_t eip, cs, eflags;
	uint32_t esp, ss;		       /* from an outer ring only */
	uint32_t vm_es, vm_ds, vm_fs, vm_gs;   /* from virtual-8086 mode only */
};

/* A processor's own alarm: time.c. */
#define EVENT_ROW 4
enum event_mode { EVENT_NONE, EVENT_OFF, EVENT_PERIODIC, EVENT_ONE_SHOT };
struct clock_event {
	enum event_mode mode;
	uint64_t set, expiry, period; /* when it was set; for when; in cycles all three */
	uint64_t again;		      /* a single one sets the next, so far ahead */
	uint64_t at, before[EVENT_ROW]; /* the last that came, and those before, by come % EVENT_ROW */
	uint64_t shortest;	      /* time that so many in a row took */
	/* As often as it came in its time; before; where it isn't wired to; after it was cancelled. */
	volatile uint32_t come, early, strayed, after_off;
};

struct cpu {
	struct cpu *self;
	uint32_t resume; /* where enter_user() was called */
	uint32_t watch;	 /* the call into the ROM that goes on, its struct watched */
	uint32_t id;
	struct mm *mm;
	uint32_t lazy, batch_goes_on, in_interrupt; /* lazy.c */
	uint32_t ticks, nmis, nmis_inside;
	volatile uint32_t ipis;
	struct clock_event event;
	uint32_t tss[26];
	uint64_t gdt[GDT_ENTRIES] __attribute__((aligned(8)));
};
_Static_assert(sizeof(struct regs) == REGS_WORDS * 4, "asm");
_Static_assert(offsetof(struct cpu, resume) == CPU_RESUME && offsetof(struct cpu, watch) == CPU_WATCH, "asm");

/* What flags.S gives to a site, and finds behind it. */
struct flag_site {
	uint32_t eax, ecx, edx, ebx, esi, edi, ebp;
	uint32_t eflags, esp_off, ds, es, ss, fs, gs;
};

/* How a stay in user mode ended. */
struct outcome {
	bool refused; /* the return itself faulted, and the exception table had an entry */
	struct regs regs;
};

extern struct cpu cpus[MAX_CPUS];
extern char kernel_begin[], kernel_end[], text_begin[], text_end[];

static inline struct cpu *this_cpu(void)
{
	struct cpu *cpu;

	__asm__ volatile("mov %%fs:0, %0" : "=r"(cpu));
	return cpu;
}

static inline uint32_t read_flags(void)
{
	uint32_t f;

	__asm__ volatile("pushf; pop %0" : "=r"(f));
	return f;
}

/* console.c */
void console_init(void);
extern bool on_xen; /* in an HVM domain */
void print_regs(const struct regs *r);
void bail(const struct regs *r, const char *fmt, ...) __attribute__((format(printf, 2, 3), noreturn));
void finish(void) __attribute__((noreturn));
extern const char *command_line;
extern bool kernel_24; /* as 2.6.24, by the word kernel=24; else as 2.6.32 */
extern uint32_t memory_kib; /* from 1 MiB up */

/* desc.c */
#define TSS_FREE 0x89
#define SEGMENT_4G 0xc000 /* page granularity, 32 bits; with the access byte below */
void desc_early(void);
void desc_kind(void); /* once it is known which kernel this is */
void desc_init(struct cpu *cpu);
void desc_write_segment(uint32_t *to, uint32_t base, uint32_t limit, uint32_t access);
void set_esp0(uint32_t esp0);
void desc_tls_flat(void);
void desc_based(bool there); /* a data segment that doesn't begin at 0 */
void set_gate(unsigned int vector, bool trap_gate);

/* traps.c, traps.S */
const struct outcome *run_user(const struct regs *r);
const struct outcome *run_user_fast(const struct regs *r);
void leave_user(void) __attribute__((noreturn));
extern struct regs caught; /* a fault that the exception table had an entry for; ESP is the fault's */
extern uint32_t fault_address; /* of the last page fault, as GetCR2 told it */
extern bool (*on_page_fault)(uint32_t address); /* the kernel's own: true if it is mended */
extern const void *return_by, *exit_by;
extern const char exit_24[];
extern bool may_oops; /* run_user() returns to a bad frame: a fault in the ROM costs the process, not the kernel */
extern uint32_t oopses;
extern uint32_t flags_outside; /* further flags that are on when run_user() returns to its frame */
extern const char return_site[], plain_site[], sysenter_entry[], trap_stubs[];
extern const char other_site[]; /* site.S */
void user_regs(struct regs *r, uint32_t program);
void user_init(void);

/* interrupts.c */
void interrupts_init(void);
uint8_t pic_vector(void);
void tick_once(uint32_t pit_counts);
extern void (*on_tick)(const struct regs *r);
extern uint32_t tick_again; /* not 0: each tick makes another */
bool tick_waits(void);
void interrupt(struct regs *r);

/* apic.c */
bool apic_there(void);
void apic_map(void);
void apic_init(void);
uint32_t apic_id(uint32_t cpu);
uint32_t apic_logical(uint32_t cpu);
void apic_send(uint32_t command);
void apic_send_to(uint32_t to, uint32_t command);

/* rtc.c */
uint32_t rtc_seconds(void);

/* step.c */
bool in_rom(uint32_t eip);
void step_hook(void (*hook)(const struct regs *r));
void step_begin(void (*hook)(const struct regs *r));
uint32_t step_end(void);
bool stepped(const struct regs *r);

/* lazy.c */
enum { LAZY_NONE, LAZY_MMU, LAZY_CPU };
void lazy_batch_begin(void);
void lazy_batch_end(void);
void lazy_batch_flush(void);
void lazy_switch_begin(void);
void lazy_switch_end(void);

/* bench.c, loops.c */
void bench(void);
void loops(void);

/* The tests, in this order. */
void test_rom(void);
void test_keeps(void);
void test_flags(void);
void test_desc(void);
void test_cpu(void);
bool breakpoints_get_lost(void);
void test_calls(void);
void test_calls_stepped(void (*hook)(const struct regs *r));
void test_inside(void);
void test_mmu(void);
void test_tlb(void);
void test_pages(void);
void test_lazy(void);
void test_stores(void); /* before page tables are in use */
void test_iopl(void);
void test_returns(void);
void test_returns_here(void); /* those that any processor can do */
void test_frames(void);
void test_site(void);
void test_frames_race(void); /* and the other processor's part */
void test_frames_race_other(void);
void test_storm_here(void); /* on both at a time */
void test_storm_nmis(void);
extern volatile bool storm_nmis_wanted;
void test_storm_results(void);
void test_apic(void);
void test_apic_others(uint32_t other); /* and the other processor's part */
void test_apic_others_other(uint32_t first);
void test_time(void); /* alarms at IRQ0 */
void test_time_apic(void);
void test_alarms_here(void);
void test_clock(void);
void test_clock_together(void); /* on both at a time */
void test_clock_results(void);
void test_smp(void);

#else

/* The kernel's own again, as C has them, whatever a call has made of them.  Clobbers ECX. */
.macro KERNEL_SEGMENTS
	mov	$KERNEL_DS, %ecx
	mov	%ecx, %ss
	mov	$USER_DS, %ecx
	mov	%ecx, %ds
	mov	%ecx, %es
	mov	$PERCPU_SEL, %ecx
	mov	%ecx, %fs
	cld
.endm

#endif
#endif
