/* SPDX-License-Identifier: GPL-2.0-only */
/* A stand-in for the one operating system that speaks 13.3: what its files share; below the interface, tests/lib/kernel. */
#ifndef KERNEL_H
#define KERNEL_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <apic.h>
#include <port.h>
#include <string.h>
#include <tap.h>
#include <x86.h>
#include "layout.h"

#define PTE_SOFT 0x600u /* software bits */
#define DESC_PRESENT 0x8000u
#define LOW_PAGES 1024u

/* console.c */
bool is(uint32_t got, uint32_t want, const char *format, ...);
_Noreturn void finish(void);
_Noreturn void panic(const char *format, ...);
extern char cmdline[256];
extern int early_result; /* of Init, called before paging is on */
extern bool ours;        /* the ROM is this project's, and held to all that its specification says */

/* call.S: one call of a slot, with every register known before and after. */
enum reg { EAX, ECX, EDX, EBX, EBP, ESI, EDI, EFLAGS, NR_REGS };
struct probe {
	uint32_t target;
	uint32_t in[NR_REGS];
	uint32_t segment;            /* DS and ES during the call */
	uint32_t fs, gs;             /* and these */
	uint32_t top;                /* of its stack */
	uint32_t nr_words, words[5]; /* on the stack behind the return address */
	uint32_t out[NR_REGS];
	uint32_t out_esp;
	uint16_t out_ds, out_es, out_fs, out_gs;
	uint32_t landed; /* did IRET get to probe_landed */
	uint32_t saved_esp;
	unsigned int nr;
};
extern struct probe probe;
void probe_enter(void);
extern const uint8_t probe_landed[], probe_abandon[];
extern uint8_t probe_stack[PROBE_STACK_SIZE];
#define PROBE_STACK ((uint32_t)probe_stack + PROBE_STACK_SIZE)

/* probe.c: the same with what is expected of every call checked, all of it one test. */
#define KEEPS_ALL 0
#define MAY_CHANGE(reg) (1u << (reg))
#define MAY_CHANGE_IOPL (1u << NR_REGS)
#define C_CALL (MAY_CHANGE(EAX) | MAY_CHANGE(ECX) | MAY_CHANGE(EDX))
#define TF 0x100u
#define IF 0x200u
#define DF 0x400u
#define IOPL 0x3000u
#define NT 0x4000u
#define AC 0x40000u
#define ID 0x200000u
#define NR_PASSES 4
void probe_pass(unsigned int pass);
void probe_begin(unsigned int nr);
void probe_run(void);
unsigned int may_destroy(unsigned int promised);
bool probe_call(unsigned int may_change, const char *what);
void probe_check(unsigned int may_change, bool right, bool nothing, const char *name);
bool probe_empty(void);

/* vmi.c */
extern uint32_t vmicall[VMI_LAST + 1];
extern uint32_t rom;
bool probe_vmi(void);
bool init_vmi(void);

/* without.c */
bool left_out(unsigned int nr);
void leave_out_calls(void);

/* mach.c: operations of the kernel, by instructions or by slots. */
extern bool vmi_mode;
void native_outb(int port, uint8_t value);
uint8_t native_inb(int port);
void native_out(unsigned int size, int port, uint32_t value);
uint32_t native_in(unsigned int size, int port);
#define PCI_ADDRESS 0xcf8
#define PCI_DATA 0xcfc
uint32_t pci_read(unsigned int function, unsigned int reg);
void sti(void);
void cli(void);
void hlt(void);
uint32_t get_cr2(void);
uint32_t get_cr4(void);
void wrmsr(uint32_t msr, uint32_t low, uint32_t high);
void cpuid(uint32_t leaf, uint32_t out[4]);
void write_gdt(unsigned int index, uint32_t low, uint32_t high);
void load_tib(uint32_t base);
void gate_words(unsigned int vector, uint32_t handler, uint32_t type, uint32_t *low, uint32_t *high);
void set_gate(unsigned int vector, uint32_t handler, uint32_t type);
void set_kernel_stack(uint32_t esp0);
void invlpage(uint32_t address);
bool map_apic(void);
static inline volatile uint32_t *apic(unsigned int reg)
{
	return (volatile uint32_t *)(APIC + reg);
}
void set_entry(volatile uint32_t *entry, uint32_t value, unsigned int level, uint32_t pfn);
uint32_t call4(unsigned int nr, uint32_t eax, uint32_t edx, uint32_t ecx, uint32_t word0, uint32_t word1);

/* paging.c */
void init_pdir(void);
void map_page(uint32_t address, uint32_t frame, uint32_t flags);
uint32_t alloc_frame(void);
static inline volatile uint32_t *pte_of(uint32_t address)
{
	return (volatile uint32_t *)(PTE_WINDOW + (address >> 12) * 4);
}
static inline volatile uint32_t *pde_of(uint32_t address)
{
	return (volatile uint32_t *)(PDIR + (address >> 22) * 4);
}

/* pointers.c */
bool may_access(uint32_t address, uint32_t size, uint32_t access);
void fill_low_memory(void);
void test_pointers(const char *whose);
uint32_t read_for_user(uint32_t pointer);
void offer_pointers(void);
void check_pointers(uint32_t segment);

/* user.S and call.S: a user begins with known registers; leave_user() comes back from enter_user(). */
struct note {
	uint32_t eax, ecx, edx, ebx, ebp, esi, edi, esp, eflags, ds, es, fs, gs, cs, ss;
};
_Static_assert(sizeof(struct note) == NOTE_SIZE, "layout.h is for user.S");
void enter_user(uint32_t eip, uint32_t esp, uint32_t segment);
_Noreturn void start_user(uint32_t eip, uint32_t esp, uint32_t segment);
_Noreturn void leave_user(void);

/* test_user.c, thread.c */
uint32_t syscall(uint32_t number, uint32_t parameters);
struct frame;
void thread_call(const struct frame *frame);

/* trap.c */
struct frame {
	uint32_t es, ds, edi, esi, ebp, esp_unused, ebx, edx, ecx, eax;
	uint32_t vector, error, eip, cs, eflags, esp, ss;
};
extern void (*on_step)(struct frame *frame); /* behind each instruction while TF is set */
void init_traps(void);
void test_gates(void);
void ticks_on(void);
void ticks_off(void);
extern volatile bool halting;                                                     /* Halt is being called */
extern volatile uint32_t ticks, tick_eip, user_faults, nmis, nmi_eip, nmi_eflags; /* EIPs: in that call */

/* hard.c, hostile.c, entry.S */
void make_it_hard(void);
void try_init(void);
void try_tables(void);
void set_paging(uint32_t cr3, uint32_t cr4);

/* test_init.c */
extern uint32_t sums_before[2]; /* tables_sum before Init is called in earnest */
uint32_t tables_sum(bool window);
bool nothing_changed(void);
void empty_window(void);

/* end.c */
bool booted_again(void);
void come_to_an_end(void);

/* tests, in order */
void test_state(void);
void test_init(void);
void test_questions(void);
void test_pdir(void);
void test_used_calls(void);
void test_io(void);
void test_returns(void);
void test_halt(void);
void test_unused_calls(void);
void test_user(void);
void test_threads(void);
void bench(void);

#endif
