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

guest: $(GUEST_KERNELS)
all: guest

.PHONY: guest
