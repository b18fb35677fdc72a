# SPDX-License-Identifier: GPL-2.0-only
# One Makefile for all; each folder's rules are in its rules.mk.
# V=1 shows the commands.

B := build

ifeq ($(V),1)
Q :=
say = @:
else
Q := @
say = @printf '  %-8s %s\n'
endif

# Host programs and tests.
HOSTCC ?= cc
HOSTCFLAGS := -std=gnu11 -O2 -g -Wall -Wextra -Werror -Ispec -Iloader
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all

# Everything that runs on bare hardware: i386, no library, nothing of the FPU's.
CC32 := gcc
CFLAGS32 := -m32 -march=i686 -std=gnu11 -O2 -g -Wall -Wextra -Werror \
	-ffreestanding -fno-pic -fno-pie -fno-stack-protector -fcf-protection=none \
	-fno-asynchronous-unwind-tables -fno-strict-aliasing -fomit-frame-pointer \
	-mgeneral-regs-only -ffile-prefix-map=$(CURDIR)=. -Ispec -Iloader
ASFLAGS32 := $(CFLAGS32) -Wa,--fatal-warnings
LDFLAGS32 := -m elf_i386 -nostdlib -z noexecstack --no-warn-rwx-segments

TABLE := spec/calls.def spec/vmi/calls.h spec/vmi/native_i386.h spec/vmi/rom.h

all: roms

-include spec/rules.mk
-include rom/rules.mk
-include native-blob/rules.mk
-include loader/rules.mk
-include tests/rules.mk
-include docs/rules.mk

clean:
	$(say) CLEAN $(B)
	$(Q)rm -rf $(B)

.PHONY: all clean
.DELETE_ON_ERROR:
