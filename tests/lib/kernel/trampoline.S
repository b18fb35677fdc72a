/* SPDX-License-Identifier: GPL-2.0-only */
/* A processor's way from its start-up interrupt to paging: copied to AP_TRAMPOLINE, it loads what struct ap_start has. */
#include "ap.h"
#include "boot.h"
#include "x86.h"

#define LOW(x) ((x) - trampoline_begin + AP_TRAMPOLINE)

#include "high.h" /* the architecture's */

	.section .rodata
	.globl	trampoline_begin, trampoline_end
	.code16
/* in: real mode, CS:IP at the beginning of AP_TRAMPOLINE.  out: at ap_high, as ap.h says.  Clobbers RAX, RCX, RDX, RSI. */
trampoline_begin:
	cli
	mov	%cs, %ax
	mov	%ax, %ds
	lgdtl	gdt_pointer - trampoline_begin
	mov	%cr0, %eax
	or	$CR0_PE, %al
	mov	%eax, %cr0
	ljmpl	$AP_BOOT_CS, $LOW(protected)

	.code32
protected:
	mov	$AP_BOOT_DS, %eax
	mov	%eax, %ds
	mov	%eax, %ss
	mov	$PHYS(ap_start), %esi
	mov	AP_START_CR4(%esi), %eax
	mov	%eax, %cr4
	mov	AP_START_EFER(%esi), %eax
	mov	AP_START_EFER + 4(%esi), %edx
	test	%eax, %eax
	jz	1f
	mov	$MSR_EFER, %ecx
	wrmsr
1:	mov	AP_START_CR3(%esi), %eax
	mov	%eax, %cr3
	mov	AP_START_CR0(%esi), %eax
	mov	%eax, %cr0
	TO_HIGH

	.balign	8
gdt:
	.quad	0, FLAT_CODE, FLAT_DATA
	OWN_DESCRIPTORS
gdt_pointer:
	.word	. - gdt - 1
	.long	LOW(gdt)
trampoline_end:

	.section .note.GNU-stack, "", @progbits
