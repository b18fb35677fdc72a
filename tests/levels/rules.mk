# SPDX-License-Identifier: GPL-2.0-only
# A blob with two back ends: one for kernels at privilege level 0, one for those at the others.

# $(eval $(call levels,NAME,PROFILE,SIZE))
define levels
$1.profile := $2
$1.unlisted := yes
$1.backends := tests/levels/common tests/levels/outer
$1.answers := tests/levels/outer/answers.def
$1.level0 := tests/levels/common tests/levels/level0
$1.level0.answers := tests/levels/level0/answers.def
$1.size := $3
$1.product := two back ends
$1.flags := 0
endef
$(eval $(call levels,levels,i386-3.1,8192))
$(eval $(call blob,levels))

# What it has of state and of each processor's memory, tests/blob.t knows.
$(eval $(call levels,levels-x86_64,x86_64-4.0,16384))
levels-x86_64.state_pages := 2
levels-x86_64.percpu_size := 128
$(eval $(call blob,levels-x86_64))

tests/levels/levels.t: $(B)/rom/levels.rom $(B)/tools/vmirom
tests/blob.t: $(B)/rom/levels-x86_64.rom
TESTS += tests/levels/levels.t tests/blob.t
