# SPDX-License-Identifier: GPL-2.0-only
# The host tools: seal finishes a ROM, vmirom looks at one.

VMIROM := $(B)/rom/vmirom
VMIROM_C := vmirom vmirom_image vmirom_info vmirom_check vmirom_calls vmirom_edit check check_records check_pci \
	check_foreign findings json text edit ask bind_rom profile apart isolate confine trim emulate emulate16 bios16 \
	images image store
ROM_TOOL_CFLAGS := $(HOSTCFLAGS) -Irom

all: $(VMIROM)

# The tool goes out with the ROMs.
$(B)/rom/host/vmirom.o $(B)/rom/san/vmirom.o: ROM_TOOL_CFLAGS += '-DVERSION="$(ROM_MAJOR).$(ROM_MINOR)"'
$(B)/rom/host/vmirom.o $(B)/rom/san/vmirom.o: rom/rules.mk

# Plain, and with sanitizers for the unit tests.
$(B)/rom/host/%.o: rom/%.c rom/tool.mk
	$(say) HOSTCC $@
	$(Q)mkdir -p $(@D)
	$(Q)$(HOSTCC) $(ROM_TOOL_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/rom/san/%.o: rom/%.c rom/tool.mk
	$(say) HOSTCC $@
	$(Q)mkdir -p $(@D)
	$(Q)$(HOSTCC) $(ROM_TOOL_CFLAGS) $(SANITIZE) -MMD -MP -c -o $@ $<

$(B)/rom/seal: $(B)/rom/host/seal.o $(B)/rom/host/image.o $(B)/rom/host/store.o
	$(say) HOSTLD $@
	$(Q)$(HOSTCC) -o $@ $^

$(VMIROM): $(VMIROM_C:%=$(B)/rom/host/%.o) $(B)/loader/host/libvmi.a
	$(say) HOSTLD $@
	$(Q)$(HOSTCC) -o $@ $^ -lunicorn

$(B)/rom/san/vmirom: $(VMIROM_C:%=$(B)/rom/san/%.o) $(B)/loader/san/libvmi.a
	$(say) HOSTLD $@
	$(Q)$(HOSTCC) $(SANITIZE) -o $@ $^ -lunicorn

-include $(wildcard $(B)/rom/host/*.d $(B)/rom/san/*.d)
