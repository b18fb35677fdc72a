# SPDX-License-Identifier: GPL-2.0-only
# What leaves the tree as a whole: the source in one file.

DIST ?= $(B)/dist
dist:
	$(Q)dist/make-dist "$(ROM_MAJOR).$(ROM_MINOR)" "$(DIST)"

.PHONY: dist
