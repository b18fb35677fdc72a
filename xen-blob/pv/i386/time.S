/* SPDX-License-Identifier: GPL-2.0-only */
/* The time, of a page that Xen writes for each virtual CPU, in nanoseconds. */
#include "slot.h"
#include "i386/percpu.h"
#include <rom/i386/pvclock.h>

#define TIME_PAGE WINDOW_SHARED+VCPU_INFO_TIME

/* The real one is read here, the others in time.c. */
	BODY	GetCycleCounter
	test	%eax, %eax
	jnz	GetCycleCounter_other
/*
 * In: nothing; DS flat, events as they are.  Out: EDX:EAX the client's counter.
 * Clobbers ECX, flags.
 */
	.globl	system_time
	.hidden	system_time
	.type	system_time, @function
system_time:
	push	%ebx
	push	%esi
	push	%edi
time:
	FIND	ebx
	PVCLOCK_READ TIME_PAGE, ebx, time
time_end:
	add	TIME_OFFSET, %eax
	adc	TIME_OFFSET+4, %edx
	PVCLOCK_IN_ORDER LAST_CYCLES
	pop	%edi
	pop	%esi
	pop	%ebx
	ret
	.size	system_time, . - system_time
	END	GetCycleCounter
	RESTARTABLE time, time_end

	.section .note.GNU-stack, "", @progbits
