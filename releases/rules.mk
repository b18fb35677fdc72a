# SPDX-License-Identifier: GPL-2.0-only
# What was shipped, releases/README.md; and what goes out with each ROM, docs/manifests.md.

# Which source this is. Only what is new is written.
$(B)/commit: FORCE
	$(Q)mkdir -p $(@D)
	$(Q)dist/commit >$@.new
	$(Q)if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

MANIFESTS := $(ROMS:.rom=.json)
PROVENANCE := $(B)/commit releases/provenance.py releases/rules.mk
first_line = "$$($1 --version | head -n 1)"
made_by = --commit "$$(cat $(B)/commit)" --compiler $(call first_line,$(CC32)) --compiler $(call first_line,ld)
blob_platforms = $(sort $(foreach b,$($1.backends) $($1.level0),$($b.platforms)))

# The compiler's rules for what a blob is made of, and a program or library with the libraries that are linked into it.
blob_rules = $(patsubst %.o,%.d,$(call blob_objects,$1) $(call level0_objects,$1))
product_rules = $(foreach p,$1 $($1.archives:$(B)/%=%),$(patsubst %.o,%.d,$(call objects,$($p.kind),$($p.sources))))

$(MANIFESTS): $(B)/rom/%.json: $(B)/rom/%.rom $(VMIROM) releases/rom-facts $(PROVENANCE)
	$(say) FACTS $@
	$(Q)releases/rom-facts $(addprefix --platform ,$(call blob_platforms,$*)) $(made_by) $(call blob_rules,$*) >$(B)/rom/$*/facts.json
	$(Q)$(VMIROM) manifest $< $(B)/rom/$*/facts.json $@

# What is shipped, a line each: the file, and the rules for its objects. A release has guests, an installation has tools.
RELEASED_GUESTS = $(shell . releases/facts.sh; echo $$RELEASED_GUESTS)
define newline


endef
lines = $(subst $(newline) ,$(newline),$1)
rom_products = $(foreach r,$(ROMS) $(ROMS:.rom=.elf),$r $(call blob_rules,$(notdir $(basename $r)))$(newline))
other_products = $(foreach p,$1,$p $(call product_rules,$(p:$(B)/%=%))$(newline))
list-products:
	@: $(info $(subst $(newline)$(newline),,$(call lines,$(rom_products) $(call other_products,$(RELEASED_GUESTS)))$(newline)))

# Others' headers that are compiled in, as dpkg has them, where that is.
HEADERS = $(shell dpkg-query -W -f '$${Package}=$${Version}' libxen-dev 2>/dev/null)
sbom = releases/sbom $(made_by) $(HEADERS:%=--headers %)

# Of a release, whose files standard input names, into OUT.
sbom:
	$(Q)$(sbom) --version "$(VERSION)" "$(OUT)"

SBOM := $(B)/rom/vmi-rom.spdx.json
$(SBOM): $(ROMS) $(VMIROM) $(LOADER_A) releases/sbom $(PROVENANCE)
	$(say) SBOM $@
	$(file >$(B)/products,$(call lines,$(rom_products) $(call other_products,$(VMIROM) $(LOADER_A))))
	$(Q)sed 's|^\([^ ]*/\)\([^ ]*\) |\2\t\1\2\t|' $(B)/products | $(sbom) --version $(ROM_MAJOR).$(ROM_MINOR) $@

all: $(MANIFESTS) $(SBOM) $(B)/rom/SHA256SUMS

RELEASES ?= releases
release:
	@releases/cut "$(VERSION)" "$(RELEASES)"

# What is signed is the list of sums: of what was built, or of a release.
RELEASE ?=
sign: $(if $(RELEASE),,$(B)/rom/SHA256SUMS)
	$(Q)releases/sign "$(KEY)" "$(if $(RELEASE),$(RELEASES)/$(RELEASE),$(B)/rom)"

.PHONY: release list-products sbom sign
