/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The Xen blob for 64-bit PV kernels, its calls one by one, on a stock Xen: placed by place.c, called by
 * their names.
 *
 * Could go wrong: a call loses a register that it must keep.  An event is lost, or nests without end around
 * IRET.  The way to user mode and back; page tables that Xen refuses; time that goes back.
 */
#include "pv64.h"
#include "calls.h"

uint8_t percpu[2][512] __attribute__((aligned(512)));
const start_info_t *info;
uint32_t state;

static __attribute__((noreturn)) void early_end(const char *text, uint64_t length)
{
	xen(__HYPERVISOR_console_io, 0, length, (uint64_t)text);
	for (;;)
		xen(__HYPERVISOR_sched_op, 0, 0, 0);
}

static uint32_t refused_wrongly;

/* Before it is taken, and with nothing changed. */
static void test_refused(const struct vmi_start_block *right)
{
	struct vmi_start_block wrong = *right;

	wrong.boot_data = 0;
	refused_wrongly += Start(&wrong) != VMI_START_WRONG_PLATFORM;
	wrong = *right;
	wrong.features = 0;
	refused_wrongly += Start(&wrong) != VMI_START_NO_CONVERSION;
	wrong = *right;
	wrong.state_frame = info->nr_pages - 1;
	refused_wrongly += Start(&wrong) != VMI_START_NO_STATE;
	wrong = *right;
	wrong.direct += 4096;
	refused_wrongly += Start(&wrong) != VMI_START_NO_STATE;
	wrong = *right;
	wrong.direct += 1ull << 44; /* frames' numbers have 32 bits there */
	refused_wrongly += Start(&wrong) != VMI_START_NO_STATE;
	wrong = *right;
	wrong.size = 8;
	wrong.boot_data = 8; /* behind the block's end, so it is nobody's address */
	refused_wrongly += Start(&wrong) != VMI_START_NO_STATE;
}

void pv64(const start_info_t *start_info)
{
	struct vmi_start_block block = {
		.size = sizeof(block),
		.features = VMI_CLIENT_CONVERTS,
		.image_frame = frame_of(window),
		.boot_data = (uint64_t)start_info,
		.direct = KERNEL_BASE,
		.percpu = PERCPU,
		.percpu_frame = frame_of(percpu[0]),
	};
	struct table_register r = {4095, (uint64_t)idt};
	info = start_info;
	state = place((const uint8_t *)info->mod_start, info->mod_len, PERCPU);
	if (!state)
		early_end("Bail out! there is no ROM of 4.0\n",
			  sizeof("Bail out! there is no ROM of 4.0\n") - 1);
	block.state_frame = frame_of(window + state);
	xen(__HYPERVISOR_set_segment_base, SEGBASE_GS_KERNEL, (uint64_t)percpu[0], 0);
	test_refused(&block);
	if (Start(&block))
		early_end("Bail out! Start refuses\n", sizeof("Bail out! Start refuses\n") - 1);
	is(refused_wrongly, 0, "Start refuses what is wrong, each with its own code");
	gates();
	is(SetIDT(&r), 0, "SetIDT");
	test_calls();
	test_pages();
	test_tables();
	tap_end();
}
