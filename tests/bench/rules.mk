# SPDX-License-Identifier: GPL-2.0-only
# Figures, not tests: nothing here can fail because something is slow.

# Time for each site, on the host.
tests/bench/loader.kind := host
tests/bench/loader.sources := tests/bench/loader.c
tests/bench/loader.archives := $(LOADER_HOST_A)
$(eval $(call program,tests/bench/loader))

bench-loader: $(B)/tests/bench/loader
	$(Q)$<

# What counts exits, and what a Linux does meanwhile.
plugin.cc := $(HOSTCC) $(HOSTCFLAGS) -fPIC -fvisibility=hidden
plugin.ld := $(HOSTCC) -shared
$(eval $(call kind,plugin))
tests/bench/exits/plugin.so.kind := plugin
tests/bench/exits/plugin.so.sources := tests/bench/exits/plugin.c
$(eval $(call program,tests/bench/exits/plugin.so))
tests/bench/exits/linux.kind := host
tests/bench/exits/linux.sources := tests/bench/exits/linux.c
tests/bench/exits/linux.libs := -static -pthread
$(eval $(call program,tests/bench/exits/linux))
bench-exits: guest $(B)/tests/bench/exits/plugin.so $(B)/tests/bench/exits/linux
	$(Q)tests/bench/hvm

bench: all bench-loader
	$(Q)tests/bench/guest
	$(Q)tests/bench/client30
	$(Q)tests/bench/client13
	$(Q)tests/bench/xen
	$(Q)$(MAKE) --no-print-directory bench-exits

.PHONY: bench bench-loader bench-exits
