// SPDX-License-Identifier: GPL-2.0-only
#include "sandbox.h"
#include "sandbox_limits.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the child may take once it is ready, in bytes; an emulator and a ROM take some megabytes. */
#define MEMORY (256ul << 20)

struct sandbox {
	int fd;    /* whole messages; ends when the child does */
	pid_t pid; /* 0: it has ended, and been waited for */
	size_t request_size, reply_size;
	unsigned int patience;
	bool ran_out;
};

/* No words from the library, and an end that comes even where SIGXCPU came ignored. */
static void settle(unsigned int patience)
{
	int null = open("/dev/null", O_RDWR);

	if (null < 0 || dup2(null, STDOUT_FILENO) < 0 || dup2(null, STDERR_FILENO) < 0)
		_exit(1);
	signal(SIGXCPU, SIG_DFL);
	sandbox_limit_time(patience);
}

/* Leaves by _exit: what stdio has buffered is the parent's to write. */
static void __attribute__((noreturn)) serve(const struct sandbox *self, sandbox_work *work, void *context)
{
	void *request = calloc(1, self->request_size), *reply = calloc(1, self->reply_size);
	bool ready = false;

	settle(self->patience);
	while (request && reply &&
	       recv(self->fd, request, self->request_size, 0) == (ssize_t)self->request_size) {
		work(context, request, reply);
		if (!ready)
			sandbox_limit_calls(MEMORY);
		ready = true;
		if (send(self->fd, reply, self->reply_size, MSG_NOSIGNAL) != (ssize_t)self->reply_size)
			break;
	}
	_exit(0);
}

static bool begin(struct sandbox *child, sandbox_work *work, void *context)
{
	int end[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, end))
		return false;
	child->pid = fork();
	if (child->pid == 0) {
		close(end[0]);
		child->fd = end[1];
		serve(child, work, context);
	}
	close(end[1]);
	child->fd = end[0];
	if (child->pid > 0)
		return true;
	close(end[0]);
	return false;
}

struct sandbox *sandbox_open(sandbox_work *work, void *context, size_t request_size, size_t reply_size,
			     unsigned int patience)
{
	struct sandbox *child = calloc(1, sizeof(*child));

	if (!child)
		return NULL;
	child->request_size = request_size;
	child->reply_size = reply_size;
	child->patience = patience;
	if (begin(child, work, context))
		return child;
	free(child);
	return NULL;
}

/* By the time that it had, for a signal alone would not say whose it was. */
static void wait_for(struct sandbox *child)
{
	struct rusage used = {.ru_utime = {0, 0}};
	long had; /* milliseconds; the kernel's two clocks for it don't agree to the last one */
	int status = 0;

	if (!child->pid || wait4(child->pid, &status, 0, &used) != child->pid)
		return;
	child->pid = 0;
	had = (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000 +
	      (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1000;
	child->ran_out = WIFSIGNALED(status) &&
			 (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL) &&
			 had >= child->patience * 1000l - 100;
}

void sandbox_close(struct sandbox *child)
{
	if (!child)
		return;
	close(child->fd);
	wait_for(child);
	free(child);
}

bool sandbox_ask(struct sandbox *child, const void *request, void *reply)
{
	if (send(child->fd, request, child->request_size, MSG_NOSIGNAL) == (ssize_t)child->request_size &&
	    recv(child->fd, reply, child->reply_size, 0) == (ssize_t)child->reply_size)
		return true;
	wait_for(child);
	return false;
}

bool sandbox_ran_out(const struct sandbox *child)
{
	return child->ran_out;
}
