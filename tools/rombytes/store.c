// SPDX-License-Identifier: GPL-2.0-only
/* image_store: how a file is replaced. */
#define _GNU_SOURCE
#include "image.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINKS 40 /* as many as the kernel follows */

static const int ends[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGXFSZ};
#define NR_ENDS (sizeof(ends) / sizeof(ends[0]))

/* What a signal removes. */
static char *temporary;

static void on_signal(int number)
{
	if (temporary)
		unlink(temporary);
	/* The handler is gone, and the signal waits until this returns. */
	raise(number);
}

/* One that was ignored stays so. */
static void catch_signals(struct sigaction *before)
{
	struct sigaction now = {.sa_handler = on_signal, .sa_flags = SA_RESETHAND};

	for (size_t i = 0; i < NR_ENDS; i++) {
		sigaction(ends[i], &now, &before[i]);
		if (before[i].sa_handler == SIG_IGN)
			sigaction(ends[i], &before[i], NULL);
	}
}

static void leave_signals(const struct sigaction *before)
{
	for (size_t i = 0; i < NR_ENDS; i++)
		sigaction(ends[i], &before[i], NULL);
}

static bool write_all(int fd, const struct image *image)
{
	size_t done = 0;

	while (done < image->size) {
		ssize_t put = write(fd, image->byte + done, image->size - done);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return false;
		done += put;
	}
	return true;
}

static const char *store_direct(const char *path, const struct image *image)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return strerror(errno);
	if (!write_all(fd, image)) {
		int error = errno;

		close(fd);
		return strerror(error);
	}
	return close(fd) ? strerror(errno) : NULL;
}

/* The rights of what is replaced, or those of any new file. */
static int give_rights(int fd, const struct stat *there)
{
	mode_t mask = umask(0);

	umask(mask);
	if (!there)
		return fchmod(fd, 0666 & ~mask);
	/* Its owner, too, where we may; first, for it costs the set-user-id bits. */
	if ((there->st_uid != geteuid() || there->st_gid != getegid()) &&
	    fchown(fd, there->st_uid, there->st_gid))
		return fchmod(fd, there->st_mode & 0777);
	return fchmod(fd, there->st_mode & 07777);
}

/* The new name must be on the disk, too; where a folder can't be synced, so be it. */
static void sync_folder(const char *path)
{
	char *copy = strdup(path), *slash = copy ? strrchr(copy, '/') : NULL;
	int fd;

	if (slash)
		slash[slash == copy] = 0;
	fd = open(slash ? copy : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	free(copy);
}

static int write_temporary(const struct image *image, const struct stat *there)
{
	int fd, error = 0;
	sigset_t all, before;

	/* No signal between the file and the knowledge of it. */
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0) {
		error = errno;
		free(temporary);
		temporary = NULL;
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	if (fd < 0)
		return error;
	if (!write_all(fd, image) || give_rights(fd, there) || fsync(fd))
		error = errno;
	if (close(fd) && !error)
		error = errno;
	return error;
}

static int store_renamed(const char *path, const struct image *image, const struct stat *there)
{
	struct sigaction before[NR_ENDS];
	char *name;
	int error;

	if (asprintf(&temporary, "%s.XXXXXX", path) < 0) {
		temporary = NULL;
		return ENOMEM;
	}
	catch_signals(before);
	error = write_temporary(image, there);
	if (!error && rename(temporary, path))
		error = errno;
	name = temporary;
	if (error && name)
		unlink(name);
	temporary = NULL;
	leave_signals(before);
	free(name);
	if (!error)
		sync_folder(path);
	return error;
}

/* Where a link leads, though nothing may be there yet.  In place; false: errno says why. */
static bool follow(char **path)
{
	char target[PATH_MAX];
	ssize_t len;

	for (int i = 0; (len = readlink(*path, target, sizeof(target) - 1)) >= 0; i++) {
		char *slash = strrchr(*path, '/'), *next;

		target[len] = 0;
		if (i == LINKS) {
			errno = ELOOP;
			return false;
		}
		if (target[0] == '/' || !slash)
			next = strdup(target);
		else if (asprintf(&next, "%.*s%s", (int)(slash + 1 - *path), *path, target) < 0)
			next = NULL;
		if (!next)
			return false;
		free(*path);
		*path = next;
	}
	return true;
}

static int store_file(char **path, const struct image *image)
{
	struct stat there;
	bool is_there;

	if (!*path || !follow(path))
		return errno;
	is_there = stat(*path, &there) == 0;
	/* What may not be written is not replaced either, though its folder would let us. */
	if (is_there && access(*path, W_OK))
		return errno;
	return store_renamed(*path, image, is_there ? &there : NULL);
}

const char *image_store(const char *path, const struct image *image)
{
	struct stat there;
	char *copy;
	int error;

	if (!strcmp(path, "-"))
		return write_all(STDOUT_FILENO, image) ? NULL : strerror(errno);
	if (stat(path, &there) == 0 && !S_ISREG(there.st_mode))
		return store_direct(path, image);
	copy = strdup(path);
	error = store_file(&copy, image);
	free(copy);
	return error ? strerror(error) : NULL;
}
