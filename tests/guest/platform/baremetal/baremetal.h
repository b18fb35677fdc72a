/* SPDX-License-Identifier: GPL-2.0-only */
/* Bare machine: what the files of this platform share. */
#ifndef GUEST_BAREMETAL_H
#define GUEST_BAREMETAL_H

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
	uint32_t reserved_from;	     /* physical: memory from here on is mapped, and a module's; 0: none */
	uint32_t rsdp;		     /* physical, where ACPI's tables begin; 0: look in the BIOS's ROM */
	uint64_t (*wallclock)(void); /* ns since 1970; NULL: by the clock chip */
};
extern struct machine machine;

/* Called by vmi_<Name> sites, by the convention of the calls. */
#include <native_call.h>

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

/* apic.c, of each architecture: an interrupt command, to its end. */
void baremetal_icr(uint32_t apic_id, uint32_t low);

/* entry.S: see struct platform. */
struct regs;
void baremetal_resume(struct regs *r) __attribute__((noreturn));

/* acpi.c */
unsigned int baremetal_cpus(uint32_t *apic_ids, unsigned int max);

/* fault.c */
void baremetal_double_fault_init(void);
#endif
#endif
