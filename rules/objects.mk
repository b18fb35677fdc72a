# SPDX-License-Identifier: GPL-2.0-only
# How a source becomes an object, and objects a program: one rule for each, whatever the processor and the flags.

# A kind of objects is declared by variables of its name, and $(eval $(call kind,NAME)):
#	NAME.cc		the compiler with its flags; the source PATH, C or assembler, becomes $(B)/NAME/PATH.o
#	NAME.ld		what links them
KINDS :=
define kind
KINDS += $1
$(B)/$1/%.o: % Makefile $(wildcard rules/*.mk) $(lastword $(filter %/rules.mk,$(MAKEFILE_LIST)))
	$$(say) CC $$@
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$($1.cc) -MMD -MP -c -o $$@ $$<
endef
# $(call objects,KIND,SOURCES)
objects = $(patsubst %,$(B)/$1/%.o,$2)

# So is a program or a kernel; it becomes $(B)/NAME:
#	NAME.kind	of its objects
#	NAME.sources
#	NAME.archives	libraries of ours
#	NAME.libs	other libraries, and flags for the linker
#	NAME.script	for the linker
define program
$(B)/$1: $(call objects,$($1.kind),$($1.sources)) $($1.archives) $($1.script)
	$$(say) LD $$@
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$($($1.kind).ld) $($1.script:%=-T %) -o $$@ $$(filter %.o %.a,$$^) $($1.libs)
endef

# And a library, $(B)/NAME, with kind and sources.
define archive
$(B)/$1: $(call objects,$($1.kind),$($1.sources))
	$$(say) AR $$@
	$$(Q)mkdir -p $$(@D)
	$$(Q)rm -f $$@
	$$(Q)ar rcsD $$@ $$^
endef

$(foreach k,i386 host san,$(eval $(call kind,$k)))
