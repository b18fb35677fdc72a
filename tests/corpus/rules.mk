# SPDX-License-Identifier: GPL-2.0-only
# ROMs with one fault each, for vmirom's tests and for booting.

CORPUS := $(B)/corpus/manifest

tests/corpus/generate.kind := host
tests/corpus/generate.sources := $(wildcard tests/corpus/*.c) $(ROMBYTES_C)
$(eval $(call program,tests/corpus/generate))

$(CORPUS): $(B)/tests/corpus/generate $(call rom,native-i386)
	$(say) CORPUS $(@D)
	$(Q)mkdir -p $(@D)
	$(Q)$^ $(@D)

.PHONY: corpus
corpus: $(CORPUS)
