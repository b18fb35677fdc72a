# SPDX-License-Identifier: GPL-2.0-only
# Xen, and a Linux dom0 with its toolstack, for the tests: fetched once, kept outside of
# the tree; and a tiny PV guest that proves them.

XEN := $(B)/xen
XEN_GETTERS := tests/xen/get-stock tests/xen/get-pv32 tests/xen/get-dom0

xen: $(XEN)/stock/xen $(XEN)/pv32/xen $(XEN)/dom0/vmlinux

$(XEN)/%/xen: tests/xen/get-% tests/xen/packages.sh
	$(say) GET $@
	$(Q)tests/xen/get-$*

$(XEN)/dom0/vmlinux: tests/xen/get-dom0 tests/xen/packages.sh
	$(say) GET $@
	$(Q)tests/xen/get-dom0

# What can't be had is no error here: the tests that need it are skipped, with the reason.
xen-if-possible:
	$(Q)for get in $(XEN_GETTERS); do $$get || [ $$? = 77 ] || exit 1; done

xen/hello.cc := $(i386.cc) -Itests/lib/kernel -Itests/lib/kernel/i386
xen/hello.ld := $(i386.ld)
$(eval $(call kind,xen/hello))

xen/hello/hello.elf.kind := xen/hello
xen/hello/hello.elf.sources := $(addprefix tests/xen/hello/,start.S hello.c)
xen/hello/hello.elf.libs := -Ttext-segment=0xc0100000
$(eval $(call program,xen/hello/hello.elf))

check: $(XEN)/hello/hello.elf xen-if-possible

.PHONY: xen xen-if-possible

# And a 64-bit one, which calls the Xen ROM's bodies.
xen/pv64.cc := $(x86_64.cc) -Itests/lib/kernel -Itests/lib/kernel/x86_64 -D__XEN_INTERFACE_VERSION__=__XEN_LATEST_INTERFACE_VERSION__
xen/pv64.ld := $(x86_64.ld)
$(eval $(call kind,xen/pv64))

xen/pv64/pv64.elf.kind := xen/pv64
xen/pv64/pv64.elf.sources := $(addprefix tests/xen/pv64/,start.S pvh.S calls.S main.c pvh.c place.c tap.c trap.c test_calls.c test_pages.c test_tables.c)
xen/pv64/pv64.elf.script := tests/xen/pv64/pv64.ld
$(eval $(call program,xen/pv64/pv64.elf))

check: $(XEN)/pv64/pv64.elf
