# SPDX-License-Identifier: GPL-2.0-only
# The conformance kernel: the same sources twice, without and with PAE.

GUEST := $(B)/guest
GUEST_LIBVMI ?= $(B)/loader/libvmi.a
GUEST_CFLAGS := $(patsubst -march=%,-march=i686,$(CFLAGS32)) -Itests/guest -Itests/lib/kernel
GUEST_SRCS := $(wildcard tests/guest/*.c tests/guest/*.S \
	tests/guest/platform/*/*.c tests/guest/platform/*/*.S \
	tests/guest/probe/*.c tests/guest/probe/*.S) $(KERNEL_LIB)
GUEST_KERNELS := $(GUEST)/vmi-guest.elf $(GUEST)/vmi-guest-pae.elf

# $(call guest_objs,DIR)
guest_objs = $(patsubst tests/%,$(GUEST)/$(1)/%.o,$(GUEST_SRCS))

$(GUEST)/nopae/%.c.o: tests/%.c
	$(say) CC $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC32) $(GUEST_CFLAGS) -MMD -MP -c -o $@ $<

$(GUEST)/nopae/%.S.o: tests/%.S
	$(say) AS $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC32) $(GUEST_CFLAGS) -Wa,--fatal-warnings -MMD -MP -c -o $@ $<

$(GUEST)/pae/%.c.o: tests/%.c
	$(say) CC $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC32) $(GUEST_CFLAGS) -DCONFIG_PAE -MMD -MP -c -o $@ $<

$(GUEST)/pae/%.S.o: tests/%.S
	$(say) AS $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC32) $(GUEST_CFLAGS) -DCONFIG_PAE -Wa,--fatal-warnings -MMD -MP -c -o $@ $<

$(GUEST)/vmi-guest.elf: $(call guest_objs,nopae) $(GUEST_LIBVMI) tests/guest/kernel.ld
	$(say) LD $@
	$(Q)ld $(LDFLAGS32) -T tests/guest/kernel.ld -o $@ $(filter %.o %.a,$^)

$(GUEST)/vmi-guest-pae.elf: $(call guest_objs,pae) $(GUEST_LIBVMI) tests/guest/kernel.ld
	$(say) LD $@
	$(Q)ld $(LDFLAGS32) -T tests/guest/kernel.ld -o $@ $(filter %.o %.a,$^)

guest: $(GUEST_KERNELS)
all: guest

.PHONY: guest
-include $(patsubst %.o,%.d,$(call guest_objs,nopae) $(call guest_objs,pae))
