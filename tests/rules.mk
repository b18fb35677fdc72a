# SPDX-License-Identifier: GPL-2.0-only
# All tests speak TAP; prove runs them.  A test is a program in TESTS.

TESTS :=
GUESTS := $(B)/guest/vmi-guest.elf $(B)/guest/vmi-guest-pae.elf

# What the kernels share below the interface: console, TAP, the machine's own chips and tables. Each builds it with its own flags.
kernel_lib = $(wildcard tests/lib/kernel/*.[cS] tests/lib/kernel/$1/*.[cS])
KERNEL_LIB := $(call kernel_lib,i386)

include tests/guest/rules.mk
include tests/corpus/rules.mk
include tests/faulty/rules.mk
include tests/policy/rules.mk
include tests/unit/rules.mk
include tests/fuzz/rules.mk
include tests/clients/13.3/rules.mk
include tests/clients/3.0/rules.mk
include tests/conform/rules.mk
include tests/levels/rules.mk
include tests/bench/rules.mk
include tests/xen/rules.mk
include tests/matrix/rules.mk

# Kernels that end in one way each, and Debian's Linux if the mirror has it.
ENDS := $(patsubst %,$(B)/ends/%.elf,halt loop panic triple reset poweroff count say)
$(ENDS): $(B)/ends/%.elf: tests/ends.S tests/lib/kernel/multiboot.h
	$(say) LD $@
	$(Q)mkdir -p $(@D)
	$(Q)$(i386.cc) -Itests/lib/kernel -Itests/lib/kernel/i386 -DEND_$* -nostdlib -static -Wl,-Ttext=0x101000,--section-start=.multiboot=0x100000,-estart,--build-id=none -o $@ $<

tests/check-kernel.t: $(ENDS) $(CLIENT30_KERNELS) $(POKE_ROM) $(FAULTY) $(ROMS) linux32-if-possible
TESTS += tests/check-kernel.t
tests/smallest64.t: $(B)/examples/smallest-x86_64.elf $(B)/examples/smallest.elf $(VMIROM) $(ROMS) $(DRAFT_ROMS)
TESTS += tests/smallest64.t
tests/manifests.t: $(B)/rom/SHA256SUMS
TESTS += tests/manifests.t
linux32-if-possible:
	$(Q)tests/xen/get-linux32 || [ $$? = 77 ]

# Small and quick first; what is still running at the end should be short, too.
CHECKS := tests/lint.t tests/unit/abi.t tests/repro.t tests/oldcpu.t tests/clang.t tests/install.t tests/dist.t tests/completion.t tests/packages.t tests/runner.t tests/session.t tests/debugging.t tests/tracing.t tests/grub.t \
	tests/xen/domus.t tests/xen/hvm.t tests/xen/conformance.t tests/xen/pvh.t tests/boots-rom.t tests/boots-x86_64.t tests/boots-machine.t tests/badroms.t tests/xen/testbeds.t tests/xen/refused.t tests/xen/debugging.t tests/xen/misuse.t tests/xen/hypercalls.t tests/releases.t

all: $(GUESTS)

demo:
	@mkdir -p $(B)
	@echo 'Building; the lines of it go to $(B)/demo.log'
	@$(MAKE) --no-print-directory all >$(B)/demo.log 2>&1 || { tail -n 20 $(B)/demo.log; exit 1; }
	$(Q)tests/demo

# JOBS: tests at a time.
JOBS ?= $(shell nproc)
# ROW: only these rows of tests/rows, by their names.
ROW ?=
ifeq ($(ROW),)
check: all $(TESTS)
	$(Q)tests/check $(JOBS) $(TESTS) $(CHECKS)
else
check: all
	$(Q)prove --verbose tests/run-rows :: $(ROW)
endif

# An answer in three minutes: all that runs on the host, and some of each platform; Xen's if it is built already.
QUICK = $(UNIT_TESTS) $(UNIT_SCRIPTS) tests/lint.t tests/blob.t tests/oldcpu.t tests/runner.t tests/session.t tests/fuzz/loader.t tests/clients/13.3/client13.t \
	tests/boots-quick.t $(if $(wildcard $(B)/xen/pv32/id),tests/xen/hypercalls.t)
check-quick: all $(QUICK)
	$(Q)tests/check $(JOBS) $(QUICK)

# A kernel that the user brings, with and without a ROM; docs/check-kernel.md. What the command line of make says is handed on
# as it stands, blanks, quotes and dollars too; a MACHINE or CPU of the environment means something else.
CHECK_KERNEL := KERNEL INITRD APPEND PLATFORM ROM SMP MEM HAP MACHINE HPET ICOUNT CPU EXPECT TIMEOUT LOGS ROWS
check-kernel: $(call rom,native-i386) $(call rom,xen-i386) $(VMIROM)
	$(Q)tools/vmi-check-kernel/vmi-check-kernel $(foreach v,$(CHECK_KERNEL),"$v=$$CHECK_KERNEL_$v")
$(foreach v,$(CHECK_KERNEL),$(if $(filter command,$(origin $v)),$(eval unexport $v)$(eval check-kernel: export CHECK_KERNEL_$v = $$(value $v))))

check-repro: all
	$(Q)prove tests/repro.t

# A million interrupts and more, at each instruction of the flag's calls and of IRET; some minutes.
soak: all
	$(Q)tests/soak

.PHONY: linux32-if-possible demo check check-quick check-kernel check-repro soak
