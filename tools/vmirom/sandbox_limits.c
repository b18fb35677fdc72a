// SPDX-License-Identifier: GPL-2.0-only
#include "sandbox_limits.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define NATIVE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE AUDIT_ARCH_AARCH64
#endif

void sandbox_limit_time(unsigned int seconds)
{
	/* Where SIGXCPU is ignored or blocked, the second limit kills. */
	const struct rlimit time = {seconds, seconds + 1}, none = {0, 0};

	setrlimit(RLIMIT_CORE, &none);
	setrlimit(RLIMIT_CPU, &time);
}

/* What is mapped now, in bytes; a sanitizer maps terabytes. */
static unsigned long mapped(void)
{
	FILE *file = fopen("/proc/self/statm", "re");
	unsigned long pages = 0;

	if (!file)
		return 0;
	if (fscanf(file, "%lu", &pages) != 1)
		pages = 0;
	fclose(file);
	return pages * sysconf(_SC_PAGESIZE);
}

static void limit_memory(unsigned long more)
{
	unsigned long now = mapped();
	const struct rlimit limit = {now + more, now + more};

	if (now)
		setrlimit(RLIMIT_AS, &limit);
}

#ifdef NATIVE
#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define RETURN(action) BPF_STMT(BPF_RET | BPF_K, (action))
/* The next instruction is for this number only. */
#define ONLY(value) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, 1)
#define ALLOW(name) ONLY(__NR_##name), RETURN(SECCOMP_RET_ALLOW)

/* The messages; memory, executable too, for the emulator translates into it; signals' returns; the end. */
static void filter_calls(void)
{
	/* clang-format off */
	struct sock_filter filter[] = {
		LOAD(arch), BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NATIVE, 1, 0), RETURN(SECCOMP_RET_KILL_PROCESS),
		LOAD(nr),
		ALLOW(recvfrom), ALLOW(sendto), ALLOW(write),
		ALLOW(mmap), ALLOW(munmap), ALLOW(mprotect), ALLOW(mremap), ALLOW(madvise), ALLOW(brk),
		ALLOW(futex), ALLOW(rt_sigreturn), ALLOW(rt_sigaction), ALLOW(rt_sigprocmask), ALLOW(sigaltstack),
		ALLOW(getpid), ALLOW(gettid), ALLOW(clock_gettime), ALLOW(exit), ALLOW(exit_group),
		/* abort(), and nobody else's process */
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_tgkill, 0, 3), LOAD(args[0]), ONLY((uint32_t)getpid()),
		RETURN(SECCOMP_RET_ALLOW),
		RETURN(SECCOMP_RET_ERRNO | EPERM),
	};
	/* clang-format on */
	const struct sock_fprog program = {sizeof(filter) / sizeof(filter[0]), filter};

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
		prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}
#else
static void filter_calls(void)
{
}
#endif

void sandbox_limit_calls(unsigned long memory)
{
	limit_memory(memory);
	filter_calls();
}
