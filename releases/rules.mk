# SPDX-License-Identifier: GPL-2.0-only
# What was shipped; releases/README.md.

RELEASES ?= releases
release:
	@releases/cut "$(VERSION)" "$(RELEASES)"

.PHONY: release
