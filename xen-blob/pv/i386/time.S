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
	mov	%eax, %esi
	mov	%edx, %edi
/*
 * EDI:ESI or, if it is later, what was told last. No virtual CPU may see the time of another come after its own, and
 * a new set of parameters may begin a little earlier than the old one ended.  The first read may be torn; the
 * exchange then gives the whole.  What another told meanwhile is mostly later, and then good enough: one that is
 * slow, because a debugger steps it, must not try for ever.
 */
	mov	LAST_CYCLES, %eax
	mov	LAST_CYCLES+4, %edx
	cmp	%esi, %eax
	mov	%edx, %ecx
	sbb	%edi, %ecx
	jae	4f
3:	mov	%esi, %ebx
	mov	%edi, %ecx
	lock cmpxchg8b LAST_CYCLES
	jne	5f
	mov	%esi, %eax
	mov	%edi, %edx
	jmp	6f
4:	mov	%eax, %ebx
	mov	%edx, %ecx
	lock cmpxchg8b LAST_CYCLES
	je	6f
5:	cmp	%esi, %eax
	mov	%edx, %ecx
	sbb	%edi, %ecx
	jb	3b
6:	pop	%edi
	pop	%esi
	pop	%ebx
	ret
	.size	system_time, . - system_time
	END	GetCycleCounter
	RESTARTABLE time, time_end

	.section .text.xen_time, "ax", @progbits
/*
 * In: nothing; DS flat, events off.  Out: EDX:EAX Xen's own time of this virtual CPU.
 * Clobbers ECX, flags.
 */
	.globl	xen_time
	.hidden	xen_time
	.type	xen_time, @function
xen_time:
	push	%ebx
	push	%esi
	push	%edi
	FIND	ebx
1:	PVCLOCK_READ TIME_PAGE, ebx, 1b
	pop	%edi
	pop	%esi
	pop	%ebx
	ret
	.size	xen_time, . - xen_time

	.section .note.GNU-stack, "", @progbits
