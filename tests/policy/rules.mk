# SPDX-License-Identifier: GPL-2.0-only
# The smallest kernel with a policy: it takes the native ROM alone.

# sums_of,NAME: what sha256sum says of a ROM, as a string of C.
sums_of = $(B)/policy/$1.inc
$(B)/policy/%.inc: $(call rom,%)
	$(say) SUM $@
	$(Q)mkdir -p $(@D)
	$(Q)sha256sum <$< | sed 's/-$$/$(<F)/; s/.*/"&\\n"/' >$@

policy.cc := $(smallest-i386.cc)
$(eval $(call kind,policy))
LISTED_MAIN := $(B)/policy/loader/examples/smallest/main.c.o
$(LISTED_MAIN): policy.cc += -I. '-DSUMS="$(call sums_of,native-i386)"' -include tests/policy/listed.h
$(LISTED_MAIN): $(call sums_of,native-i386)

policy/listed.elf.kind := policy
policy/listed.elf.sources := $(examples/smallest.elf.sources)
policy/listed.elf.archives := $(LOADER_A)
policy/listed.elf.script := $(examples/smallest.elf.script)
policy.ld := $(i386.ld)
$(eval $(call program,policy/listed.elf))

tests/policy/policy.t: $(B)/policy/listed.elf $(B)/examples/smallest.elf $(ROMS) $(CORPUS) $(VMIROM)
TESTS += tests/policy/policy.t
