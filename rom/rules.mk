# SPDX-License-Identifier: GPL-2.0-only
# What every blob shares: how one is assembled, linked, checked and sealed.

-include rom/tool.mk

ROM_MAJOR := 1
ROM_MINOR := 1

# The version that a blob speaks: the last one that it has a call of. Flags for the last argument of blob.
ROM_3_0 := -DROM_API_MAJOR=3 -DROM_API_MINOR=0 -DROM_NR_CALLS=74 '-DROM_PROFILE="i386 3.0"'
ROM_3_1 := -DROM_API_MAJOR=3 -DROM_API_MINOR=1 -DROM_NR_CALLS=VMI_NR_CALLS '-DROM_PROFILE="i386 3.1"'
ROM_13_3 := -DROM_API_MAJOR=13 -DROM_API_MINOR=3 -DROM_NR_CALLS=0 '-DROM_PROFILE="i386 13.3"'
ROMS :=

# Debug information names files below the tree only, so builds in two places are alike.
ROM_ASFLAGS = $(ASFLAGS32) -I. -Wa,--noexecstack '-Wa,--debug-prefix-map=$(CURDIR)=.' '-fdebug-prefix-map=$(CURDIR)=.' \
	-DROM_MAJOR=$(ROM_MAJOR) -DROM_MINOR=$(ROM_MINOR)

# C in a blob: nothing that takes an address of its own image, as tables and strings do.
XEN_INTERFACE := -D__XEN_INTERFACE_VERSION__=__XEN_LATEST_INTERFACE_VERSION__
# Xen runs on nothing older than an i686 with PAE.
ROM_CFLAGS = $(patsubst -march=%,-march=i686,$(CFLAGS32)) $(XEN_INTERFACE) -I. -Os $(WORD_STACK) -fno-jump-tables -fvisibility=hidden $(ROM_CFLAGS_$(CC32_KIND))

# gcc takes a dereferenced low constant for a null pointer's.
ROM_CFLAGS_gcc = --param=min-pagesize=0

# $(call link_blob,script,object,elf,build id)
link_blob = ld $(LDFLAGS32) --build-id=0x$4 --orphan-handling=error -T $1 -o $3 $2
# The build id is the sum of the image in which it is blank, of nothing else: a source that is moved or renamed leaves the ROM as it is.
BLANK_ID := 0000000000000000000000000000000000000000

# $(call blob,name,folder,bodies,size,"product",flags,further cpp flags,table)
# name.rom is the image, name.elf the same with symbols; both carry one build id.
# table: empty for the calls of 3.x, 13 for those of 13.3.
define blob
ROMS += $(B)/rom/$(1).rom
$(B)/rom/$(1)/%.o: $(2)/%.S $(2)/rules.mk rom/rules.mk Makefile | $(B)/rom/$(1)
	$$(say) AS $$@
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(CC32) $$(ROM_ASFLAGS) -MMD -MP -c -o $$@ $$<
$(B)/rom/$(1)/%.o: $(2)/%.c $(2)/rules.mk rom/rules.mk Makefile | $(B)/rom/$(1)
	$$(say) CC $$@
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(CC32) $$(ROM_CFLAGS) -MMD -MP -c -o $$@ $$<
$(B)/rom/$(1)/%.o: rom/%.S $(or $(answers-$(2)),$(2)/answers.def) $(2)/rules.mk rom/rules.mk Makefile | $(B)/rom/$(1)
	$$(say) AS $$@
	$$(Q)$$(CC32) $$(ROM_ASFLAGS) -DROM_SIZE=$(4) '-DROM_PRODUCT=$(5)' '-DROM_FLAGS=$(6)' \
		'-DROM_ANSWERS_FILE="../$(or $(answers-$(2)),$(2)/answers.def)"' $(7) -MMD -MP -c -o $$@ $$<
$(B)/rom/$(1)/blob.o: $(patsubst %,$(B)/rom/$(1)/%.o,header relocation$(8) $(3)) rom/check-blob
	$$(say) CHECK $$@
	$$(Q)ld -m elf_i386 -r -o $$@ $$(filter %.o,$$^)
	$$(Q)rom/check-blob 32 $$@ spec/calls.def $(8:%=spec/calls%.def)
$(B)/rom/$(1).elf: $(B)/rom/$(1)/blob.o $(B)/rom/rom$(8).ld
	$$(say) LD $$@
	$$(Q)$$(call link_blob,$(B)/rom/rom$(8).ld,$$<,$$@,$(BLANK_ID))
	$$(Q)objcopy -O binary --gap-fill 0 $$@ $(B)/rom/$(1)/blank.bin
	$$(Q)$$(call link_blob,$(B)/rom/rom$(8).ld,$$<,$$@,$$$$(sha1sum <$(B)/rom/$(1)/blank.bin | cut -c -40))
$(B)/rom/$(1).rom: $(B)/rom/$(1).elf $(B)/rom/seal $(2)/rules.mk
	$$(say) SEAL $$@
	$$(Q)objcopy -O binary --gap-fill 0 $$< $(B)/rom/$(1)/image.bin
	$$(Q)$(B)/rom/seal $(4) $(B)/rom/$(1)/image.bin $$@
$(B)/rom/$(1):
	$$(Q)mkdir -p $$@
-include $(wildcard $(B)/rom/$(1)/*.d $(B)/rom/$(1)/*/*.d $(B)/rom/$(1)/*/*/*.d)
endef

$(B)/rom/rom.ld $(B)/rom/rom13.ld: rom/rom.ld $(TABLE)
	$(say) CPP $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC32) -E -P -x assembler-with-cpp -Ispec $(if $(findstring 13,$(@F)),-DROM_13) -o $@ $<
