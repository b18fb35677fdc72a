# SPDX-License-Identifier: GPL-2.0-only
# What every blob shares: how one is assembled, linked, checked and sealed.

ROM_MAJOR := 1
ROM_MINOR := 1

ROMS :=
TRACE_ROMS :=
DRAFT_ROMS :=

# A blob is declared by variables of its name, and $(eval $(call blob,NAME)):
#	NAME.profile	ARCH-MAJOR.MINOR, the version that it speaks
#	NAME.backends	folders; each gives D/*.[cS], D/ARCH/*.[cS], D/ARCH-MAJOR/*.[cS]; rom/ gives its assembler to every blob
#			a folder finds what it needs of another on the include path
#	NAME.level0	folders of another back end, for kernels at privilege level 0; then NAME.backends is for those at the others
#	NAME.level0.answers	and what that one answers
#	NAME.variant	one of two ways to make the same blob: D/ARCH-MAJOR/VARIANT/*.[cS], too
#	NAME.answers	the file that says what it answers
#	NAME.unlisted	not empty: it is none of those that go out
#	NAME.draft	not empty: it will be, when its version is no draft any more
#	NAME.trace	not empty: it writes down its calls; a back end's folder has ARCH/trace_cpu.h for that
#	NAME.untraced	bodies that it leaves as they are
#	NAME.size	bytes
#	NAME.product	what it calls itself
#	NAME.room	where, behind the code, a part of the ROM begins that holds no image, but what the back end keeps there; may be missing
#	NAME.flags	VMI_ID_*, or 0
#	NAME.virtual_top	first linear address that a client must leave free; without it, all are the client's
#	NAME.state_pages	of 4.x: pages of the state area; without it, 0
#	NAME.percpu_size	of 4.x: bytes of memory that each processor has for it; without it, 0
#	NAME.defines	further options for the assembler
#	NAME.cflags	further options for C
# And of a back end's folder: FOLDER.platforms, where a blob with it runs, as its manifest names that.
blob_arch = $(firstword $(subst -, ,$($1.profile)))
blob_version = $(lastword $(subst -, ,$($1.profile)))
blob_major = $(firstword $(subst ., ,$(blob_version)))
blob_minor = $(lastword $(subst ., ,$(blob_version)))
blob_layout = $(blob_arch)-$(blob_major)
blob_folders = $2 $2/$(blob_arch) $2/$(blob_layout) $($1.variant:%=$2/$(blob_layout)/%)
# The folders themselves: objects.mk says what for.
backend_folders = $(foreach b,rom $($1.backends) $($1.level0),$(wildcard $(addsuffix /,$(call blob_folders,$1,$b))))
# Where a back end finds headers, its own and those of the architecture.
blob_includes = $(foreach b,$2,-I$b -I$b/$(blob_arch))
backend_sources = $(foreach b,$2,$(foreach d,$(call blob_folders,$1,$b),$d/*.S $d/*.c))
frame_sources = $(foreach d,$(call blob_folders,$1,rom),$d/*.S)
objects_of = $(patsubst %,$1/%.o,$(basename $(sort $(wildcard $2))))
backend_objects = $(call objects_of,$(B)/rom/$1$2,$(call backend_sources,$1,$3))
# $(call traced_or_not,NAME,FOLDER BELOW,BACK ENDS): what is linked for a back end. In a trace build that is one object, of it and of what is before it.
traced_or_not = $(if $($1.trace),$(B)/rom/$1$2/traced.o,$(backend_objects))
trace_objects = $(call objects_of,$(B)/rom/$1$2,rom/trace/*.c rom/trace/$(blob_arch)/*.S)
blob_objects = $(call objects_of,$(B)/rom/$1,$(frame_sources)) $(call traced_or_not,$1,,$($1.backends))
# The other back end: its own answers, too.
level0_objects = $(if $($1.level0),$(call objects_of,$(B)/rom/$1/level0,rom/$(blob_layout)/answers.S) $(call traced_or_not,$1,/level0,$($1.level0)))
# All that are compiled.
compiled_objects = $(call objects_of,$(B)/rom/$1,$(frame_sources)) $(call backend_objects,$1,,$($1.backends)) \
	$(if $($1.level0),$(call objects_of,$(B)/rom/$1/level0,rom/$(blob_layout)/answers.S) $(call backend_objects,$1,/level0,$($1.level0))) \
	$(if $($1.trace),$(call trace_objects,$1) $(if $($1.level0),$(call trace_objects,$1,/level0)))

blob_virtual_top = -DROM_VIRTUAL_TOP=$(or $($1.virtual_top),0)
blob_defines = -DROM_API_MAJOR=$(blob_major) -DROM_API_MINOR=$(blob_minor) \
	'-DROM_PROFILE="$(blob_arch) $(blob_version)"' -DROM_SIZE=$($1.size) '-DROM_PRODUCT="$($1.product)"' '-DROM_FLAGS=$($1.flags)' \
	$(blob_virtual_top) -DROM_STATE_PAGES=$(or $($1.state_pages),0) -DROM_PERCPU_SIZE=$(or $($1.percpu_size),0) \
	'-DROM_PROFILE_FILE="profiles/$(blob_layout).def"' $(if $($1.level0),-DROM_LEVEL0) $($1.defines)

# Debug information names files below the tree only, so builds in two places are alike.
rom_asflags = -Wa,--noexecstack -I. -Irom -Irom/$(blob_arch) -Irom/$(blob_layout) '-Wa,--debug-prefix-map=$(CURDIR)=.' '-fdebug-prefix-map=$(CURDIR)=.' \
	-DROM_MAJOR=$(ROM_MAJOR) -DROM_MINOR=$(ROM_MINOR)

# C in a blob: nothing that takes an address of its own image, as tables and strings do.
rom_cflags = -I. -Os -fno-jump-tables -ffunction-sections -fvisibility=hidden $(rom_cflags_$(blob_arch))
rom_cflags_i386 = $(ROM_CFLAGS_$(CC32_KIND))
# Addresses relative to RIP, no indirect branch, ENDBR64 where a client may enter, and returns that rom/x86_64/lists.c finds.
rom_cflags_x86_64 := -fpie -mcmodel=small -fcf-protection=branch -mindirect-branch=thunk-extern -mfunction-return=thunk-extern --param=min-pagesize=0

# gcc takes a dereferenced low constant for a null pointer's.
ROM_CFLAGS_gcc = --param=min-pagesize=0

# $(call link_blob,NAME,BUILD ID,OPTIONS,OBJECTS)
link_blob = $($(blob_arch).ld) $(blob_ld_$(blob_arch)) --defsym=rom_room=$(or $($1.room),$($1.size)) --build-id=0x$2 --orphan-handling=error -T $(B)/rom/$(blob_layout).ld $3 $(B)/rom/$1/blob.o $4
# What is in no object: the image's size, and two names that lists.c looks for.
blob_ld_x86_64 = --defsym=rom_size=$($1.size) --defsym=vmi_percpu=0 --defsym=__x86_return_thunk=0
# An architecture whose images have lists of what is in their code. They are made of the code as it is without them.
blob_lists = $(patsubst rom/$(blob_arch)/lists.c,$(B)/rom/$1/lists.o,$(wildcard rom/$(blob_arch)/lists.c))
define blob_lists_rules
$(blob_lists): $(B)/rom/$(1)/blob.o $(B)/rom/$(blob_layout).ld $(B)/rom/$(blob_arch)/lists
	$$(say) LISTS $$@
	$$(Q)$$(call link_blob,$1,$$(BLANK_ID),-q --orphan-handling=place -o $(B)/rom/$1/unlisted.elf)
	$$(Q)$(B)/rom/$(blob_arch)/lists $(B)/rom/$1/unlisted.elf >$(B)/rom/$1/lists.S
	$$(Q)$($(blob_arch).cc) -c -o $$@ $(B)/rom/$1/lists.S

endef
# $(call linked_blob,NAME,BUILD ID): with them, and the returns as they say.
linked_blob = $(call link_blob,$1,$2,-o $(B)/rom/$1.elf,$(blob_lists))$(if $(blob_lists), && $(B)/rom/$(blob_arch)/lists --returns $(B)/rom/$1.elf)
$(B)/rom/%/lists: rom/%/lists.c rules/host.mk $(wildcard spec/*/vmi/*.h)
	$(say) HOSTCC $@
	$(Q)mkdir -p $(@D)
	$(Q)$(host.cc) -o $@ $<
# The build id is the sum of the image in which it is blank, of nothing else: a source that is moved or renamed leaves the ROM as it is.
BLANK_ID := 0000000000000000000000000000000000000000

# name.rom is the image, name.elf the same with symbols; both carry one build id.
define blob
$(foreach v,profile backends size product flags,$(if $($1.$v),,$(error $1.$v is not set; rom/rules.mk says what it is)))
$(foreach d,$($1.backends) $($1.level0),$(if $(wildcard $d/.),,$(error $1: there is no folder $d)))
$(if $($1.unlisted),,ROMS += $(B)/rom/$(1).rom)
$(if $($1.trace),TRACE_ROMS += $(B)/rom/$(1).rom)
$(if $($1.draft),DRAFT_ROMS += $(B)/rom/$(1).rom)
$(compiled_objects): $(rules_here) rom/rules.mk rules/$(blob_arch).mk Makefile
$(B)/rom/$(1)/%.o: %.S
	$$(say) AS $$@
	$$(Q)mkdir -p $$(@D)
	$$(Q)$($(blob_arch).cc) $(rom_asflags) $(call blob_includes,$1,$($1.backends)) $(if $($1.trace),-I$(B)/rom/$1) $(blob_defines) '-DROM_ANSWERS_FILE="$($1.answers)"' -MMD -MP -c -o $$@ $$<
$(B)/rom/$(1)/%.o: %.c
	$$(say) CC $$@
	$$(Q)mkdir -p $$(@D)
	$$(Q)$($(blob_arch).cc) $(rom_cflags) $(call blob_includes,$1,$($1.backends)) $(blob_virtual_top) $$($(1).cflags) -MMD -MP -c -o $$@ $$<
$(if $($1.level0),$(call blob_level0,$1))
$(if $($1.trace),$(call traced,$1,,$($1.backends)) $(if $($1.level0),$(call traced,$1,/level0,$($1.level0))))
$(B)/rom/$(1)/blob.o: $(blob_objects) $(if $($1.level0),$(B)/rom/$(1)/level0.o) rom/check-blob rom/$(blob_arch)/relocations $(B)/rom/$(blob_layout).bodies $(call backend_folders,$1)
	$$(say) CHECK $$@
	$$(Q)$($(blob_arch).ld) -r -o $$@ $$(filter %.o,$$^)
	$$(Q)rom/check-blob $(B)/rom/$(blob_layout).bodies $$@
$(if $(blob_lists),$(call blob_lists_rules,$1))
$(B)/rom/$(1).elf: $(B)/rom/$(1)/blob.o $(B)/rom/$(blob_layout).ld $(blob_lists) $(wildcard rom/$(blob_arch)/check-code)
	$$(say) LD $$@
	$$(Q)$$(call linked_blob,$1,$$(BLANK_ID))
	$$(Q)objcopy -O binary --gap-fill 0 $$@ $(B)/rom/$(1)/blank.bin
	$$(Q)$$(call linked_blob,$1,$$$$(sha1sum <$(B)/rom/$(1)/blank.bin | cut -c -40))
	$$(Q)$(patsubst %,% $(B)/rom/$(blob_layout).bodies $$@,$(wildcard rom/$(blob_arch)/check-code))
$(B)/rom/$(1).rom: $(B)/rom/$(1).elf $(B)/rom/seal
	$$(say) SEAL $$@
	$$(Q)objcopy -O binary --gap-fill 0 $$< $(B)/rom/$(1)/image.bin
	$$(Q)$(B)/rom/seal $($1.size) $(B)/rom/$(1)/image.bin $$@
-include $(patsubst %.o,%.d,$(compiled_objects))
endef

# A back end whose bodies have other names, and what is before them under their names: rom/trace.
define traced
$(B)/rom/$1$2/untraced.o: $(call backend_objects,$1,$2,$3) $(B)/rom/$(blob_layout).bodies
	$$(say) LD $$@
	$$(Q)sed -n '$($1.untraced:%=/^body %$$$$/d;) s/^body \(.*\)/\1 untraced_\1/p; $$$$a init untraced_init' $(B)/rom/$(blob_layout).bodies >$$@.names
	$$(Q)$($(blob_arch).ld) -r -o $$@.whole $$(filter %.o,$$^)
	$$(Q)objcopy --redefine-syms=$$@.names $$@.whole $$@
$(B)/rom/$1$2/traced.inc: $(B)/rom/$1$2/untraced.o
	$$(Q)nm $$< | sed -n '/untraced_\(init\|Offer\|Start\)$$$$/d; s/.* T untraced_/TRACED /p' >$$@
$(call trace_objects,$1,$2): $(B)/rom/$1$2/traced.inc
$(B)/rom/$1$2/traced.o: $(B)/rom/$1$2/untraced.o $(call trace_objects,$1,$2)
	$$(say) LD $$@
	$$(Q)$($(blob_arch).ld) -r -o $$@ $$^

endef

# The back end for level 0 has the same names as the other one, so it is linked first, and what the frame asks of it gets another
# name. It has no slots, and no part in the other's lists: its sections get other names, too.
define blob_level0
$(B)/rom/$(1)/level0/%.o: %.S
	$$(say) AS $$@
	$$(Q)mkdir -p $$(@D)
	$$(Q)$($(blob_arch).cc) $(rom_asflags) $(call blob_includes,$1,$($1.level0)) $(if $($1.trace),-I$(B)/rom/$1/level0) $(blob_defines) '-DROM_ANSWERS_FILE="$($1.level0.answers)"' -MMD -MP -c -o $$@ $$<
$(B)/rom/$(1)/level0/%.o: %.c
	$$(say) CC $$@
	$$(Q)mkdir -p $$(@D)
	$$(Q)$($(blob_arch).cc) $(rom_cflags) $(call blob_includes,$1,$($1.level0)) $(blob_virtual_top) $$($(1).cflags) -MMD -MP -c -o $$@ $$<
$(B)/rom/$(1)/level0.o: $(level0_objects) rom/check-blob rom/$(blob_arch)/relocations $(B)/rom/$(blob_layout).bodies $(call backend_folders,$1)
	$$(say) CHECK $$@
	$$(Q)$($(blob_arch).ld) -r -o $$@.whole $$(filter %.o,$$^)
	$$(Q)rom/check-blob $(B)/rom/$(blob_layout).bodies $$@.whole
	$$(Q)objcopy --redefine-sym bodies=bodies_level0 --redefine-sym init=init_level0 \
		--keep-global-symbol bodies_level0 --keep-global-symbol init_level0 \
		$$$$(readelf -SW $$@.whole | sed -n 's/.* \.\(slot\|text\|rodata\)\.\([^ ]*\) .*/--rename-section .\1.\2=.\1.level0.\2/p' | \
			sed 's/=\.slot\./=.text./') $$@.whole $$@
endef

# $(eval $(call trace_of,NAME,OTHER)): NAME is OTHER with a trace, but for what is said behind that; tools are none of those that go out.
define trace_of
$(foreach v,profile backends level0 size flags virtual_top,$(eval $1.$v := $($2.$v)))
$1.product := $($2.product) trace
$1.unlisted := yes
$1.trace := yes
endef

# For each layout: its linker script, and the list of bodies that it may have.
$(B)/rom/%.ld: rom/rom.ld rom/%/sections.ld $(TABLE)
	$(say) CPP $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC32) -E -P -x assembler-with-cpp -Ispec -Ispec/$(firstword $(subst -, ,$*)) -Irom/$* '-DROM_PROFILE_FILE="profiles/$*.def"' -o $@ $<

$(B)/rom/%.bodies: $(B)/spec/list
	$(say) GEN $@
	$(Q)mkdir -p $(@D)
	$(Q)$< bodies $* >$@
