# SPDX-License-Identifier: GPL-2.0-only
# ROMs with one fault each, for vmirom's tests and for booting.

CORPUS := $(B)/corpus/manifest

$(B)/tests/corpus/generate: $(patsubst %.c,$(B)/host/%.o,$(wildcard tests/corpus/*.c)) $(ROMBYTES)
	$(say) HOSTLD $@
	$(Q)mkdir -p $(@D)
	$(Q)$(HOSTCC) -o $@ $^

$(CORPUS): $(B)/tests/corpus/generate $(B)/rom/vmi-native-i386.rom
	$(say) CORPUS $(@D)
	$(Q)mkdir -p $(@D)
	$(Q)$^ $(@D)

.PHONY: corpus
corpus: $(CORPUS)
