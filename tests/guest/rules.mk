# SPDX-License-Identifier: GPL-2.0-only
# The conformance kernel: the same sources twice, without and with PAE.

GUEST := $(B)/guest
GUEST_LIBVMI ?= $(B)/loader/libvmi.a
# $(call guest_of,ARCH): what all architectures share, and what is ARCH's.
guest_of = $(wildcard tests/guest/*.c tests/guest/$1/*.c tests/guest/$1/*.S \
	tests/guest/platform/*/*.c tests/guest/platform/*/*.S tests/guest/platform/*/$1/*.c tests/guest/platform/*/$1/*.S \
	tests/guest/probe/*.c tests/guest/probe/$1/*.S)
GUEST_SRCS := $(call guest_of,i386) $(KERNEL_LIB)
GUEST_KERNELS := $(GUEST)/vmi-guest.elf $(GUEST)/vmi-guest-pae.elf

guest/nopae.cc := $(CC32) $(I686_CFLAGS) -Itests/guest -Itests/guest/i386 -Itests/lib/kernel -Itests/lib/kernel/i386 -DXEN_BLOB_WINDOW=$(vmi-xen-i386.virtual_top)
guest/pae.cc := $(guest/nopae.cc) -DCONFIG_PAE
guest/nopae.ld := $(i386.ld) -Ltests/guest/i386
guest/pae.ld := $(guest/nopae.ld)
$(eval $(call kind,guest/nopae))
$(eval $(call kind,guest/pae))
# The window is declared there.
$(foreach k,nopae pae,$(call objects,guest/$k,$(filter tests/guest/platform/xen/%,$(GUEST_SRCS)))): xen-blob/rules.mk

guest/vmi-guest.elf.kind := guest/nopae
guest/vmi-guest.elf.sources := $(GUEST_SRCS)
guest/vmi-guest.elf.archives := $(GUEST_LIBVMI)
guest/vmi-guest.elf.script := tests/guest/kernel.ld
$(eval $(call program,guest/vmi-guest.elf))

guest/vmi-guest-pae.elf.kind := guest/pae
guest/vmi-guest-pae.elf.sources := $(GUEST_SRCS)
guest/vmi-guest-pae.elf.archives := $(GUEST_LIBVMI)
guest/vmi-guest-pae.elf.script := tests/guest/kernel.ld
$(eval $(call program,guest/vmi-guest-pae.elf))

# For x86-64, with what of the tests it has by now.
GUEST64_TESTS := boot irq time cow smp lazy paging
GUEST64_SRCS := $(filter-out $(filter-out $(GUEST64_TESTS:%=tests/guest/test_%.c),$(wildcard tests/guest/test_*.c)) \
	$(wildcard tests/guest/bench*.c) tests/guest/misuse.c tests/guest/load.c tests/guest/probe/% tests/guest/platform/xen/%,$(call guest_of,x86_64)) \
	$(call kernel_lib,x86_64)
guest/x86_64.cc := $(x86_64.cc) -Itests/guest -Itests/guest/x86_64 -Itests/lib/kernel -Itests/lib/kernel/x86_64 -DCONFIG_PAE
guest/x86_64.ld := $(x86_64.ld) -Ltests/guest/x86_64
$(eval $(call kind,guest/x86_64))
guest/vmi-guest-x86_64.elf.kind := guest/x86_64
guest/vmi-guest-x86_64.elf.sources := $(GUEST64_SRCS)
guest/vmi-guest-x86_64.elf.archives := $(LOADER64_A)
guest/vmi-guest-x86_64.elf.script := tests/guest/kernel.ld
$(eval $(call program,guest/vmi-guest-x86_64.elf))
GUEST_KERNELS += $(GUEST)/vmi-guest-x86_64.elf

guest: $(GUEST_KERNELS)
all: guest

.PHONY: guest
