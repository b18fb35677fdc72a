# SPDX-License-Identifier: GPL-2.0-only
# Native blobs: the standard build, and the one that answers call wherever it can.

NATIVE_BODIES := $(addprefix i386/,init cpu descriptors interrupts mmu io)

$(eval $(call blob,vmi-native-i386,native-blob,$(NATIVE_BODIES) $(addprefix i386/,iret iret_judge client),8192,"native i386",VMI_ID_KEEP_RETURNS,$(ROM_3_0) -DROM_LOOKS_AT_CLIENT))
$(eval $(call blob,vmi-native-i386-call,native-blob,$(NATIVE_BODIES) $(addprefix i386/,iret_call iret_judge),8192,"native i386 call",0,$(ROM_3_0) -DROM_ANSWERS_CALL))

# For clients of 13.3: the same bodies where the contract is the same, behind the older table.
NATIVE13_BODIES := $(addprefix i386-13/,init calls shutdown) $(filter-out i386/init,$(NATIVE_BODIES))

$(eval $(call blob,vmi-native-i386-v13,native-blob,$(NATIVE13_BODIES),8192,"native i386 13.3",0,$(ROM_13_3),13))
