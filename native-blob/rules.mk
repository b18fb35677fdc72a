# SPDX-License-Identifier: GPL-2.0-only
# Native blobs: the standard build, the one that answers call wherever it can, and the one for clients of 13.3.

native-blob.platforms := bare-hardware

vmi-native-i386.profile := i386-3.0
vmi-native-i386.backends := native-blob
vmi-native-i386.variant := standard
vmi-native-i386.answers := native-blob/answers.def
vmi-native-i386.size := 8192
vmi-native-i386.product := native i386
vmi-native-i386.flags := VMI_ID_KEEP_RETURNS
vmi-native-i386.defines := -DROM_LOOKS_AT_CLIENT
$(eval $(call blob,vmi-native-i386))

vmi-native-i386-call.profile := i386-3.0
vmi-native-i386-call.backends := native-blob
vmi-native-i386-call.variant := call
vmi-native-i386-call.answers := native-blob/answers.def
vmi-native-i386-call.size := 8192
vmi-native-i386-call.product := native i386 call
vmi-native-i386-call.flags := 0
vmi-native-i386-call.defines := -DROM_ANSWERS_CALL
$(eval $(call blob,vmi-native-i386-call))

# The same bodies where the contract is the same, behind the older table.
vmi-native-i386-v13.profile := i386-13.3
vmi-native-i386-v13.backends := native-blob
vmi-native-i386-v13.size := 8192
vmi-native-i386-v13.product := native i386 13.3
vmi-native-i386-v13.flags := 0
$(eval $(call blob,vmi-native-i386-v13))

# With a trace, for who debugs a client that calls Start: docs/tracing-a-blob.md.
$(eval $(call trace_of,vmi-native-i386-trace,vmi-native-i386))
vmi-native-i386-trace.profile := i386-3.1
vmi-native-i386-trace.variant := call trace
vmi-native-i386-trace.answers := native-blob/trace.def
vmi-native-i386-trace.room := 0x1fe0
vmi-native-i386-trace.flags := 0
vmi-native-i386-trace.defines := -DROM_ANSWERS_CALL
vmi-native-i386-trace.cflags := $(WORD_STACK) $(KEEP_LOOPS)
$(eval $(call blob,vmi-native-i386-trace))
