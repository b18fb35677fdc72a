// SPDX-License-Identifier: MIT
/*
 * constants PREFIX < preprocessed: lists the constants of headers, each with the comment behind it:
 *	CONSTANT(NAME, "comment")
 *
 * The input is what the preprocessor knows (cc -E -dD -CC), so nothing that it takes for a constant can be
 * left out.  What is listed and is no number stops the compiler where the list is used.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* The comment at the end of a definition, without its marks; "" if there is none. */
static char *comment_of(char *text)
{
	char *end = text + strlen(text), *comment = strstr(text, "/*");

	if (!comment)
		return end;
	if (end - comment < 4 || strcmp(end - 2, "*/"))
		return NULL;
	end[-2] = '\0';
	for (end -= 2; end > comment && isspace((unsigned char)end[-1]);)
		*--end = '\0';
	comment += 2;
	comment += strspn(comment, " \t");
	return comment;
}

static void print(const char *name, const char *comment)
{
	printf("CONSTANT(%s, \"", name);
	for (; *comment; comment++) {
		if (*comment == '"' || *comment == '\\')
			putchar('\\');
		putchar(*comment);
	}
	puts("\")");
}

int main(int argc, char **argv)
{
	static const char define[] = "#define ";
	static char line[4096];
	unsigned int n = 0;

	if (argc != 2) {
		fprintf(stderr, "usage: constants PREFIX < preprocessed\n");
		return 2;
	}
	while (fgets(line, sizeof(line), stdin)) {
		char *name = line + sizeof(define) - 1, *value, *comment;

		if (strncmp(line, define, sizeof(define) - 1) || strncmp(name, argv[1], strlen(argv[1])))
			continue;
		line[strcspn(line, "\n")] = '\0';
		value = name +
			strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
		/* Takes arguments; has no value, as what guards a header. */
		if (*value == '(' || !value[strspn(value, " ")])
			continue;
		*value++ = '\0';
		comment = comment_of(value);
		if (!comment) {
			fprintf(stderr, "constants: %s: text behind the comment\n", name);
			return 1;
		}
		print(name, comment);
		n++;
	}
	if (!n)
		fprintf(stderr, "constants: there is none that begins with %s\n", argv[1]);
	return n == 0;
}
