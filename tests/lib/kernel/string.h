/* SPDX-License-Identifier: GPL-2.0-only */
/* The few functions of a C library that a test kernel needs. */
#ifndef KERNEL_STRING_H
#define KERNEL_STRING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void *memcpy(void *to, const void *from, size_t len);
void *memmove(void *to, const void *from, size_t len);
void *memset(void *to, int byte, size_t len);
int memcmp(const void *a, const void *b, size_t len);
size_t strlen(const char *s);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t len);

/* Whether a command line has this word, between blanks or its ends. */
bool has_word(const char *line, const char *word);

#endif
