# SPDX-License-Identifier: MIT
# The loader: a static library for i386 kernels, the same C for host tests, and the examples.
# What is of one architecture is in a folder of its name, headers too: the include path chooses.

LOADER_C := $(wildcard loader/*.c)
LOADER_A := $(B)/loader/libvmi.a
# clang 14 makes 370 bytes more of the same, and has no such options as stand below for gcc.
LOADER_MAX_CODE_gcc := 6144
LOADER_MAX_CODE_clang := 6656
LOADER_MAX_CODE := $(LOADER_MAX_CODE_$(CC32_KIND))

# No call of memcpy or memset may come out of a loop or a structure: there is no libc.
# A kernel's stack is small, and nothing here needs it aligned to 16.
# What stands behind -Oz makes it 250 bytes smaller still.
LOADER_SMALL_gcc := -Oz -fno-tree-dominator-opts -fno-tree-loop-optimize -fno-thread-jumps \
	-fno-caller-saves -fno-shrink-wrap -fira-region=all -malign-data=abi
LOADER_SMALL_clang := -Oz
loader.cc := $(i386.cc) $(LOADER_SMALL_$(CC32_KIND)) -fno-builtin $(KEEP_LOOPS) $(WORD_STACK)
$(eval $(call kind,loader))

loader/libvmi.a.kind := loader
loader/libvmi.a.sources := $(LOADER_C) $(wildcard loader/i386/*.[cS])
$(eval $(call archive,loader/libvmi.a))

# The same for x86-64, which has more of its own: where a ROM is placed, and how modules are listed.
LOADER64_A := $(B)/loader-x86_64/libvmi.a
loader-x86_64.cc := $(x86_64.cc) $(LOADER_SMALL_gcc) -fno-if-conversion -fno-code-hoisting -mpreferred-stack-boundary=3 -fno-builtin $(KEEP_LOOPS_gcc)
$(eval $(call kind,loader-x86_64))
loader-x86_64/libvmi.a.kind := loader-x86_64
loader-x86_64/libvmi.a.sources := $(LOADER_C) $(wildcard loader/x86_64/*.[cS])
$(eval $(call archive,loader-x86_64/libvmi.a))

# The C part again for the host: plain for benchmarks, with sanitizers for unit tests.
LOADER_HOST_A := $(B)/host/libvmi.a
LOADER_SAN_A := $(B)/san/libvmi.a
host/libvmi.a.kind := host
san/libvmi.a.kind := san
host/libvmi.a.sources := $(LOADER_C)
san/libvmi.a.sources := $(LOADER_C)
$(eval $(call archive,host/libvmi.a))
$(eval $(call archive,san/libvmi.a))
LOADER64_SAN_A := $(B)/san-x86_64/libvmi.a
san-x86_64/libvmi.a.kind := san-x86_64
san-x86_64/libvmi.a.sources := $(LOADER_C) $(filter-out %/call.c,$(wildcard loader/x86_64/*.c))
$(eval $(call archive,san-x86_64/libvmi.a))

all: $(LOADER_A) $(LOADER64_A) check-size $(B)/examples/smallest.elf $(B)/examples/smallest-x86_64.elf

# $(call check_size,KIND,LINKER,BYTES): all of the library as one object: what it needs from outside, what it could write, how big it is.
# Counted apart is what a kernel may leave out: the sentences of status.c, which are text, and the policy.
define check_size
$(B)/$1/whole.o: $(B)/$1/libvmi.a
	$$(say) LD $$@
	$$(Q)$$($2.ld) -r -o $$@ --whole-archive $$<

check-size: check-size-$1
check-size-$1: $(B)/$1/whole.o
	$$(say) SIZE $$<
	$$(Q)loader/check-size $3 $$< $$(call objects,$1,$$($1/libvmi.a.sources)) $$(hush)
.PHONY: check-size-$1
endef
$(eval $(call check_size,loader,i386,$(LOADER_MAX_CODE)))
$(eval $(call check_size,loader-x86_64,x86_64,8192))

# The smallest kernel, with its own linker script.
examples/smallest.elf.kind := smallest-i386
examples/smallest.elf.sources := $(addprefix loader/examples/smallest/,i386/start.S main.c)
examples/smallest.elf.archives := $(LOADER_A)
examples/smallest.elf.script := loader/examples/smallest/i386/smallest.ld
examples/smallest-x86_64.elf.kind := smallest-x86_64
examples/smallest-x86_64.elf.sources := $(addprefix loader/examples/smallest/,x86_64/start.S main.c)
examples/smallest-x86_64.elf.archives := $(LOADER64_A)
examples/smallest-x86_64.elf.script := loader/examples/smallest/x86_64/smallest.ld
define smallest
smallest-$1.cc := $$($1.cc) -Iloader/examples/smallest/$1
smallest-$1.ld := $$($1.ld)
$$(eval $$(call kind,smallest-$1))
endef
$(foreach a,i386 x86_64,$(eval $(call smallest,$a)))
$(eval $(call program,examples/smallest.elf))
$(eval $(call program,examples/smallest-x86_64.elf))

.PHONY: check-size
