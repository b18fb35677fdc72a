# SPDX-License-Identifier: GPL-2.0-only
# A verdict on each call of a ROM.

CONFORM_LISTS := $(B)/conform/calls-i386-3.txt $(B)/conform/calls-i386-13.txt
CONFORM_PARTS := $(CONFORM_LISTS) $(GUEST_KERNELS) $(CLIENT30_KERNELS) $(CLIENT13)/client13.elf tests/boot tests/runner.sh \
	tests/lib/session tests/lib/session.py

# Number and name of each call, one a line.
$(B)/conform/calls-%.txt: $(B)/spec/list
	@mkdir -p $(@D)
	$(Q)$< calls $* >$@

all: $(CONFORM_LISTS)

# For the test: what is poked into a ROM, a line for each piece with its bytes in hexadecimal; and a ROM that isn't ours.
CONFORM_TEST := $(B)/conform/mistakes $(B)/conform/foreign.rom

$(B)/conform/mistakes: $(call objects,i386,tests/conform/mistakes.S)
	$(say) GEN $@
	$(Q)mkdir -p $(@D)
	$(Q)objcopy -O binary -j .manifest --set-section-flags .manifest=alloc $< $@.list
	$(Q)while read -r name where section; do \
		objcopy -O binary -j "$$section" $< $@.bin && \
		echo "$$name $$where $$(od -An -v -tx1 $@.bin | tr -d ' \n')" || exit 1; \
	done <$@.list >$@.new
	$(Q)mv $@.new $@

$(B)/conform/foreign.rom: $(call objects,i386,tests/conform/foreign.S) $(POKE_ROM)
	$(say) ROM $@
	$(Q)mkdir -p $(@D)
	$(Q)objcopy -O binary -j .text $< $@.bin
	$(Q)$(POKE_ROM) $@.bin $@ 6:00

# The ROM as the command line of make says it: any path will do.
conform: all
	@[ -n "$$CONFORM_ROM" ] || { echo 'make conform: say which: make conform ROM=my.rom' >&2; exit 2; }
	@tools/vmi-conform/vmi-conform "$$CONFORM_ROM"
$(if $(filter command,$(origin ROM)),$(eval conform: export CONFORM_ROM = $$(value ROM)))

tests/conform/conform.t: $(B)/corpus/manifest $(CONFORM_PARTS) $(CONFORM_TEST) $(FAULTY) $(POKE_ROM) $(ROMS)
TESTS += tests/conform/conform.t

.PHONY: conform
