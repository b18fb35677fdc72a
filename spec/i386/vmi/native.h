/* SPDX-License-Identifier: MIT */
/*
 * The native form of each call, VMI_NATIVE_<Name>, and the words that it is made of beside plain instructions.
 * The includer defines R(x): %%x inside C's asm, %x in a .S file.
 *
 * A call site needs 5 bytes for a call or a jump.  Short instructions are
 * filled up with DS prefixes, which cost no instruction of their own.  0x3e is
 * the default segment of every first operand in the table, and cli, sti,
 * iret and their like ignore it.
 */
#ifndef VMI_NATIVE_H
#define VMI_NATIVE_H

#include <i386/native.def>

#ifndef VMI_NO_PADDING
#define PAD2 .byte 0x3e,0x3e;
#define PAD3 .byte 0x3e,0x3e,0x3e;
#define PAD4 .byte 0x3e,0x3e,0x3e,0x3e;
#else /* the bodies of a blob */
#define PAD2
#define PAD3
#define PAD4
#endif

/* One 5-byte instruction that does nothing: lea %ds:0(%esi,1),%esi. */
#define NOP5 .byte 0x3e,0x8d,0x74,0x26,0x00

/* Descriptor write; at a call site the stack argument is at 0(%esp). */
#define WRITE_ENTRY \
	mov R(ecx),(R(eax),R(edx),8); \
	mov (R(esp)),R(ecx); \
	mov R(ecx),4(R(eax),R(edx),8)

/* 64-bit store in one piece: another processor may be walking the table. */
#define SET_PXE_LONG \
	push R(ebx); \
	push R(edi); \
	mov R(ecx),R(edi); \
	mov R(eax),R(ebx); \
	mov R(edx),R(ecx); \
	mov (R(edi)),R(eax); \
	mov 4(R(edi)),R(edx); \
	78: lock cmpxchg8b (R(edi)); \
	jne 78b; \
	pop R(edi); \
	pop R(ebx)

/*
 * Non-global entries go with CR3.  Global ones go when CR4.PGE changes
 * (SDM vol. 3, 4.10.4.1); an interrupt between must not see PGE off.
 */
#define FLUSH_TLB \
	mov R(cr3),R(ecx); \
	mov R(ecx),R(cr3); \
	test $2,R(al); \
	je 79f; \
	pushf; \
	cli; \
	mov R(cr4),R(ecx); \
	mov R(ecx),R(edx); \
	and $0x7f,R(dl); \
	mov R(edx),R(cr4); \
	mov R(ecx),R(cr4); \
	popf; \
	79:

/* EFLAGS.IOPL of the running context; the next IRET may replace it. */
#define SET_IOPL \
	and $0x3000,R(eax); \
	pushf; \
	andl $~0x3000,(R(esp)); \
	or R(eax),(R(esp)); \
	popf

#endif
