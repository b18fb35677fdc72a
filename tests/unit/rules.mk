# SPDX-License-Identifier: GPL-2.0-only
# Host unit tests: cmocka programs under the address and undefined-behaviour sanitizers.
#
# A test program is declared by variables of its name, all of which it can do without, and $(eval $(call unit_test,NAME)):
#	NAME.main	the source of this folder that it is made of, without .c, if that isn't NAME
#	NAME.needs	other sources of this folder, without .c
#	NAME.sources	sources of the tree
#	NAME.archives	libraries of ours
#	NAME.libs	other libraries
#	NAME.kind	of objects, in place of san

UNIT_TESTS :=
UNIT_SCRIPTS := tests/unit/statuses.t

define unit_test
UNIT_TESTS += $(B)/tests/unit/$1
tests/unit/$1.kind := $(or $($1.kind),san)
tests/unit/$1.sources := $(patsubst %,tests/unit/%.c,$(or $($1.main),$1) $($1.needs)) $($1.sources)
tests/unit/$1.archives := $($1.archives)
tests/unit/$1.libs := -lcmocka $($1.libs)
$$(eval $$(call program,tests/unit/$1))
endef

# The loader's, with the profile of each architecture; how modules are listed is i386's own.
loader_bind.needs := fakeblob
loader_start.needs := fakeblob
loader_policy.needs := fakeblob
loader_report.needs := fakeblob
loader_patch.needs := fakeblob faketext
loader_stop.needs := fakeblob faketext
loader_undo.needs := fakeblob faketext
define loader_test
loader_$1.needs += romimage
loader_$1.archives := $(LOADER_SAN_A)
$$(eval $$(call unit_test,loader_$1))
endef
define loader_test_for_both
$$(eval $$(call loader_test,$1))
loader_$1-x86_64.main := loader_$1
loader_$1-x86_64.needs := $$(loader_$1.needs)
loader_$1-x86_64.kind := san-x86_64
loader_$1-x86_64.archives := $(LOADER64_SAN_A)
$$(eval $$(call unit_test,loader_$1-x86_64))
endef
loader_modules.needs := image64
$(foreach t,search modules,$(eval $(call loader_test,$t)))
$(foreach t,check locate mask bind start policy patch stop undo report,$(eval $(call loader_test_for_both,$t)))

# What x86-64 has of its own, on the ROM that answers all calls.
$(foreach t,place modules,$(eval loader64_$t.kind := san-x86_64)$(eval loader64_$t.needs := image64)$(eval loader64_$t.archives := $(LOADER64_SAN_A))$(eval $(call unit_test,loader64_$t)))
$(addprefix $(B)/tests/unit/,loader64_place loader64_modules loader_modules): | $(call rom,native-x86_64-call) $(call rom,native-i386)

# The 64-bit native ROMs, as far as they run at level 3.
native64.kind := san-x86_64
$(eval $(call unit_test,native64))
$(B)/tests/unit/native64: | $(call rom,native-x86_64) $(call rom,native-x86_64-call)

$(B)/tests/unit/loader_policy $(B)/tests/unit/loader_policy-x86_64: | $(call rom,native-i386)

# No library, no sanitizer, and optimised as a kernel is: what the compiler makes of i386/call.c.
tests/unit/loader_call.kind := i386
tests/unit/loader_call.sources := tests/unit/loader_call.c
$(eval $(call program,tests/unit/loader_call))
tests/unit/loader_call.t: $(B)/tests/unit/loader_call
UNIT_SCRIPTS += tests/unit/loader_call.t

# The shipped library, with a caller of each calling convention.
LOADER_ABI := $(foreach c,plain mregparm=3 mrtd,$(B)/tests/unit/loader_abi-$(c))
$(LOADER_ABI): $(B)/tests/unit/loader_abi-%: tests/unit/loader_abi.c tests/unit/loader_abi.ld $(LOADER_A) $(call rom,native-i386-call) $(call sums_of,native-i386-call) tests/unit/rules.mk
	$(say) CC32 $@
	$(Q)mkdir -p $(@D)
	$(Q)$(i386.cc) $(filter-out -plain,-$*) '-DROM="$(call rom,native-i386-call)"' -I. '-DSUMS="$(call sums_of,native-i386-call)"' -MMD -MP -MF $@.d -c -o $@.o $<
	$(Q)$(i386.ld) -T tests/unit/loader_abi.ld -o $@ $@.o $(LOADER_A)
-include $(LOADER_ABI:=.d)
tests/unit/loader_abi.t: $(LOADER_ABI)
tests/unit/headers.t: $(LOADER_A)
UNIT_SCRIPTS += tests/unit/loader_abi.t tests/unit/headers.t

# vmirom: the parts, the native ROMs' slots, and the program on the corpus.
EMULATE_C := tools/vmirom/emulate.c tools/vmirom/emulate_paging.c tools/rombytes/image.c
vmirom_bytes.sources := $(filter-out %/vmirom.c,$(VMIROM_C))
vmirom_bytes.archives := $(LOADER_SAN_A)
vmirom_bytes.libs := $(VMIROM_LIBS)
$(eval $(call unit_test,vmirom_bytes))
vmirom_slots.needs := slotbench
vmirom_slots.sources := $(EMULATE_C)
vmirom_slots.libs := -lunicorn
$(eval $(call unit_test,vmirom_slots))
vmirom_client30.sources := $(EMULATE_C)
vmirom_client30.libs := -lunicorn
$(eval $(call unit_test,vmirom_client30))
vmirom_levels.sources := $(EMULATE_C)
vmirom_levels.libs := -lunicorn
$(eval $(call unit_test,vmirom_levels))
$(B)/tests/unit/vmirom_levels: | $(B)/rom/levels.rom
vmirom_sandbox.sources := tools/vmirom/sandbox.c tools/vmirom/sandbox_limits.c
$(eval $(call unit_test,vmirom_sandbox))
$(B)/tests/unit/vmirom_bytes $(B)/tests/unit/vmirom_slots $(B)/tests/unit/vmirom_client30: | $(ROMS) $(CORPUS)
VMIROM_SCRIPTS := $(addprefix tests/unit/vmirom,.t -corpus.t -edit.t -entry.t -images.t -sites.t -diff.t -verify.t)
$(VMIROM_SCRIPTS): $(call rom,xen-i386) $(VMIROM) $(VMIROM_SAN) $(CORPUS) $(POKE_ROM)
tests/unit/vmirom-sites.t tests/unit/vmirom-diff.t: $(GUESTS) $(B)/examples/smallest.elf
tests/unit/vmirom13.t: $(call rom,native-i386-v13) $(VMIROM_SAN) $(POKE_ROM)
tests/unit/seal.t: $(B)/rom/seal
tests/unit/changes.t: $(ROMS) $(VMIROM) $(POKE_ROM)
tests/unit/vmirom-bundle.t: $(ROMS) $(DRAFT_ROMS) $(VMIROM_SAN) $(POKE_ROM) $(CORPUS) $(B)/clients/3.0/client30.elf
UNIT_SCRIPTS += tests/unit/vmirom-bundle.t $(VMIROM_SCRIPTS) tests/unit/changes.t tests/unit/vmirom13.t tests/unit/seal.t

TESTS += $(UNIT_TESTS) $(UNIT_SCRIPTS)

# By hand: prove -v $(B)/tests/unit/NAME.
check-unit: $(UNIT_TESTS) $(UNIT_SCRIPTS)
	$(Q)prove $(UNIT_TESTS) $(UNIT_SCRIPTS)

.PHONY: check-unit
