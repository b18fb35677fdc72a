# SPDX-License-Identifier: GPL-2.0-only
# The stand-in for a 13.3 client.  It shares nothing with spec/ and loader/; its page tables at boot are those of its own boot loader.

CLIENT13 := $(B)/clients/13.3
clients/13.3.cc := $(CC32) $(call not_ours,$(ASFLAGS_i386)) -march=i586 -Itests/clients/13.3 -Itests/lib/kernel -Itests/lib/kernel/i386
clients/13.3.ld := $(i386.ld)
$(eval $(call kind,clients/13.3))

clients/13.3/client13.elf.kind := clients/13.3
clients/13.3/client13.elf.sources := $(wildcard tests/clients/13.3/*.[cS]) $(filter-out %/ap.c %.S,$(KERNEL_LIB))
clients/13.3/client13.elf.script := $(CLIENT13)/client13.ld
$(eval $(call program,clients/13.3/client13.elf))

$(CLIENT13)/client13.ld: tests/clients/13.3/client13.ld tests/clients/13.3/layout.h
	@mkdir -p $(@D)
	$(Q)$(CC32) -E -P -x assembler-with-cpp -Itests/clients/13.3 -o $@ $<

all: $(CLIENT13)/client13.elf
tests/clients/13.3/client13.t: $(CLIENT13)/client13.elf $(B)/clients/3.0/client30.elf $(POKE_ROM) $(ROMS)
TESTS += tests/clients/13.3/client13.t
