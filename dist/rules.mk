# SPDX-License-Identifier: GPL-2.0-only
# What leaves the tree as a whole: the source in one file, and Debian's packages.

DIST ?= $(B)/dist
DEB ?= $(B)/deb
dist:
	$(Q)dist/make-dist "$(ROM_MAJOR).$(ROM_MINOR)" "$(DIST)"
deb:
	$(Q)dist/make-deb "$(ROM_MAJOR).$(ROM_MINOR)" "$(DEB)"

# The packages built twice, and installed, used and purged in a system of their own, which is fetched.
check-packages: all
	$(Q)prove --verbose tests/packages-whole.t

.PHONY: dist deb check-packages
