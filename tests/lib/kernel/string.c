/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory and strings.  The compiler calls some of these itself, for structures. */
#include "string.h"

void *memcpy(void *to, const void *from, size_t len)
{
	void *d = to;

	asm volatile("rep movsb" : "+D"(d), "+S"(from), "+c"(len) : : "memory");
	return to;
}

void *memmove(void *to, const void *from, size_t len)
{
	char *d = to;
	const char *s = from;

	if (d <= s)
		return memcpy(to, from, len);
	while (len--)
		d[len] = s[len];
	return to;
}

void *memset(void *to, int byte, size_t len)
{
	void *d = to;

	asm volatile("rep stosb" : "+D"(d), "+c"(len) : "a"(byte) : "memory");
	return to;
}

int memcmp(const void *a, const void *b, size_t len)
{
	const uint8_t *x = a, *y = b;

	for (; len; len--, x++, y++)
		if (*x != *y)
			return *x - *y;
	return 0;
}

size_t strlen(const char *s)
{
	const char *e = s;

	while (*e)
		e++;
	return e - s;
}

int strncmp(const char *a, const char *b, size_t len)
{
	for (; len; len--, a++, b++)
		if (*a != *b || !*a)
			return (uint8_t)*a - (uint8_t)*b;
	return 0;
}

int strcmp(const char *a, const char *b)
{
	return strncmp(a, b, SIZE_MAX);
}

bool has_word(const char *line, const char *word)
{
	size_t len = strlen(word);

	while (*line) {
		if (!strncmp(line, word, len) && (!line[len] || line[len] == ' '))
			return true;
		while (*line && *line != ' ')
			line++;
		while (*line == ' ')
			line++;
	}
	return false;
}
