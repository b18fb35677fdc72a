// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "signature.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define STATUS_FD 3
#define WHO 1024 /* of it that is told */

/*
 * The words of gpgv's status lines (GnuPG's doc/DETAILS), the best first.  Its exit status is no
 * help: 0 for a key that has expired or was revoked.
 */
static const struct {
	const char *word;
	enum signature means;
	const char *why;
} words[] = {
	{"GOODSIG", SIGNATURE_GOOD, "by"},
	{"EXPSIG", SIGNATURE_EXPIRED, "the signature has expired; it is by"},
	{"EXPKEYSIG", SIGNATURE_EXPIRED, "the key has expired; it is"},
	{"REVKEYSIG", SIGNATURE_EXPIRED, "the key was revoked; it is"},
	{"BADSIG", SIGNATURE_BAD, "the list of sums is not the one that was signed, by"},
	{"NO_PUBKEY", SIGNATURE_FOREIGN, "the key is not in the keyring; it is"},
	{"ERRSIG", SIGNATURE_BAD, "gpgv can't check it; the key is"},
};
#define NR_WORDS (sizeof(words) / sizeof(words[0]))

/* The text as a file that the other process can read and nobody else can change. */
static int as_file(const struct image *text)
{
	int fd = memfd_create("sums", MFD_CLOEXEC);

	for (size_t done = 0; fd >= 0 && done < text->size;) {
		ssize_t put = write(fd, text->byte + done, text->size - done);

		if (put < 0 && errno != EINTR)
			break;
		done += put > 0 ? put : 0;
	}
	if (fd >= 0 && lseek(fd, 0, SEEK_CUR) != (off_t)text->size) {
		close(fd);
		return -1;
	}
	if (fd >= 0)
		lseek(fd, 0, SEEK_SET);
	return fd;
}

static void __attribute__((noreturn))
become_gpgv(int text, int status, const char *signature, const char *keyring)
{
	int nothing = open("/dev/null", O_WRONLY);

	if (nothing < 0 || dup2(text, STDIN_FILENO) < 0 || dup2(nothing, STDOUT_FILENO) < 0 ||
	    dup2(nothing, STDERR_FILENO) < 0 || dup2(status, STATUS_FD) < 0)
		_exit(127);
	/* One that had its number already still has the flag that closes it. */
	for (int fd = 0; fd <= STATUS_FD; fd++)
		fcntl(fd, F_SETFD, 0);
	execlp("gpgv", "gpgv", "--status-fd", "3", "--weak-digest", "SHA1", "--keyring", keyring, "--",
	       signature, "-", (char *)NULL);
	_exit(127);
}

/* Where the text stands in a status line that begins with the word; NULL: it doesn't. */
static const char *behind(const char *line, const char *word)
{
	static const char prefix[] = "[GNUPG:] ";
	size_t len = strlen(word);

	if (strncmp(line, prefix, strlen(prefix)) || strncmp(line + strlen(prefix), word, len))
		return NULL;
	line += strlen(prefix) + len;
	return *line == ' ' ? line + 1 : *line ? NULL : line;
}

/*
 * The best that the lines say, and whose key it is; SIGNATURE_BAD if there is none.  A name is as long as its
 * owner likes, and with a piece of a line taken for one it could be the word GOODSIG.
 */
static enum signature best_line(FILE *lines, char **why)
{
	char *line = NULL, who[WHO] = "";
	size_t best = NR_WORDS, room = 0;
	bool last = false; /* the line before is the best one */

	while (getline(&line, &room, lines) > 0) {
		const char *text = behind(line, "VALIDSIG");

		line[strcspn(line, "\n")] = 0;
		/* The whole fingerprint, in the place of its last 16 digits. */
		if (text && last) {
			char *name = strdup(strchr(who, ' ') ?: "");

			snprintf(who, sizeof(who), "%.*s%s", (int)strcspn(text, " "), text, name ?: "");
			free(name);
		}
		last = false;
		for (size_t i = 0; i < best; i++) {
			text = behind(line, words[i].word);
			if (!text)
				continue;
			snprintf(who, sizeof(who), "%s", text);
			best = i;
			last = true;
		}
	}
	free(line);
	if (best == NR_WORDS)
		*why = strdup("holds no whole signature of the list of sums");
	else if (asprintf(why, "%s %s", words[best].why, quoted(who)) < 0)
		*why = NULL;
	return best == NR_WORDS ? SIGNATURE_BAD : words[best].means;
}

/* As a path that is no option, and that gpgv does not look for in its own folder. */
static char *plain_path(const char *path)
{
	char *text;

	return asprintf(&text, "%s%s", path[0] == '/' ? "" : "./", path) < 0 ? NULL : text;
}

static enum signature ask_gpgv(int text, const char *signature, const char *keyring, char **why)
{
	enum signature result = SIGNATURE_UNKNOWN;
	int ends[2], status = -1;
	FILE *lines;
	pid_t child;

	if (pipe2(ends, O_CLOEXEC))
		return result;
	child = fork();
	if (child == 0)
		become_gpgv(text, ends[1], signature, keyring);
	close(ends[1]);
	lines = fdopen(ends[0], "r");
	if (lines && child > 0)
		result = best_line(lines, why);
	if (lines)
		fclose(lines);
	while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	/* One that died may have said anything before. */
	if (child > 0 && WIFEXITED(status) && WEXITSTATUS(status) != 127)
		return result == SIGNATURE_GOOD && WEXITSTATUS(status) > 2 ? SIGNATURE_BAD : result;
	free(*why);
	*why = strdup("gpgv can't be run; it is in the package of that name");
	return SIGNATURE_UNKNOWN;
}

enum signature signature_of(const struct image *text, const char *signature, const char *keyring, char **why)
{
	char *path = plain_path(signature), *ring = plain_path(keyring);
	enum signature result = SIGNATURE_UNKNOWN;
	int fd = as_file(text);

	*why = NULL;
	if (path && ring && fd >= 0)
		result = ask_gpgv(fd, path, ring, why);
	if (fd >= 0)
		close(fd);
	free(path);
	free(ring);
	return result;
}
