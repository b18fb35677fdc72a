# SPDX-License-Identifier: GPL-2.0-only
# The host tools: seal finishes a ROM, vmirom looks at one.

ROM_TOOL_CFLAGS := $(HOSTCFLAGS) -Irom

$(B)/rom/host/%.o: rom/%.c
	@mkdir -p $(@D)
	$(say) HOSTCC $@
	$(Q)$(HOSTCC) $(ROM_TOOL_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/rom/seal: $(B)/rom/host/seal.o $(B)/rom/host/image.o
	$(say) HOSTLD $@
	$(Q)$(HOSTCC) -o $@ $^

-include $(wildcard $(B)/rom/host/*.d)
