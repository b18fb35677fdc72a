/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Xen PVH: the wall clock.  There is no chip for it; Xen tells it in a page that it shares with the domain, of which a blob will
 * want to have the only mapping.  So the page is mapped beyond all memory, read once, and given back.
 */
#include "hvm.h"
#include <xen/hvm/hvm_op.h>
#include <xen/hvm/params.h>
#include <xen/memory.h>
#include "kernel.h"
#include "../baremetal/baremetal.h"

#define SHARED_FRAME 0xfe700u /* where Linux has it, too: there is neither memory nor a device */
#define WALLCLOCK_64 3072     /* where a domain of 64 bits has it; ours may not have been found to be of 32 yet */

/* public/xen.h has it in the midst of struct shared_info. */
struct wallclock {
	uint32_t version, sec, nsec;
};

static uint64_t wall_ns, wall_tsc;
static uint8_t window[PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));

/* What the page `window` shows. */
static void show(uint32_t frame)
{
	((pte_t *)boot_pt)[virt_to_phys(window) >> PAGE_SHIFT] = (pte_t)frame << PAGE_SHIFT | PTE_P | PTE_W;
	asm volatile("invlpg %0" : : "m"(window[0]) : "memory");
}

static int map_shared_page(void)
{
	struct xen_add_to_physmap add = {.domid = DOMID_SELF, .space = XENMAPSPACE_shared_info, .gpfn = SHARED_FRAME};

	return xen_hvm_hypercall(__HYPERVISOR_memory_op, XENMEM_add_to_physmap, (vmi_word_t)&add, 0);
}

static void unmap_shared_page(void)
{
	struct xen_remove_from_physmap rm = {.domid = DOMID_SELF, .gpfn = SHARED_FRAME};

	xen_hvm_hypercall(__HYPERVISOR_memory_op, XENMEM_remove_from_physmap, (vmi_word_t)&rm, 0);
}

/* Xen looks then how wide we are, and tells us the wall clock.  The value is the one that is there. */
static void have_width_found(void)
{
	struct xen_hvm_param param = {.domid = DOMID_SELF, .index = HVM_PARAM_CALLBACK_IRQ};

	xen_hvm_hypercall(__HYPERVISOR_hvm_op, HVMOP_set_param, (vmi_word_t)&param, 0);
}

static const volatile struct wallclock *wallclock_in(const volatile struct shared_info *shared)
{
	if (shared->wc_version)
		return (const volatile struct wallclock *)&shared->wc_version;
	return (const volatile struct wallclock *)((const volatile uint8_t *)shared + WALLCLOCK_64);
}

/* Both by their versions, which are odd while Xen writes. */
static void read_clock(const volatile struct shared_info *shared)
{
	const volatile struct vcpu_time_info *t = &shared->vcpu_info[0].time;
	const volatile struct wallclock *w = wallclock_in(shared);
	uint32_t t_version, w_version;

	do {
		t_version = t->version;
		w_version = w->version;
		wall_ns = w->sec * 1000000000ull + w->nsec + t->system_time;
		wall_tsc = t->tsc_timestamp;
	} while ((t_version | w_version) & 1 || t->version != t_version || w->version != w_version);
}

void hvm_clock_init(void)
{
	const volatile struct shared_info *shared = (const void *)window;

	if (!xen_hvm() || map_shared_page())
		return;
	show(SHARED_FRAME);
	if (!wallclock_in(shared)->version)
		have_width_found();
	read_clock(shared);
	show(virt_to_phys(window) >> PAGE_SHIFT);
	unmap_shared_page();
}

uint64_t hvm_wallclock(void)
{
	return wall_ns + baremetal_ns(vmi_RDTSC() - wall_tsc);
}
