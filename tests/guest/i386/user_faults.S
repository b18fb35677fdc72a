/* SPDX-License-Identifier: GPL-2.0-only */
/* Instructions that fault in user mode, and how: struct user_fault_case of test_user.c. */
#include "mm.h"

.macro fault_case name, vector, error, cr2, insn:vararg
	.section .user, "awx"
1:	\insn
	jmp user_exit
	.section .rodata
2:	.asciz "\name"
	.pushsection .rodata.fault_cases
	.long 2b, 1b, \vector, \error, \cr2
	.popsection
.endm

	.section .rodata.fault_cases, "a"
	.balign 4
	.globl user_fault_cases, user_fault_cases_end
user_fault_cases:

	fault_case "cli", 13, 0, 0, cli
	fault_case "sti", 13, 0, 0, sti
	fault_case "hlt", 13, 0, 0, hlt
	fault_case "lgdt", 13, 0, 0, lgdt user_word
	fault_case "lidt", 13, 0, 0, lidt user_word
	fault_case "lldt", 13, 0, 0, lldt %ax
	fault_case "ltr", 13, 0, 0, ltr %ax
	fault_case "clts", 13, 0, 0, clts
	fault_case "invlpg", 13, 0, 0, invlpg user_word
	fault_case "wbinvd", 13, 0, 0, wbinvd
	fault_case "mov to cr0", 13, 0, 0, mov %eax, %cr0
	fault_case "mov from cr3", 13, 0, 0, mov %cr3, %eax
	fault_case "mov to dr7", 13, 0, 0, mov %eax, %dr7
	fault_case "rdmsr", 13, 0, 0, rdmsr
	fault_case "wrmsr", 13, 0, 0, wrmsr
	fault_case "out", 13, 0, 0, out %al, $0x80
	fault_case "in", 13, 0, 0, in $0x80, %al
	fault_case "int 0x20", 13, 0x102, 0, int $0x20
	fault_case "load of the kernel's CS", 13, 8, 0, ljmp $8, $user_exit
	fault_case "load of a selector beyond the GDT", 13, 0xfff8, 0, mov %ebx, %fs
	fault_case "ud2", 6, 0, 0, ud2
	fault_case "division by 0", 0, 0, 0, div %ebp
	fault_case "read of the kernel", 14, 5, 0xC0100000, mov 0xC0100000, %eax
	fault_case "write of the kernel", 14, 7, 0xC0100004, mov %eax, 0xC0100004
	fault_case "read of nothing", 14, 4, 0x1234, mov 0x1234, %eax
	fault_case "write of nothing", 14, 6, 0x70000000, mov %eax, 0x70000000

	.section .rodata.fault_cases, "a"
user_fault_cases_end:
	.long 0

	.section .note.GNU-stack, "", @progbits
