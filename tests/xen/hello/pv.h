/* SPDX-License-Identifier: GPL-2.0-only */
/* Hypercalls, the console and the end of a 32-bit PV guest. */
#include <stdint.h>

#define __XEN_INTERFACE_VERSION__ 0x00040e00
#include <xen/xen.h>
#include <xen/event_channel.h>
#include <xen/io/console.h>
#include <xen/physdev.h>
#include <xen/sched.h>
#include <xen/vcpu.h>
#include <xen/version.h>

#include <exit.h>
#include <xen_hypercall.h>

#define PAGE_SIZE 4096u

static const struct start_info *info;
static uint8_t ring_page[PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));

/* Puts a machine frame in the place of the page at AT: present, accessed, perhaps writable. */
static inline int map(void *at, uint32_t frame, uint32_t writable)
{
	return hypercall(__HYPERVISOR_update_va_mapping, (uint32_t)at, frame << 12 | writable << 1 | 0x21,
			 frame >> 20, UVMF_INVLPG);
}

static inline int is_dom0(void)
{
	return info->flags & SIF_INITDOMAIN;
}

/* A release build of Xen takes console_io from dom0 only; a domU has a ring, which dom0 empties. */
static inline void say(const char *text)
{
	volatile struct xencons_interface *ring = (void *)ring_page;
	struct evtchn_send send = {.port = info->console.domU.evtchn};
	uint32_t len = 0;

	while (text[len])
		len++;
	if (is_dom0()) {
		hypercall(__HYPERVISOR_console_io, CONSOLEIO_write, len, (uint32_t)text, 0);
		return;
	}
	while (len--) {
		while (ring->out_prod - ring->out_cons == sizeof(ring->out)) {
			hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_send, (uint32_t)&send, 0, 0);
			hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, 0, 0, 0);
		}
		ring->out[ring->out_prod % sizeof(ring->out)] = *text++;
		ring->out_prod = ring->out_prod + 1;
	}
	hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_send, (uint32_t)&send, 0, 0);
}

static inline void say_hex(const char *name, uint32_t value)
{
	char digits[] = "00000000";

	for (int i = 7; i >= 0; i--, value >>= 4)
		digits[i] = "0123456789abcdef"[value & 15];
	say(name);
	say(digits);
}

static inline void shutdown(uint32_t reason)
{
	struct sched_shutdown arg = {.reason = reason};
	volatile struct xencons_interface *ring = (void *)ring_page;

	/* A toolstack that does not know the reason destroys the domain, and its console with it. */
	while (!is_dom0() && ring->out_prod != ring->out_cons)
		hypercall(__HYPERVISOR_sched_op, SCHEDOP_yield, 0, 0, 0);
	hypercall(__HYPERVISOR_sched_op, SCHEDOP_shutdown, (uint32_t)&arg, 0, 0);
}

/* At isa-debug-exit's port in dom0, as shutdown reason in a domU. */
static inline void finish(enum exit_code code)
{
	struct physdev_set_iopl iopl = {.iopl = 1};

	if (is_dom0()) {
		hypercall(__HYPERVISOR_physdev_op, PHYSDEVOP_set_iopl, (uint32_t)&iopl, 0, 0);
		asm volatile("outl %0, %1" : : "a"(code), "N"(DEBUG_EXIT_PORT));
	}
	shutdown(code);
}
