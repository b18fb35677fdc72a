// SPDX-License-Identifier: GPL-2.0-only
#include "isolate.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

struct isolated {
	int fd; /* whole messages; ends when the child does */
	pid_t pid;
	size_t request_size, reply_size;
};

/* No words from the library, no core file, and an alarm that kills even where SIGALRM came blocked. */
static void settle(void)
{
	const struct rlimit none = {0, 0};
	int null = open("/dev/null", O_RDWR);
	sigset_t alarms;

	if (null < 0 || dup2(null, STDOUT_FILENO) < 0 || dup2(null, STDERR_FILENO) < 0)
		_exit(1);
	setrlimit(RLIMIT_CORE, &none);
	signal(SIGALRM, SIG_DFL);
	sigemptyset(&alarms);
	sigaddset(&alarms, SIGALRM);
	sigprocmask(SIG_UNBLOCK, &alarms, NULL);
}

/* Leaves by _exit: what stdio has buffered is the parent's to write. */
static void __attribute__((noreturn))
serve(const struct isolated *self, isolate_work *work, void *context, unsigned int patience)
{
	void *request = calloc(1, self->request_size), *reply = calloc(1, self->reply_size);

	settle();
	while (request && reply &&
	       recv(self->fd, request, self->request_size, 0) == (ssize_t)self->request_size) {
		alarm(patience);
		work(context, request, reply);
		alarm(0);
		if (send(self->fd, reply, self->reply_size, MSG_NOSIGNAL) != (ssize_t)self->reply_size)
			break;
	}
	_exit(0);
}

static bool begin(struct isolated *child, isolate_work *work, void *context, unsigned int patience)
{
	int end[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET, 0, end))
		return false;
	child->pid = fork();
	if (child->pid == 0) {
		close(end[0]);
		child->fd = end[1];
		serve(child, work, context, patience);
	}
	close(end[1]);
	child->fd = end[0];
	if (child->pid > 0)
		return true;
	close(end[0]);
	return false;
}

struct isolated *isolate_open(isolate_work *work, void *context, size_t request_size, size_t reply_size,
			      unsigned int patience)
{
	struct isolated *child = calloc(1, sizeof(*child));

	if (!child)
		return NULL;
	child->request_size = request_size;
	child->reply_size = reply_size;
	if (begin(child, work, context, patience))
		return child;
	free(child);
	return NULL;
}

void isolate_close(struct isolated *child)
{
	if (!child)
		return;
	close(child->fd);
	waitpid(child->pid, NULL, 0);
	free(child);
}

bool isolate_ask(struct isolated *child, const void *request, void *reply)
{
	return send(child->fd, request, child->request_size, MSG_NOSIGNAL) == (ssize_t)child->request_size &&
	       recv(child->fd, reply, child->reply_size, 0) == (ssize_t)child->reply_size;
}
