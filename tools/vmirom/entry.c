// SPDX-License-Identifier: GPL-2.0-only
#include "entry.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

const char *entry_kept(const struct profile *profile)
{
	return profile->placed ? "RBX RBP RSP R12 to R15 DF as before" : "EBX ESI EDI EBP ESP DF as before";
}

static void note(struct entry_call *call, bool changed, const char *name)
{
	size_t len = strlen(call->changed);

	if (changed)
		snprintf(call->changed + len, sizeof(call->changed) - len, " %s", name);
}

static enum emulate_end run32(struct emulator *e, uint32_t address, struct entry_call *call, uint32_t limit)
{
	struct emulate_regs regs, before;
	enum emulate_end end;

	emulate_junk(&before);
	regs = before;
	regs.eax = call->argument;
	end = emulate_call(e, address, &regs, NULL, 0, limit);
	call->result = regs.eax;
	call->answer = regs.edx & 0xff;
	note(call, regs.ebx != before.ebx, "EBX");
	note(call, regs.esi != before.esi, "ESI");
	note(call, regs.edi != before.edi, "EDI");
	note(call, regs.ebp != before.ebp, "EBP");
	note(call, regs.esp != before.esp, "ESP");
	note(call, regs.eflags & EMULATE_FLAG_DF, "DF");
	return end;
}

static enum emulate_end run64(struct emulator *e, uint64_t address, struct entry_call *call, uint32_t limit)
{
	struct emulate_regs64 regs, before;
	enum emulate_end end;

	emulate_junk64(&before);
	regs = before;
	/* A number has 32 bits: what is above is the caller's. */
	regs.rdi = (regs.rdi & ~(uint64_t)UINT32_MAX) | call->argument;
	end = emulate_call64(e, address, &regs, limit);
	call->result = regs.rax;
	call->answer = regs.rdx & 0xff;
	note(call, regs.rbx != before.rbx, "RBX");
	note(call, regs.rbp != before.rbp, "RBP");
	note(call, regs.rsp != before.rsp, "RSP");
	note(call, regs.r12 != before.r12, "R12");
	note(call, regs.r13 != before.r13, "R13");
	note(call, regs.r14 != before.r14, "R14");
	note(call, regs.r15 != before.r15, "R15");
	note(call, regs.rflags & EMULATE_FLAG_DF, "DF");
	return end;
}

enum emulate_end entry_run(struct emulator *e, const struct profile *profile, uint64_t address,
			   struct entry_call *call, uint32_t limit)
{
	call->changed[0] = 0;
	return profile->placed ? run64(e, address, call, limit) : run32(e, (uint32_t)address, call, limit);
}
