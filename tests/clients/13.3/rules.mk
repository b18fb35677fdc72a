# SPDX-License-Identifier: GPL-2.0-only
# The stand-in for a 13.3 client.  It shares nothing with spec/ and loader/.

CLIENT13 := $(B)/clients/13.3
CLIENT13_CFLAGS := $(filter-out -Ispec% -Iloader%,$(CFLAGS32)) -march=i586 -Itests/clients/13.3
CLIENT13_OBJS := $(patsubst tests/clients/13.3/%,$(CLIENT13)/%.o,$(wildcard tests/clients/13.3/*.c tests/clients/13.3/*.S))

$(CLIENT13)/%.o: tests/clients/13.3/% tests/clients/13.3/rules.mk
	$(say) CC $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC32) $(CLIENT13_CFLAGS) -MMD -MP -c -o $@ $<

$(CLIENT13)/client13.ld: tests/clients/13.3/client13.ld tests/clients/13.3/layout.h
	@mkdir -p $(@D)
	$(Q)$(CC32) -E -P -x assembler-with-cpp -Itests/clients/13.3 -o $@ $<

$(CLIENT13)/client13.elf: $(CLIENT13_OBJS) $(CLIENT13)/client13.ld
	$(say) LD $@
	$(Q)ld $(LDFLAGS32) -T $(CLIENT13)/client13.ld -o $@ $(CLIENT13_OBJS)

all: $(CLIENT13)/client13.elf
tests/clients/13.3/client13.t: $(CLIENT13)/client13.elf $(B)/clients/3.0/client30.elf $(ROMS)
TESTS += tests/clients/13.3/client13.t

-include $(CLIENT13_OBJS:.o=.d)
