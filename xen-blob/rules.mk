# SPDX-License-Identifier: GPL-2.0-only
# The Xen blob: one back end for PV domains, whose kernels aren't at privilege level 0, and one for HVM and PVH.

xen-blob/pv.platforms := xen-pv
xen-blob/hvm.platforms := xen-hvm xen-pvh

# There is room for speed. Without what would make tables, other sections, or calls of libc.
XEN_SPEED_gcc := -fno-tree-vectorize -fno-tree-switch-conversion -fno-reorder-functions -fno-align-functions -fno-align-jumps -fno-align-loops -fno-align-labels
# Its code for speed is longer than the ROM has room for.
XEN_SPEED_clang := -Os

vmi-xen-i386.profile := i386-3.1
vmi-xen-i386.backends := xen-blob/common xen-blob/pv
vmi-xen-i386.answers := xen-blob/pv/i386-3/answers.def
vmi-xen-i386.level0 := xen-blob/common xen-blob/hvm
vmi-xen-i386.level0.answers := xen-blob/hvm/i386-3/answers.def
# 16 bytes and the HVM back end's state for clients that give no memory (hvm/state.h), up to the end.
vmi-xen-i386.room := 0x67f0
vmi-xen-i386.size := 32768
vmi-xen-i386.product := Xen i386
vmi-xen-i386.flags := 0
# 4 MiB aligned, below Xen's hole at 0xF5800000; the state is there (pv/layout.h).
vmi-xen-i386.virtual_top := 0xF5400000
# Xen runs on nothing older than an i686 with PAE.
vmi-xen-i386.cflags := -march=i686 $(WORD_STACK) -O2 -mtune=generic $(XEN_SPEED_$(CC32_KIND)) $(KEEP_LOOPS) \
	-D__XEN_INTERFACE_VERSION__=__XEN_LATEST_INTERFACE_VERSION__
$(eval $(call blob,vmi-xen-i386))

# With a trace: docs/tracing-a-blob.md. Its room holds four words. IRET stays where a client looks for the fault of a bad frame.
$(eval $(call trace_of,vmi-xen-i386-trace,vmi-xen-i386))
vmi-xen-i386-trace.answers := xen-blob/pv/trace.def
vmi-xen-i386-trace.level0.answers := xen-blob/hvm/trace.def
vmi-xen-i386-trace.untraced := IRET
vmi-xen-i386-trace.room := 0x7fe0
vmi-xen-i386-trace.cflags = $(vmi-xen-i386.cflags)
$(eval $(call blob,vmi-xen-i386-trace))

# Where it counts less than the stack.
$(foreach r,vmi-xen-i386 vmi-xen-i386-trace,$(addprefix $(B)/rom/$r/xen-blob/,common/time.o pv/time.o)): vmi-xen-i386.cflags += -Os
$(foreach r,vmi-xen-i386 vmi-xen-i386-trace,$(B)/rom/$r/level0/%.o): vmi-xen-i386.cflags += -Os

# For 64-bit kernels: a draft, as its version is. pv/x86_64/layout.h has the sizes.
vmi-xen-x86_64.profile := x86_64-4.0
vmi-xen-x86_64.backends := xen-blob/common xen-blob/pv
vmi-xen-x86_64.answers := xen-blob/pv/x86_64-4/answers.def
vmi-xen-x86_64.level0 := xen-blob/common xen-blob/hvm
vmi-xen-x86_64.level0.answers := xen-blob/hvm/x86_64-4/answers.def
vmi-xen-x86_64.unlisted := yes
vmi-xen-x86_64.draft := yes
vmi-xen-x86_64.size := 65536
vmi-xen-x86_64.product := Xen x86_64
vmi-xen-x86_64.flags := 0
vmi-xen-x86_64.state_pages := 54
vmi-xen-x86_64.percpu_size := 128
vmi-xen-x86_64.cflags := -O2 $(XEN_SPEED_gcc) $(KEEP_LOOPS_gcc) -D__XEN_INTERFACE_VERSION__=__XEN_LATEST_INTERFACE_VERSION__
$(eval $(call blob,vmi-xen-x86_64))
