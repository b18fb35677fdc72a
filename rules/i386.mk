# SPDX-License-Identifier: GPL-2.0-only
# What runs on bare hardware or Xen and not on the host: i386, no library, nothing of the FPU's.

CC32 := gcc
CC32_KIND := $(if $(findstring clang,$(shell $(CC32) --version)),clang,gcc)

# The sources' assembler is GNU's, whose macros and options clang's own hasn't got.
AS32_clang := -fno-integrated-as -gdwarf-4
# No processor older than the i486 has INVLPG and WBINVD, which are calls; a kernel that runs on one must not find newer instructions in the library.
CFLAGS_i386 := -m32 -march=i486 -std=gnu11 -O2 -g -Wall -Wextra -Werror \
	-ffreestanding -fno-pic -fno-pie -fno-stack-protector -fcf-protection=none \
	-fno-asynchronous-unwind-tables -fno-strict-aliasing -fomit-frame-pointer \
	-mgeneral-regs-only $(AS32_$(CC32_KIND)) '-ffile-prefix-map=$(CURDIR)=.' -Ispec -Ispec/i386 -Iloader -Iloader/i386 $(EXTRA_CFLAGS)
ASFLAGS_i386 := $(CFLAGS_i386) -Wa,--fatal-warnings
LDFLAGS_i386 := -m elf_i386 -nostdlib -z noexecstack --no-warn-rwx-segments
# For kernels that need more than an i486, and for those that are not ours.
I686_CFLAGS := $(patsubst -march=%,-march=i686,$(ASFLAGS_i386))
not_ours = $(filter-out -Ispec% -Iloader%,$1)

# What gcc and clang have different names for: a stack of words, and no memcpy or memset made of a loop, which -ffreestanding says to clang.
WORD_STACK_gcc := -mpreferred-stack-boundary=2
WORD_STACK_clang := -mstack-alignment=4
WORD_STACK := $(WORD_STACK_$(CC32_KIND))
KEEP_LOOPS_gcc := -fno-tree-loop-distribute-patterns
KEEP_LOOPS_clang :=
KEEP_LOOPS := $(KEEP_LOOPS_$(CC32_KIND))

i386.cc := $(CC32) $(ASFLAGS_i386)
i386.ld := ld $(LDFLAGS_i386)
