# SPDX-License-Identifier: GPL-2.0-only
# What runs in 64-bit mode and not on the host: no library, nothing of the FPU's. A kernel's code is in the top 2 GiB.

# clang 14 can't leave returns to a thunk's name, by which a blob's are found.
CC64 := gcc

CFLAGS_x86_64 := -m64 -march=x86-64 -std=gnu11 -O2 -g -Wall -Wextra -Werror \
	-ffreestanding -fno-pic -fno-pie -mcmodel=kernel -mno-red-zone -fno-stack-protector -fcf-protection=none \
	-fno-asynchronous-unwind-tables -fno-strict-aliasing -fomit-frame-pointer \
	-mgeneral-regs-only '-ffile-prefix-map=$(CURDIR)=.' -Ispec -Ispec/x86_64 -Iloader -Iloader/x86_64 $(EXTRA_CFLAGS)
ASFLAGS_x86_64 := $(CFLAGS_x86_64) -Wa,--fatal-warnings
LDFLAGS_x86_64 := -m elf_x86_64 -nostdlib -z noexecstack -z max-page-size=4096 --no-warn-rwx-segments

x86_64.cc := $(CC64) $(ASFLAGS_x86_64)
x86_64.ld := ld $(LDFLAGS_x86_64)
