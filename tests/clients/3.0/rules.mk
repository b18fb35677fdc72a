# SPDX-License-Identifier: GPL-2.0-only
# A stand-in for kernels that speak VMI 3.0, twice, without and with PAE: nothing of spec/ and loader/.

CLIENT30 := $(B)/clients/3.0
CLIENT30_SRCS := $(filter-out %/faults.S,$(wildcard tests/clients/3.0/*.[cS])) $(KERNEL_LIB)
CLIENT30_KERNELS := $(CLIENT30)/client30.elf $(CLIENT30)/client30-pae.elf

clients/3.0/nopae.cc := $(CC32) $(call not_ours,$(I686_CFLAGS)) -mregparm=3 $(KEEP_LOOPS) -Itests/lib/kernel -Itests/lib/kernel/i386
clients/3.0/pae.cc := $(clients/3.0/nopae.cc) -DCONFIG_PAE
clients/3.0/nopae.ld := $(i386.ld)
clients/3.0/pae.ld := $(i386.ld)
$(eval $(call kind,clients/3.0/nopae))
$(eval $(call kind,clients/3.0/pae))
# As such kernels are built by default; what a wrapper costs is part of what a call does.
$(CLIENT30)/nopae/tests/clients/3.0/wrap%.o: clients/3.0/nopae.cc += -Os
$(CLIENT30)/pae/tests/clients/3.0/wrap%.o: clients/3.0/pae.cc += -Os

clients/3.0/client30.elf.kind := clients/3.0/nopae
clients/3.0/client30.elf.sources := $(CLIENT30_SRCS)
clients/3.0/client30.elf.script := tests/clients/3.0/kernel.ld
$(eval $(call program,clients/3.0/client30.elf))

clients/3.0/client30-pae.elf.kind := clients/3.0/pae
clients/3.0/client30-pae.elf.sources := $(CLIENT30_SRCS)
clients/3.0/client30-pae.elf.script := tests/clients/3.0/kernel.ld
$(eval $(call program,clients/3.0/client30-pae.elf))

# ROMs that are wrong in one call each, as tests/faulty makes them.  The manifest is written last.
CLIENT30_FAULTY := $(CLIENT30)/faulty/manifest

$(CLIENT30_FAULTY): $(call objects,i386,tests/clients/3.0/faults.S) $(MAKE_FAULTY) $(call rom,native-i386-call)
	$(say) FAULTY $(@D)
	$(Q)mkdir -p $(@D)
	$(Q)rm -f $(@D)/*.rom
	$(Q)objcopy -O binary -j .manifest --set-section-flags .manifest=alloc $< $@.new
	$(Q)while read -r name call line; do \
		from=$(@D)/$$name.rom; [ -f $$from ] || from=$(call rom,native-i386-call); \
		objcopy -O binary -j .fault.$$name.$$call $< $(@D)/body.bin && \
		$(MAKE_FAULTY) $$from $$call $(@D)/body.bin $(@D)/$$name.rom || exit 1; \
	done <$@.new
	$(Q)mv $@.new $@

all: $(CLIENT30_KERNELS)
tests/clients/3.0/client30.t: $(CLIENT30_KERNELS) $(POKE_ROM) $(FAULTY) $(CLIENT30_FAULTY) $(ROMS)
TESTS += tests/clients/3.0/client30.t
tests/clients/3.0/hvm.t: $(CLIENT30_KERNELS) $(ROMS)
TESTS += tests/clients/3.0/hvm.t
