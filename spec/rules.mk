# SPDX-License-Identifier: MIT
# The table's own programs: the frozen ABI, and the generated parts of the documents.

SPEC ?= spec
# Without -O: they run once, for a moment.
SPEC_CC = $(HOSTCC) -I$(SPEC) -I$(B)/spec $(filter-out -Ispec/i386,$(HOSTCFLAGS)) -O0
BASELINES := $(wildcard $(SPEC)/abi/*.abi)
DOCS_WITH_TABLES := $(SPEC)/VMI.md $(SPEC)/VMI-4.0.md docs/native-answers.md docs/xen-answers.md
ANSWERS := native-blob/answers.def native-blob/i386-3/answers.def native-blob/x86_64-4/answers.def xen-blob/pv/answers.def xen-blob/pv/i386-3/answers.def xen-blob/hvm/answers.def xen-blob/hvm/i386-3/answers.def xen-blob/pv/refusals.def

# A profile for each file; the folder with its words is named by what stands before the version.
PROFILES := $(notdir $(basename $(wildcard $(SPEC)/profiles/*.def)))
profile_arch = $(firstword $(subst -, ,$1))
profile_name = table_$(subst -,_,$1)
SPEC_DEPS := $(wildcard $(SPEC)/*.def $(SPEC)/*/*.def $(SPEC)/*/*.h $(SPEC)/*/*/*.h spec/*.h) spec/rules.mk rules/host.mk
TABLE_OBJS := $(addprefix $(B)/spec/,facts.o table.o $(PROFILES:%=profile-%.o))

$(B)/spec/constants: spec/constants.c spec/rules.mk rules/host.mk
	@mkdir -p $(@D)
	$(say) HOSTCC $@
	$(Q)$(SPEC_CC) -o $@ $<

$(B)/spec/constants-%.inc: $(SPEC)/profiles/%.def $(B)/spec/constants $(SPEC_DEPS)
	$(say) GEN $@
	$(Q)$(SPEC_CC) -I$(SPEC)/$(call profile_arch,$*) -E -dD -CC -xc $< >$@.i
	$(Q)$(B)/spec/constants VMI <$@.i >$@

# How one file is compiled for one profile.
for_profile = $(SPEC_CC) -I$(SPEC)/$(call profile_arch,$*) -DPROFILE=$(call profile_name,$*) '-DPROFILE_NAME="$*"' \
	-Ui386 '-DPROFILE_FILE=<profiles/$*.def>' '-DCONSTANTS_FILE="constants-$*.inc"' -c -o $@ $<

$(B)/spec/profile-%.o: spec/profile.c $(B)/spec/constants-%.inc $(SPEC_DEPS)
	$(say) HOSTCC $@
	$(Q)$(for_profile)

$(B)/spec/numbers-%.o: spec/numbers.c $(SPEC_DEPS)
	@mkdir -p $(@D)
	$(say) HOSTCC $@
	$(Q)$(for_profile)

# The folder, for a profile that has gone.
$(B)/spec/profiles.inc: $(SPEC_DEPS) $(SPEC)/profiles/
	@mkdir -p $(@D)
	$(Q)printf 'PROFILE(%s)\n' $(foreach p,$(PROFILES),$(call profile_name,$p)) >$@

$(B)/spec/table.o: $(B)/spec/profiles.inc
$(B)/spec/doc.o: $(ANSWERS) loader/vmi/status.def
# What is of no profile: answers and their names, which all have.
$(B)/spec/%.o: spec/%.c $(SPEC_DEPS)
	@mkdir -p $(@D)
	$(say) HOSTCC $@
	$(Q)$(SPEC_CC) -I. -I$(SPEC)/i386 -c -o $@ $<

$(B)/spec/doc: $(B)/spec/doc_calls.o
$(addprefix $(B)/spec/,abi doc list): $(B)/spec/%: $(B)/spec/%.o $(TABLE_OBJS)
	$(say) HOSTLD $@
	$(Q)$(SPEC_CC) -o $@ $^

$(B)/spec/checked: $(B)/spec/abi $(PROFILES:%=$(B)/spec/numbers-%.o) $(BASELINES)
	$(say) ABI '$(notdir $(BASELINES))'
	$(Q)$(B)/spec/abi check $(BASELINES)
	$(Q)touch $@

check-abi: $(B)/spec/checked

# Rewrites the generated parts in place, only where they differ.
spec: $(B)/spec/doc
	$(Q)for doc in $(DOCS_WITH_TABLES); do \
		$(B)/spec/doc < $$doc > $(B)/spec/new.md || exit; \
		cmp -s $(B)/spec/new.md $$doc || { echo "  WRITE    $$doc"; cp $(B)/spec/new.md $$doc; }; \
	done

check-spec: $(B)/spec/doc
	$(say) SPEC '$(DOCS_WITH_TABLES)'
	$(Q)for doc in $(DOCS_WITH_TABLES); do \
		$(B)/spec/doc < $$doc > $(B)/spec/new.md || exit; \
		cmp -s $(B)/spec/new.md $$doc || { echo "$$doc: its tables are not those of the sources: run make spec" >&2; exit 1; }; \
	done

all: check-abi
check: check-abi check-spec

.PHONY: spec check-abi check-spec check
