/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of the Xen platform share. */
#ifndef GUEST_PLATFORM_XEN_H
#define GUEST_PLATFORM_XEN_H

#define __XEN_INTERFACE_VERSION__ __XEN_LATEST_INTERFACE_VERSION__
#include <stddef.h>
#include <stdint.h>
#include <xen/xen.h>
#include <xen_hypercall.h>

/* console.c: dom0's console is Xen's, another domain's a ring. */
void xen_console_init(const start_info_t *si, const uint32_t *m2p);
void xen_console_write(const char *text, size_t len);
char xen_console_key(void);
/* The blob's ring is this page from now on; NULL: the real one again. */
void xen_console_ring(void *page);
/* Returns when all that was written has been taken. */
void xen_console_drain(void);

/* entry.S: see struct platform. */
struct regs;
void xen_resume(struct regs *r) __attribute__((noreturn));

/* ideal.c */
extern const struct bench_ideal xen_ideal;
void xen_ideal_init(const start_info_t *si, const uint32_t *m2p);

/* refused.c: start=refused, instead of nothing before the blob is bound. */
struct platform;
void xen_check_refused(const struct platform *p, const start_info_t *si, const uint64_t *directory,
		       const uint32_t *m2p);

#endif
