# SPDX-License-Identifier: GPL-2.0-only
# Links between the documents lead somewhere. tests/lint.t asks it, too.

check-docs:
	$(say) DOCS 'README.md spec docs'
	$(Q)docs/check-links README.md CONTRIBUTING.md releases/README.md spec/VMI.md $(wildcard docs/*.md docs/facts/*.md)

.PHONY: check-docs
