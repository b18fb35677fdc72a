# SPDX-License-Identifier: GPL-2.0-only
# All tests speak TAP; prove runs them.  A test is a program in TESTS.

TESTS :=
GUESTS := $(B)/guest/vmi-guest.elf $(B)/guest/vmi-guest-pae.elf

-include tests/guest/rules.mk
-include tests/corpus/rules.mk
-include tests/unit/rules.mk
-include tests/fuzz/rules.mk
-include tests/faulty/rules.mk
-include tests/client13/rules.mk
-include tests/client30/rules.mk
-include tests/bench/rules.mk
-include tests/xen/rules.mk

# Small and quick first; what is still running at the end should be short, too.
CHECKS := tests/lint.t tests/unit/abi.t tests/repro.t tests/blob.t tests/install.t tests/runner.t tests/debugging.t tests/grub.t \
	tests/xen/domus.t tests/xen/conformance.t tests/boots-rom.t tests/boots-machine.t tests/badroms.t tests/xen/testbeds.t tests/xen/refused.t tests/xen/debugging.t tests/xen/misuse.t tests/xen/hypercalls.t

all: $(GUESTS)

demo: all
	$(Q)tests/demo

# JOBS: tests at a time.
JOBS ?= $(shell nproc)
check: all $(TESTS)
	$(Q)tests/check $(JOBS) $(TESTS) $(CHECKS)

check-repro: all
	$(Q)prove tests/repro.t

# A million interrupts and more, at each instruction of the flag's calls and of IRET; some minutes.
soak: all
	$(Q)tests/soak

.PHONY: demo check check-repro soak
