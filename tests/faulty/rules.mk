# SPDX-License-Identifier: GPL-2.0-only
# ROMs that are wrong in one call each, for a test that the probes find out.

FAULTY := $(B)/faulty/manifest

MAKE_FAULTY := $(B)/faulty/make-faulty
POKE_ROM := $(B)/faulty/poke-rom

$(MAKE_FAULTY) $(POKE_ROM): $(B)/faulty/%: $(B)/san/tests/faulty/%.o $(ROMBYTES:$(B)/host/%=$(B)/san/%)
	$(say) HOSTLD $@
	$(Q)mkdir -p $(@D)
	$(Q)$(HOSTCC) $(SANITIZE) -o $@ $^

$(B)/faulty/faults.o: tests/faulty/faults.S
	$(say) AS $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC32) $(ASFLAGS32) -c -o $@ $<

# The manifest is written last: it stands for all of the ROMs in it.
$(FAULTY): $(B)/faulty/faults.o $(MAKE_FAULTY) $(B)/rom/vmi-native-i386-call.rom
	$(say) FAULTY $(@D)
	$(Q)rm -f $(@D)/*.rom
	$(Q)objcopy -O binary -j .manifest --set-section-flags .manifest=alloc $< $@.new
	$(Q)while read -r name call line; do \
		objcopy -O binary -j .fault.$$name $< $(@D)/body.bin && \
		$(MAKE_FAULTY) $(B)/rom/vmi-native-i386-call.rom $$call $(@D)/body.bin $(@D)/$$name.rom || exit 1; \
	done <$@.new
	$(Q)mv $@.new $@

tests/faulty/faulty.t: $(FAULTY) $(GUESTS)
TESTS += tests/faulty/faulty.t
