# SPDX-License-Identifier: GPL-2.0-only
# The tools that are installed, the library that reads and changes a ROM's bytes, and seal, which finishes one.

VMIROM := $(B)/tools/vmirom
# With sanitizers, for the tests.
VMIROM_SAN := $(B)/tools/vmirom-san
ROMBYTES_C := $(wildcard tools/rombytes/*.c)
VMIROM_LIBS := -lunicorn -lelf -ljansson
VMIROM_C := $(wildcard tools/vmirom/*.c tools/vmirom/profiles/*.c) $(ROMBYTES_C)

all: $(VMIROM)

# The tool goes out with the ROMs.
$(B)/host/tools/vmirom/vmirom.c.o $(B)/san/tools/vmirom/vmirom.c.o: rom/rules.mk
$(B)/host/tools/vmirom/vmirom.c.o: host.cc += '-DVERSION="$(ROM_MAJOR).$(ROM_MINOR)"'
$(B)/san/tools/vmirom/vmirom.c.o: san.cc += '-DVERSION="$(ROM_MAJOR).$(ROM_MINOR)"'

# A profile's numbers and words are its architecture's.
$(foreach k,host san,$(eval $(B)/$k/tools/vmirom/profiles/x86_64-4.c.o: $k.cc := $$(subst -Ispec/i386,-Ispec/x86_64,$$($k.cc))))

tools/vmirom.kind := host
tools/vmirom.sources := $(VMIROM_C)
tools/vmirom.archives := $(LOADER_HOST_A)
tools/vmirom.libs := $(VMIROM_LIBS)
$(eval $(call program,tools/vmirom))

tools/vmirom-san.kind := san
tools/vmirom-san.sources := $(VMIROM_C)
tools/vmirom-san.archives := $(LOADER_SAN_A)
tools/vmirom-san.libs := $(VMIROM_LIBS)
$(eval $(call program,tools/vmirom-san))

rom/seal.kind := host
rom/seal.sources := rom/seal.c $(ROMBYTES_C)
$(eval $(call program,rom/seal))
