/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The init of a Linux that is measured: has it do what tests/guest/bench_exits.c does, by system calls and by waiting.
 * Two processors; the second is busy in user mode where an interrupt is to come to it.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/reboot.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <linux/membarrier.h>
#include "marks.h"

#define LAPS 101
#define PAGE 4096

static volatile bool ended;
static volatile unsigned long spins;
static volatile char *page;

static void must(int ok, const char *what)
{
	if (ok)
		return;
	perror(what);
	reboot(RB_AUTOBOOT);
}

static void run_on(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	must(!sched_setaffinity(0, sizeof(set), &set), "sched_setaffinity");
}

static void nothing(void)
{
}

/* In the kernel, as that reads it. */
static void clock_reading(void)
{
	struct timespec t;

	syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &t);
}

/* This clock moves at each tick, and its reading is no system call. */
static void timer_tick(void)
{
	struct timespec from, t;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &from);
	do
		clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
	while (t.tv_nsec == from.tv_nsec);
}

static void halt_and_wake(void)
{
	struct timespec t = {0, 4000000};

	clock_nanosleep(CLOCK_MONOTONIC, 0, &t, NULL);
}

static void ipi(void)
{
	syscall(SYS_membarrier, MEMBARRIER_CMD_PRIVATE_EXPEDITED, 0, 0);
}

/* What was writable for both processors is so no more. */
static void tlb_shootdown(void)
{
	*page = 1;
	mprotect((void *)page, PAGE, PROT_READ);
	mprotect((void *)page, PAGE, PROT_READ | PROT_WRITE);
}

static void *spin(void *arg)
{
	run_on(1);
	while (!ended)
		spins++;
	return arg;
}

/* Until the other is seen to run, where there is one: it may have been put aside for something else. */
static void see_it_spin(void)
{
	unsigned long before = spins;

	while (before && spins - before < 10000)
		;
}

static void measure(void (*run)(void))
{
	bench_mark(MARK_OP);
	run();
	for (int i = 0; i < LAPS; i++) {
		see_it_spin();
		bench_mark(MARK_BEGIN);
		run();
		bench_mark(MARK_END);
	}
}

int main(void)
{
	pthread_t other;

	run_on(0);
	sleep(2); /* until the kernel and Xen have nothing left to do from the boot */
	measure(nothing);
	measure(clock_reading);
	measure(timer_tick);
	measure(halt_and_wake);
	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	must(page != MAP_FAILED, "mmap");
	*page = 1;
	must(!syscall(SYS_membarrier, MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED, 0, 0), "membarrier");
	must(!pthread_create(&other, NULL, spin, NULL), "pthread_create");
	while (!spins)
		sched_yield();
	measure(ipi);
	measure(tlb_shootdown);
	ended = true;
	pthread_join(other, NULL);
	reboot(RB_POWER_OFF);
}
