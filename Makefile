# SPDX-License-Identifier: GPL-2.0-only
# One Makefile for all; each folder's rules are in its rules.mk, and what they are made of in rules/.
# V=1 shows the commands.

# Flags that carry the folder's path would be cut into pieces.
comma := ,
ifneq ($(findstring $(comma),$(CURDIR))$(findstring ',$(CURDIR))$(findstring ",$(CURDIR)),)
$(error the folder's path must not have a comma or a quote in it: $(CURDIR))
endif

B := build
# rom,NAME: the blob of that name.
rom = $(B)/rom/vmi-$1.rom

ifeq ($(V),1)
Q :=
say = @:
else
Q := @
say = @printf '  %-8s %s\n'
endif
# make -s: the first word of MAKEFLAGS has the options of one letter.
ifneq ($(findstring s,$(firstword -$(MAKEFLAGS))),)
say = @:
hush := >/dev/null
endif

# EXTRA_CFLAGS: the user's, for all that is compiled. They may change the ROMs' bytes.
EXTRA_CFLAGS ?=

include rules/host.mk
include rules/i386.mk
include rules/x86_64.mk
include rules/objects.mk

TABLE := spec/calls.def $(wildcard spec/vmi/*.h spec/profiles/* spec/*/*.def spec/*/vmi/*.h)

all: roms

include spec/rules.mk
include rom/rules.mk
include loader/rules.mk
include tools/rules.mk
include native-blob/rules.mk
include xen-blob/rules.mk
include tests/rules.mk
include docs/rules.mk
include releases/rules.mk
include dist/rules.mk

# What each object was made of, as the compiler has seen it.
-include $(shell find $(KINDS:%=$(B)/%) -name '*.d' 2>/dev/null)

# Every blob that the folders have named by now; the trace builds, which are tools and no products; and drafts.
roms: $(ROMS) $(TRACE_ROMS) $(DRAFT_ROMS)

# The targets, as the README has them.
help:
	@sed -n 's/^| `\(make[^|]*\)| *\(.*\) |$$/\1| \2/p' README.md | tr -d '`' | sed 's/ *(\[.*\](.*))//' | \
		while IFS='|' read -r target what; do printf '%-40s %s\n' "$$target" "$$what"; done

# One a line, for scripts.
list-roms:
	@printf '%s\n' $(ROMS)
list-drafts:
	@printf '%s\n' $(DRAFT_ROMS)
rom-version:
	@echo $(ROM_MAJOR).$(ROM_MINOR)
.PHONY: roms list-roms list-drafts rom-version help

# make install DESTDIR= PREFIX=: the blobs and their symbols, the tools with their kernels, the loader with its headers.
PREFIX ?= /usr/local
# A second architecture's go into a folder of its name, below include/vmi-rom and lib/vmi-rom: first on the include path, they hide i386's.
LOADER_HEADERS := $(wildcard loader/vmi/* loader/i386/vmi/* spec/i386/vmi/*)

# A page has the functions that it names; each of the others is a link to it.
MAN_LINKS = $(shell awk '$$1 == ".Sh" { name = $$2 == "NAME" } name && $$1 == ".Nm" && FILENAME != "docs/man/" $$2 ".3" { \
	page = FILENAME; sub(".*/", "", page); print page " share/man/man3/" $$2 ".3 link\\n" }' $(wildcard docs/man/*.3))

# Where each file goes: source, place below PREFIX, mode.
define install_files
$(foreach r,$(ROMS),$(r) share/vmi-rom/$(notdir $(r)) 644\n$(r:.rom=.elf) share/vmi-rom/$(notdir $(r:.rom=.elf)) 644\n)\
$(foreach m,$(MANIFESTS) $(SBOM) $(B)/rom/SHA256SUMS $(wildcard $(B)/rom/SHA256SUMS.*),$(m) share/vmi-rom/$(notdir $(m)) 644\n)\
releases/manifest.schema.json share/vmi-rom/manifest.schema.json 644\n\
$(VMIROM) bin/vmirom 755\n\
tools/vmi-conform/vmi-conform bin/vmi-conform 755\n\
$(foreach p,$(wildcard tools/vmi-conform/*.py),$(p) share/vmi-rom/conform/$(notdir $(p)) 644\n)\
$(foreach p,$(filter-out tests/%,$(CONFORM_PARTS)) $(filter tests/%.sh tests/%.py,$(CONFORM_PARTS)),$(p) share/vmi-rom/conform/$(notdir $(p)) 644\n)\
$(foreach p,$(filter-out %.sh %.py,$(filter tests/%,$(CONFORM_PARTS))),$(p) share/vmi-rom/conform/$(notdir $(p)) 755\n)\
tools/vmi-check-kernel/vmi-check-kernel bin/vmi-check-kernel 755\n\
$(foreach p,$(wildcard tools/vmi-check-kernel/*.py),$(p) share/vmi-rom/check-kernel/$(notdir $(p)) 644\n)\
dist/completion share/bash-completion/completions/vmirom 644\n\
$(foreach t,vmi-conform vmi-check-kernel,vmirom share/bash-completion/completions/$t link\n)\
tools/gdb/vmi-rom.py share/vmi-rom/gdb/vmi-rom.py 644\n\
$(foreach s,1 3,$(foreach m,$(wildcard docs/man/*.$s),$(m) share/man/man$s/$(notdir $(m)) 644\n))\
$(MAN_LINKS)\
$(B)/loader/libvmi.a lib/vmi-rom/libvmi.a 644\n\
$(foreach a,$(LOADER_PCS),$(B)/loader/$(a) share/pkgconfig/$(a) 644\n)\
$(B)/loader-x86_64/libvmi.a lib/vmi-rom/x86_64/libvmi.a 644\n\
$(foreach h,$(wildcard spec/x86_64/vmi/*.h loader/x86_64/vmi/*.h),$(h) include/vmi-rom/x86_64/vmi/$(notdir $(h)) 644\n)\
$(foreach f,$(shell find loader/examples/smallest -type f),$(f) share/vmi-rom/$(f:loader/%=%) 644\n)\
spec/calls.def include/vmi-rom/calls.def 644\n\
$(foreach t,$(wildcard spec/profiles/* spec/*/*.def),$(t) include/vmi-rom/$(t:spec/%=%) 644\n)\
$(foreach h,$(wildcard spec/vmi/*.h) $(LOADER_HEADERS),$(h) include/vmi-rom/vmi/$(notdir $(h)) 644\n)\
$(foreach d,$(wildcard spec/*.md),$(d) share/doc/vmi-rom/$(d) 644\n)\
$(foreach l,$(wildcard LICENSES/*),$(l) share/doc/vmi-rom/$(l) 644\n)\
$(foreach d,$(wildcard docs/*.md docs/facts/*.md),$(d) share/doc/vmi-rom/$(d) 644\n)
endef

# Its signature is of what it was.
SUMMED := $(ROMS) $(ROMS:.rom=.elf) $(MANIFESTS) $(SBOM)
$(B)/rom/SHA256SUMS: $(SUMMED)
	$(say) SUM $@
	$(Q)cd $(@D) && sha256sum $(notdir $(SUMMED)) >sums && { cmp -s sums SHA256SUMS || rm -f SHA256SUMS.*; } && mv sums SHA256SUMS

# Anew each time: PREFIX may be another.
LOADER_PCS := vmi-loader.pc vmi-loader-x86_64.pc
# i386's files are in the folders themselves, another architecture's in one of its name below.
$(B)/loader/vmi-loader.pc: pc_words := s|@OWN@||; s|@ARCH@|i386|; s|@CFLAGS@||
$(B)/loader/vmi-loader-x86_64.pc: pc_words := s|@OWN@|/x86_64|; s|@ARCH@|x86-64|; s|@CFLAGS@| -I$${includedir}/x86_64|
$(addprefix $(B)/loader/,$(LOADER_PCS)): loader/vmi-loader.pc.in FORCE
	$(Q)mkdir -p $(@D)
	$(Q)sed 's|@PREFIX@|$(PREFIX)|; s|@VERSION@|$(ROM_MAJOR).$(ROM_MINOR)|; $(pc_words)' $< >$@
FORCE:

# On a full disk what was there stays: a part of a file has another name, and goes.
install: all $(B)/rom/SHA256SUMS $(addprefix $(B)/loader/,$(LOADER_PCS))
	$(Q)printf '$(install_files)' | while read -r from to mode; do \
		[ -n "$$from" ] || continue; \
		to="$(DESTDIR)$(PREFIX)/$$to"; \
		if [ $$mode = link ]; then ln -sf "$$from" "$$to"; \
		else install -D -m $$mode "$$from" "$$to.new" && mv -f "$$to.new" "$$to" || { rm -f "$$to.new"; false; }; fi || exit 1; \
	done
	$(say) INSTALL "$(DESTDIR)$(PREFIX)"

# Takes away what install put there, and the folders that were ours alone.
uninstall:
	$(Q)printf '$(install_files)' | while read -r from to mode; do \
		[ -z "$$to" ] || rm -f "$(DESTDIR)$(PREFIX)/$$to"; \
	done
	$(Q)for folder in share/vmi-rom/conform share/vmi-rom/check-kernel share/vmi-rom/gdb share/vmi-rom/examples/smallest/i386 share/vmi-rom/examples/smallest/x86_64 share/vmi-rom/examples/smallest \
		share/vmi-rom/examples share/vmi-rom lib/vmi-rom/x86_64 lib/vmi-rom include/vmi-rom/x86_64/vmi include/vmi-rom/x86_64 include/vmi-rom/vmi include/vmi-rom/profiles include/vmi-rom/i386 include/vmi-rom \
		share/doc/vmi-rom/docs/facts share/doc/vmi-rom/docs share/doc/vmi-rom/spec share/doc/vmi-rom/LICENSES share/doc/vmi-rom; do \
		rmdir "$(DESTDIR)$(PREFIX)/$$folder" 2>/dev/null || :; \
	done
	$(say) REMOVE "$(DESTDIR)$(PREFIX)"

clean:
	$(say) CLEAN $(B)
	$(Q)rm -rf $(B)

.PHONY: all clean install uninstall FORCE
.DELETE_ON_ERROR:
