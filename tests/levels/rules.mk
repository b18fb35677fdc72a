# SPDX-License-Identifier: GPL-2.0-only
# A blob with two back ends: one for kernels at privilege level 0, one for those at the others.

levels.profile := i386-3.1
levels.unlisted := yes
levels.backends := tests/levels/common tests/levels/outer
levels.answers := tests/levels/outer/answers.def
levels.level0 := tests/levels/common tests/levels/level0
levels.level0.answers := tests/levels/level0/answers.def
levels.size := 8192
levels.product := two back ends
levels.flags := 0
$(eval $(call blob,levels))

tests/levels/levels.t: $(B)/rom/levels.rom $(B)/tools/vmirom
TESTS += tests/levels/levels.t
