# SPDX-License-Identifier: GPL-2.0-only
# How a source becomes an object, and objects a program: one rule for each, whatever the processor and the flags.

# The rules file that is being read.
rules_here = $(lastword $(filter %/rules.mk,$(MAKEFILE_LIST)))

# A kind of objects is declared by variables of its name, and $(eval $(call kind,NAME)):
#	NAME.cc		the compiler with its flags; the source PATH, C or assembler, becomes $(B)/NAME/PATH.o
#	NAME.ld		what links them
KINDS :=
define kind
KINDS += $1
$(B)/$1/%.o: % Makefile $(wildcard rules/*.mk) $(rules_here)
	$$(say) CC $$@
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$($1.cc) -MMD -MP -c -o $$@ $$<
endef
# $(call objects,KIND,SOURCES)
objects = $(patsubst %,$(B)/$1/%.o,$2)

# $(call folders_of,SOURCES): a folder changes when a file in it comes or goes. What is made of all of a folder's sources depends on it,
# so that a source that has gone leaves the product, too. With their slashes these aren't the names of targets.
folders_of = $(sort $(dir $1))

# So is a program or a kernel; it becomes $(B)/NAME:
#	NAME.kind	of its objects
#	NAME.sources
#	NAME.archives	libraries of ours
#	NAME.libs	other libraries, and flags for the linker
#	NAME.script	for the linker
define program
$(B)/$1: $(call objects,$($1.kind),$($1.sources)) $($1.archives) $($1.script) $(call folders_of,$($1.sources)) $(rules_here)
	$$(say) LD $$@
	$$(Q)mkdir -p $$(@D)
	$$(Q)$$($($1.kind).ld) $($1.script:%=-T %) -o $$@ $$(filter %.o %.a,$$^) $($1.libs)
endef

# And a library, $(B)/NAME, with kind and sources.
define archive
$(B)/$1: $(call objects,$($1.kind),$($1.sources)) $(call folders_of,$($1.sources)) $(rules_here)
	$$(say) AR $$@
	$$(Q)mkdir -p $$(@D)
	$$(Q)rm -f $$@
	$$(Q)ar rcsD $$@ $$(filter %.o,$$^)
endef

$(foreach k,i386 x86_64 host san san-x86_64,$(eval $(call kind,$k)))
