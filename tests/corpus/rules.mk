# SPDX-License-Identifier: GPL-2.0-only
# ROMs with one fault each, for vmirom's tests and for booting.

CORPUS := $(B)/corpus/manifest
CORPUS_OBJ := $(addprefix $(B)/tests/corpus/,generate.o header.o code.o images.o)

$(B)/tests/corpus/%.o: tests/corpus/%.c
	$(say) HOSTCC $@
	$(Q)mkdir -p $(@D)
	$(Q)$(HOSTCC) $(HOSTCFLAGS) -Itools/rombytes -MMD -MP -c -o $@ $<

$(B)/tests/corpus/generate: $(CORPUS_OBJ) $(ROMBYTES_C:%.c=$(B)/host/%.o)
	$(say) HOSTLD $@
	$(Q)$(HOSTCC) -o $@ $^

$(CORPUS): $(B)/tests/corpus/generate $(B)/rom/vmi-native-i386.rom
	$(say) CORPUS $(@D)
	$(Q)mkdir -p $(@D)
	$(Q)$^ $(@D)

.PHONY: corpus
corpus: $(CORPUS)

-include $(wildcard $(B)/tests/corpus/*.d)
