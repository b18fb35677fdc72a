# SPDX-License-Identifier: GPL-2.0-only
# The Xen blob: PV back end.

XEN_BODIES := $(addprefix pv/,slots interrupts exceptions refusals cpu descriptors mmu calls time events console smp suspend start die)

$(eval $(call blob,vmi-xen-i386,xen-blob,$(XEN_BODIES),32768,"Xen i386",0,$(ROM_3_1) -DROM_VIRTUAL_TOP=0xF5400000))
