/* SPDX-License-Identifier: GPL-2.0-only */
/* Threads: kernel and user, each bound to one processor unless it wanders. */
#ifndef GUEST_THREAD_H
#define GUEST_THREAD_H

#include "cpu.h"
#include "trap.h"
#include "mm.h"

/* A thread's structure lies at the bottom of its kernel stack. */
#define STACK_SIZE 8192
#define NR_DEBUG 4
#define MAX_TRAPS 8

/* Where expect_fault goes on; entry.S knows the order. */
struct fault_jump {
	vmi_word_t regs[8];
};
/* False at first; true after fault_longjmp, with the stack as deep as then. */
bool fault_setjmp(struct fault_jump *jump) __attribute__((returns_twice));
void fault_longjmp(struct fault_jump *jump) NORETURN;

struct expected {
	struct fault_jump jump;
	struct fault *fault;
	struct expected *outer;
	unsigned int nr_traps;
};

struct thread {
	vmi_word_t sp; /* while not running */
	struct cpu *cpu;
	struct thread *next; /* in its processor's ring */
	const char *name;
	volatile bool dead;    /* has ended */
	volatile bool on_cpu;  /* its stack is in use */
	uint32_t wanders;      /* so many times it goes on at the next processor when switched away from; holds nothing of this one's */
	vmi_word_t sp0;        /* top of stack: entries from user mode */
	struct aspace *aspace; /* NULL: kernel thread */
	struct expected *expected;
	struct regs *traps[MAX_TRAPS]; /* whose handlers have not returned, the outermost first */
	volatile unsigned int nr_traps;
	bool first; /* when a stop is wanted it runs before others: it is in a site */
	void (*fn)(void *arg);
	void *arg;

	struct regs start;       /* user thread: registers at its start */
	struct fault fault;      /* last trap from user mode that nobody handled */
	struct fault fixed_up;   /* last fault of the kernel that an exception table entry took care of */
	vmi_word_t signal_handler; /* user address that gets such traps, 0: they end the thread */
	vmi_word_t signal_stack;
	volatile uint32_t exit_code;
	bool single_step; /* TF was taken away at the SYSENTER entry */

	vmi_word_t ldt; /* linear address of NR_LDT entries, 0: none */
	uint64_t tls;  /* descriptor SEL_TLS */
	uint32_t iopl; /* EFLAGS bits 12-13 */
	bool debug_used;
	vmi_word_t debug[NR_DEBUG], dr7;

	bool fpu_used;
	uint8_t fpu[512] __attribute__((aligned(16)));
};

#define EXIT_KILLED 0x80000000u /* exit code of a thread that a fault ended: this + vector */

/* The boot thread of a processor is made of the stack it runs on. */
struct thread *thread_init(void *stack, const char *name);

struct thread *thread_create(const char *name, struct cpu *cpu, void (*fn)(void *arg), void *arg);
/*
 * A thread that begins in user mode at ip with the stack pointer sp; t->start may be changed
 * before thread_run.  The address space stays the caller's.
 */
struct thread *thread_create_user(const char *name, struct cpu *cpu, struct aspace *as, vmi_word_t ip,
				  vmi_word_t sp);
void thread_run(struct thread *t);
/* Waits for the end of a thread; returns its exit code and frees it. */
uint32_t thread_join(struct thread *t);
void thread_exit(uint32_t code) NORETURN;
/* Gives the processor to the next thread that can run. */
void schedule(void);
void idle_loop(void) NORETURN;
/* Runs a user thread on this processor to its end; the thread is left for its fields. */
uint32_t run_user(struct thread *t);
void thread_free(struct thread *t);

static inline void preempt_disable(void)
{
	this_cpu()->preempt_off++;
	barrier();
}

static inline void preempt_enable(void)
{
	barrier();
	this_cpu()->preempt_off--;
}

/* For trap.c. */
void thread_tick(struct cpu *cpu);
void thread_trap_exit(struct regs *r);
bool user_fault(struct regs *r);

/* fpu.c */
bool fpu_trap(void);
void fpu_switch(struct cpu *cpu, struct thread *next);
void fpu_forget(struct thread *t);

/* debug.c */
bool debug_trap(struct regs *r);
void debug_switch(struct thread *prev, struct thread *next);

/* syscall.c: number in EAX, arguments EBX ECX EDX ESI EDI EBP, result EAX. */
#define SYS_EXIT 0
#define SYS_YIELD 1
#define SYS_ECHO 2      /* EAX = sum of n * argument n */
#define SYS_SIGNAL 3    /* handler EBX, stack ECX */
#define SYS_SIGRETURN 4 /* struct regs at EBX */
#define SYS_IOPL 5      /* EBX: 0 to 3 */
#define SYS_TEST 6      /* for syscall_set_hook */
void syscall(struct regs *r);
void syscall_init(struct cpu *cpu);
typedef void syscall_hook(struct regs *r);
syscall_hook *syscall_set_hook(syscall_hook *hook);
extern const char sysenter_entry[];

/* time.c */
#define HZ 250
void timer_start(unsigned int hz);
void timer_stop(void);
/* Ticks a second, at most so many, that leave something to threads: where a tick's registers are emulated they take long. */
unsigned int timer_affordable_hz(unsigned int most);
/* Busy-waits on the cycle counter. */
void delay_us(uint32_t us);
uint64_t cycles_per_us(void);

/* A wait of ms, and of so many looks: on a busy host time goes by without us. */
struct wait {
	uint64_t end, last;
	uint32_t looks, still;
};
void wait_begin(struct wait *w, uint32_t ms, uint32_t looks);
bool wait_over(struct wait *w); /* a look */

#endif
