/* SPDX-License-Identifier: GPL-2.0-only */
/* From the platform's entry to the tests. */
#include "kernel.h"
#include "options.h"
#include "groups.h"

#include <boot.h>

const struct platform *platform;
static struct spinlock console;

void console_write(const char *text, size_t len)
{
	platform->write(text, len);
}

uint32_t console_lock(void)
{
	return spin_lock_irq(&console);
}

void console_unlock(uint32_t state)
{
	spin_unlock_irq(&console, state);
}

/* Up to here only platform code ran; from here on calls do. */
static void boot_cpu_init(void)
{
	struct thread *t = thread_init(boot_stack, "main");
	struct cpu *cpu;

	features_init();
	cpu = cpu_create(0, 0, t);
	nr_cpus = 1;
	idt_init();
	cpu->online = true;
	cpu_load(cpu);
	pgtable_init();
}

static void idle(void *arg)
{
	(void)arg;
	idle_loop();
}

/* Up to now the ring of processor 0 had its main thread in the place of the idle one. */
static void add_idle_thread(void)
{
	struct cpu *cpu = this_cpu();
	struct thread *t = thread_create("idle", cpu, idle, NULL);

	t->next = cpu->current;
	cpu->current->next = t;
	cpu->idle = t;
}

static void finish(bool ok) NORETURN;

static void finish(bool ok)
{
	uint32_t calls = vmi_PlatformCalls();

	vmi_DisableInterrupts();
	if (calls)
		tap_note("platform-calls %u", calls);
	if (ok && !strcmp(options.end, "reboot"))
		vmi_Reboot(0);
	if (ok && !strcmp(options.end, "shutdown"))
		vmi_Shutdown();
	if (*options.end)
		tap_note("end=%s: we are still here", options.end);
	if (options.noexit)
		tap_note("noexit: halting");
	else
		platform->exit(ok ? EXIT_PASS : EXIT_FAIL);
	for (;;)
		vmi_Halt();
}

void kernel_main(const struct platform *p)
{
	platform = p;
	options_parse(p->cmdline);
	/* Where nothing privileged works natively, the blob comes before all else. */
	if (p->needs_blob)
		vmi_activate();
	tap_begin();
	frames_init(p->memory_begin, p->memory_end);
	boot_cpu_init();
	if (!p->needs_blob)
		vmi_activate();
	vmi_say();
	/* Again, through whatever is patched in now. */
	cpu_load(this_cpu());
	linear_mapping_tell();
	syscall_init(this_cpu());
	p->init();
	p->cpu_init();
	tap_note("memory %u MiB, %s, processor %x", p->memory_end >> 20,
		 sizeof(pte_t) == 8 ? "PAE" : "no PAE", features.signature);
	add_idle_thread();
	if (options.bench) {
		bench();
		probe_bench();
		bench_ops();
		finish(true);
	}
	vmi_EnableInterrupts();
	timer_start(HZ);
	if (*options.misuse) {
		misuse();
		finish(tap_end());
	}
	cpus_start(options.cpus);
	tap_note("%u processors", nr_cpus);
	if (options.bench_exits) {
		bench_exits();
		finish(true);
	}
	groups_run(options.only);
	finish(tap_end());
}
