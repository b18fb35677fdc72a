/* SPDX-License-Identifier: GPL-2.0-only */
/* Bare machine: what the files of this platform share. */
#ifndef GUEST_BAREMETAL_H
#define GUEST_BAREMETAL_H

/* struct vmi_ap_state: the parameter of SetInitialAPState, VMI.md. */
#define AP_CR0 0x00
#define AP_CR2 0x04
#define AP_CR3 0x08
#define AP_CR4 0x0c
#define AP_EFER 0x10
#define AP_EIP 0x18
#define AP_EFLAGS 0x1c
#define AP_EAX 0x20
#define AP_EBX 0x24
#define AP_ECX 0x28
#define AP_EDX 0x2c
#define AP_ESP 0x30
#define AP_EBP 0x34
#define AP_ESI 0x38
#define AP_EDI 0x3c
#define AP_CS 0x40
#define AP_SS 0x42
#define AP_DS 0x44
#define AP_ES 0x46
#define AP_FS 0x48
#define AP_GS 0x4a
#define AP_LDTR 0x4c
#define AP_GDTR 0x4e /* limit, base */
#define AP_IDT_BASE 0x54
#define AP_IDT_LIMIT 0x58
#define AP_STATE_SIZE 92

#ifndef __ASSEMBLER__
#include <stdbool.h>
#include <stdint.h>

/*
 * start.c.  An entry fills in of these what the boot loader has told it, and goes on at baremetal_main: all memory
 * from used_end to memory_end is the kernel's.  The first BOOT_MAP bytes are mapped.
 */
struct platform;
extern struct platform baremetal;
void baremetal_main(uint32_t used_end, uint32_t memory_end) __attribute__((noreturn));
/* When there is no way on: there is no map to look for more in. */
void baremetal_stop(const char *why) __attribute__((noreturn));

/* What is otherwise in a domain that is a PC but for its chips (hvm/); all 0: a PC. */
struct machine {
	bool no_chips;		     /* neither 8259s, an 8254 nor a clock chip */
	uint32_t rsdp;		     /* physical, where ACPI's tables begin; 0: look in the BIOS's ROM */
	uint64_t (*wallclock)(void); /* ns since 1970; NULL: by the clock chip */
};
extern struct machine machine;

/* Called by vmi_<Name> sites: regparm(3) is the convention of the calls. */
#define NATIVE __attribute__((regparm(3), used))

/* time.c */
void baremetal_time_init(void);
/* ns that so many cycles of the time-stamp counter take */
uint64_t baremetal_ns(uint64_t cycles);
void baremetal_irq0_periodic(unsigned int hz);
void baremetal_delay_us(unsigned int us);

/* apic.c */
void baremetal_apic_init(void);
void baremetal_apic_cpu_init(void);
bool baremetal_has_apic(void);
void baremetal_apic_timer(uint32_t count, bool periodic);
uint32_t baremetal_apic_timer_count(void);
void baremetal_send_ipi(uint32_t apic_id, unsigned int vector);
void baremetal_send_init(uint32_t apic_id);
void baremetal_send_startup(uint32_t apic_id, uint32_t address);
void baremetal_eoi(unsigned int vector);

/* entry.S: see struct platform. */
struct regs;
void baremetal_resume(struct regs *r) __attribute__((noreturn));

/* acpi.c */
unsigned int baremetal_cpus(uint32_t *apic_ids, unsigned int max);

/* fault.c */
void baremetal_double_fault_init(void);
#endif
#endif
