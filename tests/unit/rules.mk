# SPDX-License-Identifier: GPL-2.0-only
# Host unit tests: cmocka programs under the address and undefined-behaviour sanitizers.
#
# One line adds a test program, built from tests/unit/NAME.c:
#	$(eval $(call unit_test,NAME,further sources and archives,further flags))

UNIT_CFLAGS := $(HOSTCFLAGS) $(SANITIZE) -Itests/unit
UNIT_TESTS :=
UNIT_SCRIPTS := tests/unit/statuses.t

define unit_test
UNIT_TESTS += $(B)/tests/unit/$(1)
$(B)/tests/unit/$(1): tests/unit/$(1).c $(2) tests/unit/rules.mk
	$$(say) HOSTCC $$@
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$(HOSTCC) $$(UNIT_CFLAGS) -MMD -MP -MF $$@.d -o $$@ $$(filter %.c %.o,$$^) $$(filter %.a,$$^) -lcmocka $(3)
-include $(B)/tests/unit/$(1).d
endef

UNIT_LOADER := tests/unit/romimage.c $(LOADER_SAN_A)
UNIT_BLOB := tests/unit/fakeblob.c $(UNIT_LOADER)

$(eval $(call unit_test,loader_check,$(UNIT_LOADER)))
$(eval $(call unit_test,loader_locate,$(UNIT_LOADER)))
$(eval $(call unit_test,loader_search,$(UNIT_LOADER)))
$(eval $(call unit_test,loader_mask,$(UNIT_LOADER)))
$(eval $(call unit_test,loader_bind,$(UNIT_BLOB)))
$(eval $(call unit_test,loader_start,$(UNIT_BLOB)))
$(eval $(call unit_test,loader_patch,tests/unit/faketext.c $(UNIT_BLOB)))
$(eval $(call unit_test,loader_stop,tests/unit/faketext.c $(UNIT_BLOB)))
$(eval $(call unit_test,loader_undo,tests/unit/faketext.c $(UNIT_BLOB)))
$(eval $(call unit_test,loader_report,$(UNIT_BLOB)))

# No library, no sanitizer, and optimised as a kernel is: what the compiler makes of i386/call.c.
$(B)/tests/unit/loader_call: tests/unit/loader_call.c loader/i386/call.c tests/unit/rules.mk
	$(say) CC32 $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC32) $(CFLAGS32) -MMD -MP -MF $@.d -c -o $@.o $<
	$(Q)ld $(LDFLAGS32) -o $@ $@.o
-include $(B)/tests/unit/loader_call.d
tests/unit/loader_call.t: $(B)/tests/unit/loader_call
UNIT_SCRIPTS += tests/unit/loader_call.t

# The shipped library, with a caller of each calling convention.
LOADER_ABI := $(foreach c,plain mregparm=3 mrtd,$(B)/tests/unit/loader_abi-$(c))
$(LOADER_ABI): $(B)/tests/unit/loader_abi-%: tests/unit/loader_abi.c tests/unit/loader_abi.ld $(LOADER_A) $(B)/rom/vmi-native-i386-call.rom tests/unit/rules.mk
	$(say) CC32 $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC32) $(CFLAGS32) $(filter-out -plain,-$*) '-DROM="$(B)/rom/vmi-native-i386-call.rom"' -MMD -MP -MF $@.d -c -o $@.o $<
	$(Q)ld $(LDFLAGS32) -T tests/unit/loader_abi.ld -o $@ $@.o $(LOADER_A)
-include $(LOADER_ABI:=.d)
tests/unit/loader_abi.t: $(LOADER_ABI)
tests/unit/headers.t: $(LOADER_A)
UNIT_SCRIPTS += tests/unit/loader_abi.t tests/unit/headers.t

# vmirom: the parts, the native ROMs' slots, and the program on the corpus.
VMIROM_PARTS := $(patsubst %.c,$(B)/san/%.o,$(filter-out %/vmirom.c,$(VMIROM_C)))
VMIROM_EMULATE := $(B)/san/tools/vmirom/emulate.o $(B)/san/tools/rombytes/image.o
$(eval $(call unit_test,vmirom_bytes,$(VMIROM_PARTS) $(LOADER_SAN_A),-lunicorn))
$(eval $(call unit_test,vmirom_slots,tests/unit/slotbench.c $(VMIROM_EMULATE),-lunicorn))
$(eval $(call unit_test,vmirom_client30,$(VMIROM_EMULATE),-lunicorn))
$(eval $(call unit_test,vmirom_isolate,$(addprefix $(B)/san/tools/vmirom/,isolate.o confine.o)))
$(B)/tests/unit/vmirom_bytes $(B)/tests/unit/vmirom_slots $(B)/tests/unit/vmirom_client30: | $(ROMS) $(CORPUS)
VMIROM_SCRIPTS := $(addprefix tests/unit/vmirom,.t -corpus.t -edit.t -entry.t -images.t)
$(VMIROM_SCRIPTS): $(B)/rom/vmi-xen-i386.rom $(VMIROM) $(VMIROM_SAN) $(CORPUS)
tests/unit/vmirom13.t: $(B)/rom/vmi-native-i386-v13.rom $(VMIROM_SAN)
tests/unit/seal.t: $(B)/rom/seal
UNIT_SCRIPTS += $(VMIROM_SCRIPTS) tests/unit/vmirom13.t tests/unit/seal.t

TESTS += $(UNIT_TESTS) $(UNIT_SCRIPTS)

# By hand: prove -v $(B)/tests/unit/NAME.
check-unit: $(UNIT_TESTS) $(UNIT_SCRIPTS)
	$(Q)prove $(UNIT_TESTS) $(UNIT_SCRIPTS)

.PHONY: check-unit
