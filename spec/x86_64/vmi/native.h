/* SPDX-License-Identifier: MIT */
/*
 * The native form of each call, VMI_NATIVE_<Name>, and the words that it is made of beside plain instructions.
 * The includer defines R(x): %%x inside C's asm, %x in a .S file.
 *
 * A call site needs 5 bytes for a call or a jump.  Short instructions are filled up with DS prefixes, which cost no
 * instruction of their own and which 64-bit mode ignores (SDM vol. 1, 3.4.2.1).  The sites of hot calls have room for the
 * bytes of an inline answer, behind the instructions if these can't fill it.
 */
#ifndef VMI_NATIVE_H
#define VMI_NATIVE_H

#include <x86_64/native.def>

#ifndef VMI_NO_PADDING
#define PAD2 .byte 0x3e,0x3e;
#define PAD3 .byte 0x3e,0x3e,0x3e;
#define PAD4 .byte 0x3e,0x3e,0x3e,0x3e;
#define PAD6 .byte 0x3e,0x3e,0x3e,0x3e,0x3e,0x3e;
#define PAD8 .byte 0x3e,0x3e,0x3e,0x3e,0x3e,0x3e,0x3e,0x3e;
/* Up to so many bytes from the site's begin, label 771, on. */
#define ROOM(bytes) ; .nops bytes - (. - 771b)
#else /* the bodies of a blob */
#define PAD2
#define PAD3
#define PAD4
#define PAD6
#define PAD8
#define ROOM(bytes)
#endif

/* One 5-byte instruction that does nothing: nopl 0(%rax,%rax,1). */
#define NOP5 .byte 0x0f,0x1f,0x44,0x00,0x00

#define DONE xor R(eax),R(eax)

/* A system descriptor has 16 bytes: the upper 8 go first, so that it is never present with another's base. */
#define WRITE_GDT_ENTRY \
	bt $44,R(rdx); \
	jc 78f; \
	bt $47,R(rdx); \
	jnc 78f; \
	mov R(rcx),8(R(rdi),R(rsi),8); \
	78: mov R(rdx),(R(rdi),R(rsi),8); \
	DONE

#define WRITE_LDT_ENTRY \
	mov R(rdx),(R(rdi),R(rsi),8); \
	DONE

#define WRITE_GATE \
	shl $4,R(rsi); \
	mov R(rcx),8(R(rdi),R(rsi)); \
	mov R(rdx),(R(rdi),R(rsi)); \
	DONE

/*
 * Non-global entries go with CR3.  Global ones, and those of all PCIDs, go when CR4.PGE changes
 * (SDM vol. 3, 4.10.4.1); an interrupt between must not see PGE off.
 */
#define FLUSH_TLB \
	mov R(cr3),R(rcx); \
	mov R(rcx),R(cr3); \
	test $2,R(dil); \
	je 79f; \
	pushf; \
	cli; \
	mov R(cr4),R(rcx); \
	mov R(rcx),R(rdx); \
	xor $0x80,R(dl); \
	mov R(rdx),R(cr4); \
	mov R(rcx),R(cr4); \
	popf; \
	79:

/* RFLAGS.IOPL of the running context; the next IRET may replace it. */
#define SET_IOPL \
	and $0x3000,R(edi); \
	pushf; \
	andl $~0x3000,(R(rsp)); \
	or R(rdi),(R(rsp)); \
	popf

/* MSRs of bases (SDM vol. 4). */
#define MSR_FS_BASE 0xc0000100
#define MSR_GS_BASE 0xc0000101
#define MSR_KERNEL_GS_BASE 0xc0000102

#define WHOLE \
	shl $32,R(rdx); \
	or R(rdx),R(rax)

#define HALVES \
	mov R(edi),R(eax); \
	mov R(rdi),R(rdx); \
	shr $32,R(rdx)

#define READ_BASE(msr) \
	mov $(msr),R(ecx); \
	rdmsr; \
	WHOLE

#define WRITE_BASE(msr) \
	mov $(msr),R(ecx); \
	HALVES; \
	wrmsr

/* A load of GS takes the active base along, so that is user mode's meanwhile. */
#define SET_USER_GS \
	swapgs; \
	mov R(edi),R(gs); \
	mfence; \
	swapgs

#endif
