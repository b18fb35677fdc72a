# SPDX-License-Identifier: GPL-2.0-only
# ROMs that are wrong in one call each, for a test that the probes find out.

FAULTY := $(B)/faulty/manifest
FAULTS := $(call objects,i386,tests/faulty/faults.S)

MAKE_FAULTY := $(B)/faulty/make-faulty
faulty/make-faulty.kind := san
faulty/make-faulty.sources := tests/faulty/make-faulty.c $(ROMBYTES_C)
$(eval $(call program,faulty/make-faulty))

POKE_ROM := $(B)/faulty/poke-rom
faulty/poke-rom.kind := san
faulty/poke-rom.sources := tests/faulty/poke-rom.c $(ROMBYTES_C)
$(eval $(call program,faulty/poke-rom))

# The manifest is written last: it stands for all of the ROMs in it.
$(FAULTY): $(FAULTS) $(MAKE_FAULTY) $(call rom,native-i386-call)
	$(say) FAULTY $(@D)
	$(Q)mkdir -p $(@D)
	$(Q)rm -f $(@D)/*.rom
	$(Q)objcopy -O binary -j .manifest --set-section-flags .manifest=alloc $< $@.new
	$(Q)while read -r name call line; do \
		objcopy -O binary -j .fault.$$name $< $(@D)/body.bin && \
		$(MAKE_FAULTY) $(call rom,native-i386-call) $$call $(@D)/body.bin $(@D)/$$name.rom || exit 1; \
	done <$@.new
	$(Q)mv $@.new $@

tests/faulty/faulty.t: $(FAULTY) $(GUESTS)
TESTS += tests/faulty/faulty.t
