# SPDX-License-Identifier: MIT
# The table's own programs: the frozen ABI, and the generated parts of the documents.

SPEC ?= spec
SPEC_HEADERS := $(addprefix $(SPEC)/vmi/,calls.h rom.h rom13.h ap_state.h)
SPEC_CC = $(HOSTCC) -I$(SPEC) -I$(B)/spec $(HOSTCFLAGS)
BASELINES := $(wildcard $(SPEC)/abi/*.abi)
DOCS_WITH_TABLES := $(SPEC)/VMI.md docs/native-answers.md docs/xen-answers.md
ANSWERS := native-blob/answers.def xen-blob/pv/answers.def xen-blob/common/refusals.def

$(B)/spec/constants.inc: $(SPEC_HEADERS) spec/constants.sh
	@mkdir -p $(@D)
	$(say) GEN $@
	$(Q)sh spec/constants.sh $(SPEC_HEADERS) > $@

SPEC_DEPS := $(B)/spec/constants.inc $(SPEC)/calls.def $(SPEC)/calls13.def $(SPEC_HEADERS) spec/facts.h

TABLE_C := spec/facts.c spec/table.c spec/table13.c

$(B)/spec/abi: spec/abi.c $(TABLE_C) $(SPEC_DEPS)
	$(say) HOSTCC $@
	$(Q)$(SPEC_CC) -o $@ spec/abi.c $(TABLE_C)

$(B)/spec/doc: spec/doc.c spec/doc13.c spec/doc13.h $(TABLE_C) $(ANSWERS) loader/vmi/status.def $(SPEC_DEPS)
	$(say) HOSTCC $@
	$(Q)$(SPEC_CC) -I. -o $@ spec/doc.c spec/doc13.c $(TABLE_C)

$(B)/spec/numbers.o: spec/numbers.c $(SPEC)/calls.def $(SPEC)/calls13.def $(SPEC_HEADERS)
	@mkdir -p $(@D)
	$(say) HOSTCC $@
	$(Q)$(SPEC_CC) -c -o $@ spec/numbers.c

$(B)/spec/checked: $(B)/spec/abi $(B)/spec/numbers.o $(BASELINES)
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
