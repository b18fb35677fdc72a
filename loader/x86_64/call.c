/* SPDX-License-Identifier: MIT */
/*
 * Calls a ROM's entry points: spec/VMI-4.0.md, "Asking and starting".  Inline assembler, since what a
 * compiler would make of a call through a pointer may be a branch to a thunk of the kernel's.  Near calls on the
 * kernel's stack; what class C destroys is the ROM's.
 */
#include <vmi/loader.h>
#include <vmi/start.h>

#define OF_CLASS_C "rcx", "rsi", "r8", "r9", "r10", "r11", "memory", "cc"

static uint32_t call_init(void *ctx, const uint8_t *entry)
{
	uint64_t result;

	(void)ctx;
	asm volatile("call *%[entry]" : "=a"(result) : [entry] "r"(entry) : "rdx", "rdi", OF_CLASS_C);
	return (uint32_t)result;
}

static uint8_t call_reloc(void *ctx, const uint8_t *entry, uint32_t call, uintptr_t *address)
{
	uint64_t answer, number = call;

	(void)ctx;
	asm volatile("call *%[entry]"
		     : "=a"(*address), "=d"(answer), "+D"(number)
		     : [entry] "r"(entry)
		     : OF_CLASS_C);
	return (uint8_t)answer;
}

static uint32_t call_start(void *ctx, const uint8_t *entry, const struct vmi_start *start)
{
	const struct vmi_start_block block = {
		.size = sizeof(block),
		.features = start->features,
		.state_frame = start->frame,
		.image_frame = start->image_frame,
		.boot_data = start->boot_data,
		.direct = start->direct,
		.percpu = start->percpu,
		.percpu_frame = start->percpu_frame,
	};
	const struct vmi_start_block *pointer = &block;
	uint64_t result;

	(void)ctx;
	asm volatile("call *%[entry]" : "=a"(result), "+D"(pointer) : [entry] "r"(entry) : "rdx", OF_CLASS_C);
	return (uint32_t)result;
}

const struct vmi_caller vmi_call_x86_64 = {call_init, call_reloc, NULL, call_start, NULL};
