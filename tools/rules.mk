# SPDX-License-Identifier: GPL-2.0-only
# The tools that are installed, the library that reads and changes a ROM's bytes, and seal, which finishes one.

TOOLS := $(B)/tools
VMIROM := $(TOOLS)/vmirom
# With sanitizers, for the tests.
VMIROM_SAN := $(TOOLS)/vmirom-san
ROMBYTES_C := $(wildcard tools/rombytes/*.c)
VMIROM_C := $(wildcard tools/vmirom/*.c) $(ROMBYTES_C)
ROMBYTES := $(ROMBYTES_C:%.c=$(B)/host/%.o)
TOOL_CFLAGS := $(HOSTCFLAGS)

all: $(VMIROM)

# Plain, and with sanitizers for the unit tests.
$(B)/host/%.o: %.c tools/rules.mk Makefile
	$(say) HOSTCC $@
	$(Q)mkdir -p $(@D)
	$(Q)$(HOSTCC) $(TOOL_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/san/%.o: %.c tools/rules.mk Makefile
	$(say) HOSTCC $@
	$(Q)mkdir -p $(@D)
	$(Q)$(HOSTCC) $(TOOL_CFLAGS) $(SANITIZE) -MMD -MP -c -o $@ $<

# The tool goes out with the ROMs.
$(B)/host/tools/vmirom/vmirom.o $(B)/san/tools/vmirom/vmirom.o: TOOL_CFLAGS += '-DVERSION="$(ROM_MAJOR).$(ROM_MINOR)"'
$(B)/host/tools/vmirom/vmirom.o $(B)/san/tools/vmirom/vmirom.o: rom/rules.mk

$(VMIROM): $(VMIROM_C:%.c=$(B)/host/%.o) $(B)/loader/host/libvmi.a
	$(say) HOSTLD $@
	$(Q)mkdir -p $(@D)
	$(Q)$(HOSTCC) -o $@ $^ -lunicorn

$(VMIROM_SAN): $(VMIROM_C:%.c=$(B)/san/%.o) $(B)/loader/san/libvmi.a
	$(say) HOSTLD $@
	$(Q)mkdir -p $(@D)
	$(Q)$(HOSTCC) $(SANITIZE) -o $@ $^ -lunicorn

$(B)/rom/seal: $(B)/host/rom/seal.o $(ROMBYTES)
	$(say) HOSTLD $@
	$(Q)mkdir -p $(@D)
	$(Q)$(HOSTCC) -o $@ $^

-include $(wildcard $(B)/host/*/*.d $(B)/host/*/*/*.d $(B)/san/*/*/*.d)
