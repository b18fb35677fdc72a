// SPDX-License-Identifier: GPL-2.0-only
/* rom/isolate: whatever becomes of the child, the parent goes on and knows. */
#include "isolate.h"
#include "unit.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE 1

enum deed { ADD, ABORT, KILL, EXIT, HANG, SLEEP, TALK };

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
	case SLEEP:
		for (;;)
			pause();
	case TALK:
		fprintf(stderr, "not ok - a child is heard\n");
		printf("not ok - a child is heard\n");
		fflush(stdout);
		break;
	}
	*sum += ask->value;
	*(int *)reply = *sum;
}

static struct isolated *open_at(int *sum)
{
	struct isolated *child = isolate_open(work, sum, sizeof(struct request), sizeof(int), PATIENCE);

	assert_non_null(child);
	return child;
}

static bool ask(struct isolated *child, enum deed deed, int value, int *reply)
{
	const struct request request = {deed, value};

	return isolate_ask(child, &request, reply);
}

static void test_state(void **state)
{
	int sum = 40, reply = 0;
	struct isolated *child = open_at(&sum);

	(void)state;
	assert_true(ask(child, ADD, 1, &reply));
	assert_int_equal(reply, 41);
	assert_true(ask(child, ADD, 2, &reply));
	assert_int_equal(reply, 43);
	assert_int_equal(sum, 40);
	isolate_close(child);
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void test_deaths(void **state)
{
	static const enum deed deeds[] = {ABORT, KILL, EXIT, HANG, SLEEP};
	sigset_t blocked;

	(void)state;
	/* As it may be inherited. */
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGALRM);
	sigprocmask(SIG_BLOCK, &blocked, NULL);
	signal(SIGALRM, SIG_IGN);
	for (size_t i = 0; i < COUNT(deeds); i++) {
		int sum = 0, reply = 7;
		struct isolated *child = open_at(&sum);

		assert_true(ask(child, ADD, 1, &reply));
		assert_false(ask(child, deeds[i], 1, &reply));
		assert_false(ask(child, ADD, 1, &reply));
		assert_int_equal(reply, 1);
		isolate_close(child);
		assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	}
}

/* What the child says, and what the parent had not yet written, must not come out of the child. */
static void test_silence(void **state)
{
	int sum = 0, reply, pipes[2], saved[2];
	struct isolated *child;
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
	isolate_close(child);
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
		cmocka_unit_test(test_silence),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
