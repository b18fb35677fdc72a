# SPDX-License-Identifier: GPL-2.0-only
# What runs with what: every kept kernel on every kept ROM.

# What the command line of make says is handed on as it stands, as with check-kernel.
MATRIX := ROM KERNEL APPEND INITRD EXPECT SHARD ONLY JOBS FRESH REPORT OUT
matrix: all xen-if-possible
	$(Q)tests/matrix/run-matrix $(foreach v,$(MATRIX),"$v=$$MATRIX_$v")
$(foreach v,$(MATRIX),$(if $(filter command,$(origin $v)),$(eval unexport $v)$(eval matrix: export MATRIX_$v = $$(value $v))))

TESTS += tests/matrix/matrix.t tests/matrix/page.t tests/matrix/pairs.t

.PHONY: matrix
