# SPDX-License-Identifier: GPL-2.0-only
# The Xen blob: PV back end.

XEN_BODIES := $(addprefix pv/,i386/slots i386/sequences i386/interrupts i386/exceptions) common/i386/refusals \
	$(addprefix pv/,cpu descriptors mmu multicall) common/time common/events common/console pv/apic common/suspend pv/start common/die

answers-xen-blob := xen-blob/pv/answers.def

$(eval $(call blob,vmi-xen-i386,xen-blob,$(XEN_BODIES),32768,"Xen i386",0,$(ROM_3_1) -DROM_VIRTUAL_TOP=0xF5400000))

# There is room for speed. Without what would make tables, other sections, or calls of libc.
XEN_SPEED_gcc := -fno-tree-vectorize -fno-tree-switch-conversion -fno-reorder-functions -fno-align-functions -fno-align-jumps -fno-align-loops -fno-align-labels
$(B)/rom/vmi-xen-i386/%.o: ROM_CFLAGS += -O2 -mtune=generic $(XEN_SPEED_$(CC32_KIND)) $(KEEP_LOOPS)
# Where it counts less than the stack.
$(B)/rom/vmi-xen-i386/common/time.o: ROM_CFLAGS += -Os
# What common/ takes of its back end, it finds by name.
$(B)/rom/vmi-xen-i386/%.o: ROM_CFLAGS += -Ixen-blob/pv -Ixen-blob/common
$(B)/rom/vmi-xen-i386/%.o: ROM_ASFLAGS += -Ixen-blob/pv -Ixen-blob/common
