# SPDX-License-Identifier: GPL-2.0-only
# Figures, not tests: nothing here can fail because something is slow.

# Time for each site, on the host.
tests/bench/loader.kind := host
tests/bench/loader.sources := tests/bench/loader.c
tests/bench/loader.archives := $(LOADER_HOST_A)
$(eval $(call program,tests/bench/loader))

bench-loader: $(B)/tests/bench/loader
	$(Q)$<

bench: all bench-loader
	$(Q)tests/bench/guest
	$(Q)tests/bench/client30
	$(Q)tests/bench/client13
	$(Q)tests/bench/xen

.PHONY: bench bench-loader
