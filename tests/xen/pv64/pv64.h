/* SPDX-License-Identifier: GPL-2.0-only */
/* A small 64-bit PV kernel, which knows the calls of the Xen blob one by one. */
#ifndef PV64_H
#define PV64_H

#define KERNEL_BASE 0xffffffff80000000
#define SYSCALL_VECTOR 0x7f /* of no interrupt here */
#define PERCPU 256          /* each processor's memory, from its GS base */

#ifndef __ASSEMBLER__
#include <stdint.h>
#include <vmi/calls.h>
#include <xen/xen.h>

#define PAGE __attribute__((aligned(4096)))

/* The ROM's copy, and what it answers. */
extern uint8_t window[];
extern uint64_t addresses[VMI_NR_CALLS];
extern uint32_t answers[VMI_NR_CALLS];

/* Where in the window its state is; 0: this is no ROM for this kernel. */
uint32_t place(const uint8_t *rom, uint32_t length, int32_t percpu);

/* start.S. */
extern uint8_t entries[], user_begin[], user_end[], user_spin[], syscall_entry[], boot_stack_end[],
	ap_start[], trap_out[];
uint64_t to_user(uint64_t rip, uint64_t rsp, uint64_t flags, uint32_t cs, uint32_t ss);
void to_kernel(uint64_t result) __attribute__((noreturn));
void by_sysret(uint64_t rip, uint64_t rsp, uint64_t flags, uint64_t rax) __attribute__((noreturn));
uint64_t iret_here(uint64_t flags, uint64_t cs);
uint64_t iret_stepped(uint64_t flags, uint64_t cs);
uint64_t keeps(void (*body)(void), uint64_t rax, uint64_t *changed);

/* tap.c. */
void say(const char *s);
void say_number(uint32_t n);
void ok(int good, const char *name);
void is(uint64_t got, uint64_t want, const char *name);
void tap_end(void) __attribute__((noreturn));
void end(uint32_t code) __attribute__((noreturn));
long xen(unsigned long nr, unsigned long a, unsigned long b, unsigned long c);

/* trap.c: what came, how often, and the last one's frame. */
extern volatile uint32_t count[256], last_error;
extern volatile uint64_t last_rip, last_cs, last_flags, lowest, user_rdi, user_rsi;
/* A fault that may come, and where it leads; 1: out of user mode. */
extern volatile uint64_t expected_fault;
extern uint64_t fault_go;
extern uint64_t idt[512];
/* Debug exceptions in the ROM since steps was 0; at number fire_at an interrupt to itself, and whether events
 * were on. */
extern uint32_t steps, fire_at, fired_on;
extern uint64_t fired_into; /* where that one leads back to */
int in_rom(uint64_t rip);
void gates(void); /* all but two, which no test uses else */

/* What the tests share: memory, and where it is. */
extern const start_info_t *info;
extern uint32_t state; /* in the window, of the blob */
extern uint8_t
	percpu[2][512]; /* behind PERCPU bytes of the kernel's own, each processor's memory for the blob */
struct __attribute__((packed)) table_register {
	uint16_t limit;
	uint64_t base;
};

static inline uint64_t frame_of(const void *linear)
{
	return ((uint64_t)linear - KERNEL_BASE) >> 12;
}

void test_time(void);   /* counters and the wall clock */
void test_calls(void);  /* flag, time, exceptions, events */
void test_pages(void);  /* page tables, user mode */
void test_tables(void); /* descriptors, a second processor */
#endif
#endif
