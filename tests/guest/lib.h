/* SPDX-License-Identifier: GPL-2.0-only */
/* The few functions of a C library that the kernel needs. */
#ifndef GUEST_LIB_H
#define GUEST_LIB_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define PRINTF(f, a) __attribute__((format(printf, f, a)))
#define NORETURN __attribute__((noreturn))

void *memcpy(void *to, const void *from, size_t len);
void *memmove(void *to, const void *from, size_t len);
void *memset(void *to, int byte, size_t len);
int memcmp(const void *a, const void *b, size_t len);
size_t strlen(const char *s);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t len);

/* Subset of printf: flags 0 and -, width, %d %u %x %llu %llx %lu %s %c %p %%. */
int kvsnprintf(char *buf, size_t size, const char *fmt, va_list args);
int ksnprintf(char *buf, size_t size, const char *fmt, ...) PRINTF(3, 4);
void kprintf(const char *fmt, ...) PRINTF(1, 2);

/* Quotient of a 64-bit by a 32-bit number; *rem (may be NULL) is the rest. */
uint64_t div64(uint64_t n, uint32_t d, uint32_t *rem);

/* Memory barrier for the compiler. */
#define barrier() asm volatile("" : : : "memory")
#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, v) (*(volatile __typeof__(x) *)&(x) = (v))

static inline void cpu_relax(void)
{
	asm volatile("pause" : : : "memory");
}

#endif
