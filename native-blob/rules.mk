# SPDX-License-Identifier: GPL-2.0-only
# Native blobs: the standard build, the one that answers call wherever it can, and the one for clients of 13.3.

native-blob.platforms := bare-hardware

vmi-native-i386.profile := i386-3.0
vmi-native-i386.backends := native-blob
vmi-native-i386.variant := standard
vmi-native-i386.answers := native-blob/i386-3/answers.def
vmi-native-i386.size := 8192
vmi-native-i386.product := native i386
vmi-native-i386.flags := VMI_ID_KEEP_RETURNS
vmi-native-i386.defines := -DROM_LOOKS_AT_CLIENT
$(eval $(call blob,vmi-native-i386))

vmi-native-i386-call.profile := i386-3.0
vmi-native-i386-call.backends := native-blob
vmi-native-i386-call.variant := call
vmi-native-i386-call.answers := native-blob/i386-3/answers.def
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

# For 64-bit kernels: drafts, as their version is, so they don't go out.
vmi-native-x86_64.profile := x86_64-4.0
vmi-native-x86_64.backends := native-blob
vmi-native-x86_64.answers := native-blob/x86_64-4/answers.def
vmi-native-x86_64.unlisted := yes
vmi-native-x86_64.draft := yes
vmi-native-x86_64.size := 16384
vmi-native-x86_64.product := native x86_64
vmi-native-x86_64.flags := 0
$(eval $(call blob,vmi-native-x86_64))

vmi-native-x86_64-call.profile := x86_64-4.0
vmi-native-x86_64-call.backends := native-blob
vmi-native-x86_64-call.answers := native-blob/x86_64-4/answers.def
vmi-native-x86_64-call.unlisted := yes
vmi-native-x86_64-call.draft := yes
vmi-native-x86_64-call.size := 16384
vmi-native-x86_64-call.product := native x86_64 call
vmi-native-x86_64-call.flags := 0
vmi-native-x86_64-call.defines := -DROM_ANSWERS_CALL
$(eval $(call blob,vmi-native-x86_64-call))

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
