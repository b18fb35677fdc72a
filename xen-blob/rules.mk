# SPDX-License-Identifier: GPL-2.0-only
# The Xen blob: PV back end.

XEN_BODIES := $(addprefix pv/,slots sequences interrupts exceptions refusals cpu descriptors mmu calls time events console smp suspend start die)

$(eval $(call blob,vmi-xen-i386,xen-blob,$(XEN_BODIES),32768,"Xen i386",0,$(ROM_3_1) -DROM_VIRTUAL_TOP=0xF5400000))

# There is room for speed. Without what would make tables, other sections, or calls of libc.
XEN_SPEED_gcc := -fno-tree-vectorize -fno-tree-switch-conversion -fno-reorder-functions -fno-align-functions -fno-align-jumps -fno-align-loops -fno-align-labels
$(B)/rom/vmi-xen-i386/%.o: ROM_CFLAGS += -O2 -mtune=generic $(XEN_SPEED_$(CC32_KIND)) $(KEEP_LOOPS)
# Where it counts less than the stack.
$(B)/rom/vmi-xen-i386/pv/time.o: ROM_CFLAGS += -Os
