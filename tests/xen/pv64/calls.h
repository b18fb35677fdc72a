/* SPDX-License-Identifier: GPL-2.0-only */
/* The calls, by their names (calls.S), with arguments as C has them. */
#ifndef PV64_CALLS_H
#define PV64_CALLS_H

#include <stdint.h>
#include <vmi/ap_state.h>
#include <vmi/calls.h>
#include <vmi/start.h>

uint32_t Start(const struct vmi_start_block *block);
void ConsoleWrite(const char *text, uint32_t length);
void EnableInterrupts(void), DisableInterrupts(void), Halt(void), Shutdown(void);
uint64_t GetInterruptMask(void);
void SetInterruptMask(uint64_t mask);
uint64_t GetCR0(void), GetCR2(void), GetCR3(void), GetCR4(void);
void SetCR0(uint64_t), SetCR3(uint64_t), SetUserCR3(uint64_t), CLTS(void);
uint32_t SetIDT(const void *), SetGDT(const void *), SetLDT(uint32_t),
	WriteGDTEntry(void *, uint32_t, uint64_t, uint64_t);
void GetGDT(void *);
void UpdateKernelStack(uint32_t ss, uint64_t sp);
uint32_t SetPxELong(uint64_t entry, uint64_t *at, uint64_t flags);
uint32_t AllocatePage(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t);
void ReleasePage(uint64_t frame, uint64_t flags);
void InvalPage(const void *), FlushTLB(uint32_t), SetLazyMode(uint32_t);
uint64_t GetCycleCounter(uint32_t), GetCycleFrequency(void), GetWallclockTime(void);
uint32_t SetAlarm(uint32_t, uint64_t, uint64_t), PlatformCalls(void);
void CancelAlarm(uint32_t), APICWrite(uint32_t, uint64_t), SetIOPLMask(uint64_t);
uint64_t APICRead(uint32_t);
uint32_t SetInitialAPState(const struct vmi_ap_state *, uint32_t);
uint64_t GetFSBase(void), GetGSBase(void), GetUserGSBase(void);
void SetFSBase(uint64_t), SetUserGSBase(uint64_t);
uint32_t SetDR(uint32_t number, uint64_t value), SetCR4(uint64_t),
	WriteLDTEntry(void *, uint32_t, uint64_t, uint64_t);
uint64_t GetDR(uint32_t number), GetLDT(void);
uint32_t SetSyscallEntry(const void *, const void *, uint64_t, uint32_t);
void IRET(void), WBINVD(void), MachineToPhysical(void), PhysicalToMachine(void), CPUID(void);
uint32_t GetInline(uint32_t);

#endif
