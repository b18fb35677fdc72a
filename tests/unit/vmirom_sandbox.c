// SPDX-License-Identifier: GPL-2.0-only
/* tools/vmirom/sandbox: whatever becomes of the child, the parent goes on and knows. */
#include <vmirom/sandbox.h>
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE 1

enum deed { ADD, ABORT, KILL, EXIT, HANG, SLEEP, TALK, OPEN, FORK, SPIN, FILL, WHO };

struct request {
	enum deed deed;
	int value;
};

static void work(void *context, const void *request, void *reply)
{
	const struct request *ask = request;
	int *sum = context;

	switch (ask->deed) {
	case ADD:
		break;
	case ABORT:
		abort();
	case KILL:
		raise(SIGKILL);
		break;
	case EXIT:
		_exit(0);
	case HANG:
		for (volatile bool on = true; on;)
			;
		break;
	case SLEEP: /* not allowed: it comes back at once, and the time goes */
		for (;;)
			pause();
	case OPEN:
		*(int *)reply = open("/dev/null", O_RDONLY) < 0 && errno == EPERM;
		return;
	case FORK:
		*(int *)reply = fork() < 0 && errno == EPERM && socket(AF_UNIX, SOCK_STREAM, 0) < 0 &&
				kill(getppid(), 0) < 0 && errno == EPERM;
		return;
	case FILL: {
		size_t size = (size_t)ask->value << 20;
		void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		*(int *)reply = memory != MAP_FAILED;
		if (memory != MAP_FAILED)
			munmap(memory, size);
		return;
	}
	case WHO:
		*(int *)reply = getpid();
		return;
	case SPIN: {
		struct timespec spent = {.tv_sec = 0};

		do
			clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
		while (spent.tv_sec * 1000 + spent.tv_nsec / 1000000 < ask->value);
		break;
	}
	case TALK:
		fprintf(stderr, "not ok - a child is heard\n");
		printf("not ok - a child is heard\n");
		fflush(stdout);
		break;
	}
	*sum += ask->value;
	*(int *)reply = *sum;
}

static struct sandbox *open_at(int *sum)
{
	struct sandbox *child = sandbox_open(work, sum, sizeof(struct request), sizeof(int), PATIENCE);

	assert_non_null(child);
	return child;
}

static bool ask(struct sandbox *child, enum deed deed, int value, int *reply)
{
	const struct request request = {deed, value};

	return sandbox_ask(child, &request, reply);
}

/* It has got ready, and can do nothing but answer. */
static struct sandbox *open_ready(int *sum)
{
	struct sandbox *child = open_at(sum);
	int reply;

	assert_true(ask(child, ADD, 0, &reply));
	return child;
}

static void test_state(void **state)
{
	int sum = 40, reply = 0;
	struct sandbox *child = open_at(&sum);

	(void)state;
	assert_true(ask(child, ADD, 1, &reply));
	assert_int_equal(reply, 41);
	assert_true(ask(child, ADD, 2, &reply));
	assert_int_equal(reply, 43);
	assert_int_equal(sum, 40);
	sandbox_close(child);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void test_deaths(void **state)
{
	static const enum deed deeds[] = {ABORT, KILL, EXIT, HANG, SLEEP};
	sigset_t blocked;

	(void)state;
	/* As it may be inherited. */
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGXCPU);
	sigprocmask(SIG_BLOCK, &blocked, NULL);
	signal(SIGXCPU, SIG_IGN);
	for (size_t i = 0; i < COUNT(deeds); i++) {
		int sum = 0, reply = 7;
		struct sandbox *child = open_at(&sum);

		assert_true(ask(child, ADD, 1, &reply));
		assert_false(ask(child, deeds[i], 1, &reply));
		assert_false(ask(child, ADD, 1, &reply));
		assert_int_equal(reply, 1);
		assert_int_equal(sandbox_ran_out(child), deeds[i] == HANG || deeds[i] == SLEEP);
		sandbox_close(child);
		assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	}
}

/* All requests together have the one patience. */
static void test_patience_is_for_all(void **state)
{
	int sum = 0, reply = 0, answered = 0;
	struct sandbox *child = open_ready(&sum);

	(void)state;
	while (answered < 100 && ask(child, SPIN, 100 * (answered + 1), &reply))
		answered++;
	assert_in_range(answered, 5, 40);
	assert_true(sandbox_ran_out(child));
	sandbox_close(child);
}

/* Longer than its patience, by the clock: it has not run meanwhile. */
static void test_stopped(void **state)
{
	int sum = 0, reply = 0;
	struct sandbox *child = open_ready(&sum);
	pid_t stopper;

	(void)state;
	assert_true(ask(child, WHO, 0, &reply));
	stopper = fork();
	if (stopper == 0) {
		kill(reply, SIGSTOP);
		sleep(PATIENCE + 2);
		kill(reply, SIGCONT);
		_exit(0);
	}
	assert_true(ask(child, SPIN, 400, &reply));
	assert_true(ask(child, ADD, 1, &reply));
	assert_int_equal(reply, 401);
	waitpid(stopper, NULL, 0);
	sandbox_close(child);
}

/* Code that has taken over the emulator gets nothing for it. */
static void test_confined(void **state)
{
	int sum = 0, reply = 0;
	struct sandbox *child = open_ready(&sum);

	(void)state;
	assert_true(ask(child, OPEN, 0, &reply));
	assert_int_equal(reply, 1);
	assert_true(ask(child, FORK, 0, &reply));
	assert_int_equal(reply, 1);
	assert_true(ask(child, FILL, 64, &reply));
	assert_int_equal(reply, 1);
	assert_true(ask(child, FILL, 512, &reply));
	assert_int_equal(reply, 0);
	sandbox_close(child);
}

/* What the child says, and what the parent had not yet written, must not come out of the child. */
static void test_silence(void **state)
{
	int sum = 0, reply, pipes[2], saved[2];
	struct sandbox *child;
	char byte;

	(void)state;
	fflush(stdout);
	assert_int_equal(pipe(pipes), 0);
	for (int i = 0; i < 2; i++) {
		saved[i] = dup(1 + i);
		dup2(pipes[1], 1 + i);
	}
	child = open_at(&sum);
	ask(child, TALK, 1, &reply);
	sandbox_close(child);
	for (int i = 0; i < 2; i++) {
		dup2(saved[i], 1 + i);
		close(saved[i]);
	}
	close(pipes[1]);
	assert_int_equal(reply, 1);
	assert_int_equal(read(pipes[0], &byte, 1), 0);
	close(pipes[0]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_state),
		cmocka_unit_test(test_deaths),
		cmocka_unit_test(test_patience_is_for_all),
		cmocka_unit_test(test_stopped),
		cmocka_unit_test(test_confined),
		cmocka_unit_test(test_silence),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
