# SPDX-License-Identifier: GPL-2.0-only
# Figures, not tests: nothing here can fail because something is slow.

bench: all bench-loader
	$(Q)tests/bench/guest
	$(Q)tests/bench/client30
	$(Q)tests/bench/client13
	$(Q)tests/bench/xen

.PHONY: bench
