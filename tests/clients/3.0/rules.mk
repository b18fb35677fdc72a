# SPDX-License-Identifier: GPL-2.0-only
# A stand-in for kernels that speak VMI 3.0, twice, without and with PAE: nothing of spec/ and loader/.

CLIENT30 := $(B)/clients/3.0
CLIENT30_FLAGS = $(filter-out -Ispec% -Iloader%,$(patsubst -march=%,-march=i686,$(CFLAGS32))) -mregparm=3 $(KEEP_LOOPS) -Itests/lib/kernel
CLIENT30_SRCS := $(filter-out %/faults.S,$(wildcard tests/clients/3.0/*.c tests/clients/3.0/*.S)) $(KERNEL_LIB)
CLIENT30_KERNELS := $(CLIENT30)/client30.elf $(CLIENT30)/client30-pae.elf

$(CLIENT30)/nopae/%.o: tests/%
	$(say) CC $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC32) $(CLIENT30_FLAGS) -Wa,--fatal-warnings -MMD -MP -c -o $@ $<

$(CLIENT30)/pae/%.o: tests/%
	$(say) CC $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC32) $(CLIENT30_FLAGS) -DCONFIG_PAE -Wa,--fatal-warnings -MMD -MP -c -o $@ $<

# As such kernels are built by default; what a wrapper costs is part of what a call does.
$(CLIENT30)/nopae/clients/3.0/wrap%.o $(CLIENT30)/pae/clients/3.0/wrap%.o: CLIENT30_FLAGS += -Os

# $(call client30_objs,DIR)
client30_objs = $(patsubst tests/%,$(CLIENT30)/$(1)/%.o,$(CLIENT30_SRCS))

$(CLIENT30)/client30.elf: $(call client30_objs,nopae) tests/clients/3.0/kernel.ld
	$(say) LD $@
	$(Q)ld $(LDFLAGS32) -T tests/clients/3.0/kernel.ld -o $@ $(filter %.o,$^)

$(CLIENT30)/client30-pae.elf: $(call client30_objs,pae) tests/clients/3.0/kernel.ld
	$(say) LD $@
	$(Q)ld $(LDFLAGS32) -T tests/clients/3.0/kernel.ld -o $@ $(filter %.o,$^)

# ROMs that are wrong in one call each, as tests/faulty makes them.  The manifest is written last.
CLIENT30_FAULTY := $(CLIENT30)/faulty/manifest

$(CLIENT30)/faulty/faults.o: tests/clients/3.0/faults.S
	$(say) AS $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC32) $(ASFLAGS32) -c -o $@ $<

$(CLIENT30_FAULTY): $(CLIENT30)/faulty/faults.o $(MAKE_FAULTY) $(B)/rom/vmi-native-i386-call.rom
	$(say) FAULTY $(@D)
	$(Q)rm -f $(@D)/*.rom
	$(Q)objcopy -O binary -j .manifest --set-section-flags .manifest=alloc $< $@.new
	$(Q)while read -r name call line; do \
		from=$(@D)/$$name.rom; [ -f $$from ] || from=$(B)/rom/vmi-native-i386-call.rom; \
		objcopy -O binary -j .fault.$$name.$$call $< $(@D)/body.bin && \
		$(MAKE_FAULTY) $$from $$call $(@D)/body.bin $(@D)/$$name.rom || exit 1; \
	done <$@.new
	$(Q)mv $@.new $@

all: $(CLIENT30_KERNELS)
tests/clients/3.0/client30.t: $(CLIENT30_KERNELS) $(POKE_ROM) $(FAULTY) $(CLIENT30_FAULTY) $(ROMS)
TESTS += tests/clients/3.0/client30.t
-include $(patsubst %.o,%.d,$(call client30_objs,nopae) $(call client30_objs,pae))
