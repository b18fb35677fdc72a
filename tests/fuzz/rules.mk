# SPDX-License-Identifier: GPL-2.0-only
# Fuzzing: a bounded number of cases in make check, as long as wanted by make fuzz.

FUZZ_CC ?= clang
FUZZ_SECONDS ?= 600
FUZZ_RUNS ?= 100000
FUZZER := $(B)/tests/fuzz/loader

# Its own compiler, for host programs all the same.
fuzz.ld := $(FUZZ_CC) -fsanitize=fuzzer,address,undefined
fuzz.cc := $(FUZZ_CC) $(HOSTCFLAGS) -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -Itests/unit -Itests/unit/i386
$(eval $(call kind,fuzz))

tests/fuzz/loader.kind := fuzz
tests/fuzz/loader.sources := $(wildcard tests/fuzz/*.c) tests/unit/romimage.c $(LOADER_C)
$(eval $(call program,tests/fuzz/loader))

# What x86-64 has of its own.
fuzz-x86_64.ld := $(fuzz.ld)
fuzz-x86_64.cc := $(FUZZ_CC) -Ispec/x86_64 -Iloader/host -Iloader/x86_64 -Itests/unit/x86_64 $(filter-out $(FUZZ_CC),$(fuzz.cc))
$(eval $(call kind,fuzz-x86_64))

tests/fuzz/place.kind := fuzz-x86_64
tests/fuzz/place.sources := tests/fuzz/x86_64/place.c tests/unit/romimage.c $(san-x86_64/libvmi.a.sources)
$(eval $(call program,tests/fuzz/place))
FUZZERS := $(FUZZER) $(B)/tests/fuzz/place
FUZZ_TESTS := tests/fuzz/loader.t tests/fuzz/x86_64/place.t

TESTS += $(FUZZ_TESTS)
check: $(FUZZERS)

fuzz-check: $(FUZZERS)
	$(Q)FUZZ_RUNS=$(FUZZ_RUNS) prove -v $(FUZZ_TESTS)

# What is found stays in $(B)/tests/fuzz/found; the corpus grows from run to run.
fuzz: $(FUZZER)
	$(Q)tests/fuzz/seed $(B)/tests/fuzz/corpus
	$(Q)mkdir -p $(B)/tests/fuzz/found
	$(Q)$(FUZZER) -max_len=8448 -max_total_time=$(FUZZ_SECONDS) -print_final_stats=1 \
		-artifact_prefix=$(B)/tests/fuzz/found/ $(B)/tests/fuzz/corpus

.PHONY: fuzz fuzz-check
