/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * start=refused: hands the blob state areas that it must refuse, before the right one.  Each
 * time all must be as it was: the area's pages ours to write, the window's directory entry empty,
 * the platform's descriptors loaded, the event channels free.
 */
#ifdef CONFIG_PAE
#include "xen.h"
#include <vmi/loader.h>
#include <vmi/rom.h>
#include <xen/event_channel.h>
#include "kernel.h"

#define AREA_PAGES 44 /* as the blob's Offer says */
#define WINDOW XEN_BLOB_WINDOW

static struct vmi_binding binding;
static struct vmi_start start;
static const uint32_t *p2m, *m2p;
static const pte_t *directory;

static void say(bool ok, const char *what)
{
	if (!ok)
		xen_console_write("not ", 4);
	xen_console_write("ok - ", 5);
	xen_console_write(what, strlen(what));
	xen_console_write("\n", 1);
}

/* The entry that maps it in the direct map. */
static pte_t entry_of(uint32_t linear)
{
	pte_t pde = directory[linear >> PD_SHIFT & (PT_ENTRIES - 1)];
	const pte_t *table = phys_to_virt(m2p[(uint32_t)(pde >> PAGE_SHIFT)] << PAGE_SHIFT);

	return table[linear >> PAGE_SHIFT & (PT_ENTRIES - 1)];
}

static int map_area_page(uint32_t n, pte_t bits)
{
	pte_t e = (pte_t)p2m[start.frame + n] << PAGE_SHIFT | PTE_P | PTE_A | bits;

	return hypercall(__HYPERVISOR_update_va_mapping, start.area + n * PAGE_SIZE, e, e >> 32, UVMF_INVLPG);
}

static bool is_area_ours(void)
{
	uint32_t i;

	for (i = 0; i < AREA_PAGES; i++)
		/* The second fails if the page is a table for Xen. */
		if (!(entry_of(start.area + i * PAGE_SIZE) & PTE_W) || map_area_page(i, PTE_W | PTE_D) < 0)
			return false;
	return true;
}

static bool is_unchanged(void)
{
	uint32_t limit = 0;

	/* The blob's identity: see xen-blob/pv/layout.h. */
	asm volatile("lsl %1, %0" : "+r"(limit) : "r"(0xd001) : "cc");
	return is_area_ours() && !directory[WINDOW >> PD_SHIFT & (PT_ENTRIES - 1)] && !limit;
}

static bool refused(const struct platform *p, uint32_t code)
{
	struct vmi_caller caller = vmi_call_i386;
	struct vmi_mask mask;
	struct vmi_rom rom;

	caller.start = &start;
	vmi_mask_init(&mask);
	return vmi_locate_address(p->module, p->module_size, &rom) == VMI_OK &&
	       vmi_bind(&rom, &mask, &caller, &binding) == VMI_START_FAILED && binding.init_result == code;
}

static int pin(uint32_t n, unsigned int cmd)
{
	struct mmuext_op op = {.cmd = cmd};

	op.arg1.mfn = p2m[start.frame + n];
	return hypercall(__HYPERVISOR_mmuext_op, (uint32_t)&op, 1, 0, DOMID_SELF);
}

/* Page n of the area is a page table in use: Xen has it pinned, and nobody may write to it. */
static bool table_begin(uint32_t n)
{
	memset((void *)(start.area + n * PAGE_SIZE), 0, PAGE_SIZE);
	return map_area_page(n, 0) == 0 && pin(n, MMUEXT_PIN_L1_TABLE) == 0;
}

/* It still was one, and is none any more. */
static bool table_end(uint32_t n)
{
	return pin(n, MMUEXT_UNPIN_TABLE) == 0 && map_area_page(n, PTE_W | PTE_D) == 0;
}

static void check_table_in_area(const struct platform *p, uint32_t n, const char *what)
{
	say(table_begin(n) && refused(p, VMI_START_NO_STATE) && table_end(n) && is_unchanged(), what);
}

static void check_one(const struct platform *p, uint32_t code, const char *what)
{
	bool was = refused(p, code);

	start = *p->start;
	say(was && is_unchanged(), what);
}

/* What Start is told, one word wrong at a time; nothing may have changed for any of them. */
static void check_words(const struct platform *p, const start_info_t *si)
{
	start.boot_data = 0;
	check_one(p, VMI_START_WRONG_PLATFORM, "no boot data: refused");
	start.boot_data = start.area;
	check_one(p, VMI_START_WRONG_PLATFORM, "boot data of another kind: refused");
	start.features = 0;
	check_one(p, VMI_START_NO_CONVERSION, "a client that doesn't convert: refused");
	start.area = 0;
	check_one(p, VMI_START_NO_STATE, "no area: refused");
	start.area += 16;
	check_one(p, VMI_START_NO_STATE, "an area in the middle of a page: refused");
	start.frame = si->nr_pages - 1;
	check_one(p, VMI_START_NO_STATE, "frames beyond the memory: refused");
	start.frame++;
	check_one(p, VMI_START_NO_STATE, "frames that aren't the area's: refused");
}

static void check_small(const struct platform *p)
{
	struct vmi_caller caller = vmi_call_i386;
	struct vmi_mask mask;
	struct vmi_rom rom;

	start.pages = AREA_PAGES - 1;
	caller.start = &start;
	vmi_mask_init(&mask);
	say(vmi_locate_address(p->module, p->module_size, &rom) == VMI_OK &&
		    vmi_bind(&rom, &mask, &caller, &binding) == VMI_STATE_TOO_SMALL && is_unchanged(),
	    "an area of a page less than is needed: refused");
	start = *p->start;
}

void xen_check_refused(const struct platform *p, const start_info_t *si, const pte_t *pd, const uint32_t *frames)
{
	struct evtchn_bind_virq virq = { .virq = VIRQ_TIMER };
	struct evtchn_close close;

	p2m = (const uint32_t *)si->mfn_list;
	m2p = frames;
	directory = pd;
	start = *p->start;
	say(is_unchanged(), "before");
	check_words(p, si);
	check_small(p);
	check_table_in_area(p, 0, "the area's first page is a page table: refused, nothing changed");
	check_table_in_area(p, 1, "its second is: refused, nothing changed");
	check_table_in_area(p, 33, "the last that is mapped is: refused, nothing changed");
	check_table_in_area(p, AREA_PAGES - 1, "the very last is: refused, nothing changed");
	hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_bind_virq, (uint32_t)&virq, 0, 0);
	say(refused(p, VMI_START_OLD_PLATFORM) && is_unchanged(),
	    "the timer's event is taken: refused, nothing changed");
	close.port = virq.port;
	hypercall(__HYPERVISOR_event_channel_op, EVTCHNOP_close, (uint32_t)&close, 0, 0);
	/* What comes next is the boot as usual. */
}
#endif
