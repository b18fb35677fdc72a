/* SPDX-License-Identifier: GPL-2.0-only */
/* Which handler of the client's an exception leads to that came to the blob first (exceptions.S). */
#include "descriptors.h"
#include "die.h"
#include "percpu.h"
#include "traps.h"

#define RFLAGS_IF 0x200
#define WITH_ERROR_CODE 0x227d00 /* vectors 8, 10 to 14, 17, 21 */
#define TRAP_GATE 0x100		 /* of a gate's second word: leaves events as they were */

LOCAL uintptr_t trap_handler(uint32_t vector, const uint64_t *frame)
{
	struct state *s = STATE;
	const uint32_t *gate = (const uint32_t *)(s->idt + GATE_BYTES * vector);

	frame += WITH_ERROR_CODE >> vector & 1;
	/* It may be gone: another processor changes the table in memory first, and tells this one afterwards. */
	if (GATE_BYTES * vector + (GATE_BYTES - 1) >= s->idt_bytes || (gate[1] & GATE_BITS) != GATE_THERE)
		die(REFUSED_NO_GATE, 0, vector, frame[0]);
	if (vector != VECTOR_NMI && gate[1] & TRAP_GATE && frame[2] & RFLAGS_IF)
		asm volatile("call EnableInterrupts" : : : "memory", "cc");
	return HANDLER(gate[0], gate[1], gate[2]);
}
