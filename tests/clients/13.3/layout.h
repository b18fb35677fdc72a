/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Linear addresses, selectors and call numbers of a 13.3 client, all from
 * docs/facts/vmi-13.3-client.md; nothing comes from spec/, so that an error there shows.
 */
#ifndef LAYOUT_H
#define LAYOUT_H

#define KERNEL_BASE 0x80000000
#define KERNEL_SIZE 0x100000
#define KERNEL_PHYS 0x200000  /* where the multiboot loader puts it */
#define PTE_WINDOW 0x90000000 /* the page directory as its own entry 0x240 */
#define SYSPAGE 0x90400000    /* TSS, GDT, IDT */
#define PDIR 0x90401000
#define TCB 0x90402000 /* two pages: thread block and its stack */
#define FRAME_DB 0x90800000
#define FRAME_DB_TABLE 0x400000 /* of two page tables */
#define HEAP 0x92000000
#define APIC 0x92030000 /* where we map the local one's registers */
/*
 * What nothing of the client's ever takes (Sanos, syspage.h): behind the RAM disk of the first page table of
 * these. And in practice, as the heap is filled from its other end, the top 64 MiB.
 */
#define ROM_SPACE 0xFC000000
#define RAM_DISK 0x90420000
#define RAM_DISK_SIZE 0x80000
#define SYS_FREE (RAM_DISK + RAM_DISK_SIZE)
#define SYS_SIZE 0x400000
#define ROM_WINDOW 0x90700000 /* ours: linear address of physical 0, where there is a page of the ROM */
#define ROM_WINDOW_SIZE 0x100000

/* What the boot loader sets up, physical. */
#define PHYS_PDIR 0x100000
#define PHYS_PT_LOW 0x101000
#define PHYS_PT_KERNEL 0x102000
#define PHYS_PT_SYS 0x103000
#define PHYS_SYSPAGE 0x104000
#define PHYS_TCB 0x105000
#define PHYS_FREE 0x107000 /* to the kernel; and on from here: */
#define PHYS_MORE 0x600000

#define GDT_OFFSET 0x68
#define GDT_LIMIT 0x7f
#define IDT_OFFSET 0xe8
#define IDT_LIMIT 0x1ff
#define TSS_LIMIT 0x67
#define BOOT_ESP (TCB + 0x1fbc + 4)

#define SEL_KTEXT 0x08
#define SEL_KDATA 0x10
#define SEL_UTEXT 0x1b
#define SEL_UDATA 0x23
#define SEL_TSS 0x28
#define SEL_TIB 0x33
#define SEL_ODD 0x38 /* ours: data segments whose base is not 0 */
#define SEL_UODD 0x43
#define ODD_BASE 0x10000000

#define VMI_Init 4
#define VMI_CPUID 5
#define VMI_WRMSR 6
#define VMI_WriteGDTEntry 16
#define VMI_WriteIDTEntry 18
#define VMI_UpdateKernelStack 19
#define VMI_SetCR0 20
#define VMI_GetCR0 24
#define VMI_GetCR2 25
#define VMI_RDTSC 33
#define VMI_EnableInterrupts 35
#define VMI_DisableInterrupts 36
#define VMI_IRET 39
#define VMI_SYSEXIT 40
#define VMI_Halt 42
#define VMI_Reboot 43
#define VMI_Shutdown 44
#define VMI_AllocatePage 53
#define VMI_InvalPage 55
#define VMI_FlushTLB 56
#define VMI_FlushDeferredCalls 57
#define VMI_SetLinearMapping 58
#define VMI_IN 59
#define VMI_INB 60
#define VMI_INW 61
#define VMI_INS 62
#define VMI_INSW 64
#define VMI_OUT 65
#define VMI_OUTB 66
#define VMI_OUTW 67
#define VMI_OUTS 68
#define VMI_OUTSW 70
#define VMI_GetRelocationInfo 85
#define VMI_SetPxE 86
#define VMI_LAST 87
#define SLOT_SIZE 32

/* A user's pages, and what is where in the second; system calls, by number. */
#define USER_CODE 0x10000
#define USER_DATA 0x20000
#define USER_NOTES USER_DATA
#define NOTE_SIZE 60
#define USER_TICKED (USER_DATA + 0x200)
#define USER_MADE (USER_DATA + 0x204)
#define USER_INIT (USER_DATA + 0x208)
#define USER_INIT_RESULT (USER_DATA + 0x20c)
#define USER_SEP (USER_DATA + 0x210)
#define USER_POINTERS (USER_DATA + 0x240) /* up to a 0: each becomes what a system call reads there */
#define USER_STACK 0x21000
#define USER_FAULT 0x30000
#define USER_ROM 0x40000
#define SYSCALL_VECTOR 48
#define SYS_LEAVE 0
#define SYS_SWITCH 1
#define SYS_READ 2
#define NR_GATES 64

/* struct probe, for call.S */
#define P_TARGET 0
#define P_IN 4 /* EAX ECX EDX EBX EBP ESI EDI EFLAGS */
#define P_SEGMENT 36
#define P_FS 40
#define P_GS 44
#define P_TOP 48
#define P_NR_WORDS 52
#define P_WORDS 56
#define P_OUT 76
#define P_OUT_ESP 108
#define P_OUT_SEGMENTS 112
#define P_LANDED 120
#define P_SAVED_ESP 124
#define P_SIZE 132

#define PROBE_STACK_SIZE 2048

#endif
