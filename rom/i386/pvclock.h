/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The page by which a hypervisor tells the time: Xen's struct vcpu_time_info (public/xen.h), and the same in KVM
 * (pvclock_vcpu_time_info, Linux Documentation/virt/kvm/x86/msr.rst).  Each virtual CPU has its own.
 *
 * It says how late it was at some value of the TSC, and how fast that counts.  What is newer is ticks times a fraction: shifted,
 * then 64 by 32 bits without the low 32 of the product.  The version is odd while the page is written.
 */
#ifndef ROM_PVCLOCK_H
#define ROM_PVCLOCK_H

#define PVCLOCK_VERSION 0
#define PVCLOCK_TSC 8
#define PVCLOCK_SYSTEM 16
#define PVCLOCK_MUL 24
#define PVCLOCK_SHIFT 28

#ifdef __ASSEMBLER__
/*
 * The fields are in memory behind page, with the register's value added.  When the page was written meanwhile, the reading begins
 * anew at retry, a label before the macro, which finds the page again if the virtual CPU may be another one.
 * In: base the register.  Out: EDX:EAX nanoseconds.  Clobbers ECX, ESI, EDI, flags.
 */
.macro PVCLOCK_READ page, base, retry
	mov	\page+PVCLOCK_VERSION(%\base), %esi
	rdtsc
	and	$~1, %esi		/* an odd one is never the same as behind */
	sub	\page+PVCLOCK_TSC(%\base), %eax
	sbb	\page+PVCLOCK_TSC+4(%\base), %edx
	mov	\page+PVCLOCK_SHIFT(%\base), %cl
	test	%cl, %cl
	js	.Lpvclock_right\@
	shld	%cl, %eax, %edx
	shl	%cl, %eax
.Lpvclock_shifted\@:
	mov	%edx, %ecx
	mull	\page+PVCLOCK_MUL(%\base)
	mov	%edx, %edi
	mov	%ecx, %eax
	mull	\page+PVCLOCK_MUL(%\base)
	add	%edi, %eax
	adc	$0, %edx
	add	\page+PVCLOCK_SYSTEM(%\base), %eax
	adc	\page+PVCLOCK_SYSTEM+4(%\base), %edx
	cmp	\page+PVCLOCK_VERSION(%\base), %esi
	jne	\retry
	jmp	.Lpvclock_end\@
.Lpvclock_right\@:
	neg	%cl
	shrd	%cl, %edx, %eax
	shr	%cl, %edx
	jmp	.Lpvclock_shifted\@
.Lpvclock_end\@:
.endm

/*
 * EDX:EAX or, if it is later, what was told last, which is at last and takes the new value.  No virtual CPU may see the time of
 * another come after its own, and a new set of parameters may begin a little earlier than the old one ended.  The first read may
 * be torn; the exchange then gives the whole.  What another told meanwhile is mostly later, and then good enough: one that is
 * slow, because a debugger steps it, must not try for ever.
 * In and out: EDX:EAX.  Clobbers EBX, ECX, ESI, EDI, flags.
 */
.macro PVCLOCK_IN_ORDER last:vararg
	mov	%eax, %esi
	mov	%edx, %edi
	mov	\last, %eax
	mov	4+\last, %edx
	cmp	%esi, %eax
	mov	%edx, %ecx
	sbb	%edi, %ecx
	jae	.Ltold_later\@
.Ltell\@:
	mov	%esi, %ebx
	mov	%edi, %ecx
	lock cmpxchg8b \last
	jne	.Ltold_meanwhile\@
	mov	%esi, %eax
	mov	%edi, %edx
	jmp	.Ltold\@
.Ltold_later\@:
	mov	%eax, %ebx
	mov	%edx, %ecx
	lock cmpxchg8b \last
	je	.Ltold\@
.Ltold_meanwhile\@:
	cmp	%esi, %eax
	mov	%edx, %ecx
	sbb	%edi, %ecx
	jb	.Ltell\@
.Ltold\@:
.endm
#endif
#endif
