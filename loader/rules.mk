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

# The C part again for the host: plain for benchmarks, with sanitizers for unit tests.
LOADER_HOST_A := $(B)/host/libvmi.a
LOADER_SAN_A := $(B)/san/libvmi.a
host/libvmi.a.kind := host
san/libvmi.a.kind := san
host/libvmi.a.sources := $(LOADER_C)
san/libvmi.a.sources := $(LOADER_C)
$(eval $(call archive,host/libvmi.a))
$(eval $(call archive,san/libvmi.a))

all: $(LOADER_A) check-size $(B)/examples/smallest.elf

# All of the library as one object: what it needs from outside, what it could write, how big it is.
# Counted apart is what a kernel may leave out: the sentences of status.c, which are text, and the policy.
$(B)/loader/whole.o: $(LOADER_A)
	$(say) LD $@
	$(Q)$(i386.ld) -r -o $@ --whole-archive $<

check-size: $(B)/loader/whole.o
	$(say) SIZE $<
	$(Q)if [ -n "$$(nm -u $<)" ]; then \
		echo "loader: the library needs symbols from outside:" $$(nm -u $<) >&2; exit 1; fi
	$(Q)size $(call objects,loader,$(loader/libvmi.a.sources)) | \
		awk -v max=$(LOADER_MAX_CODE) 'NR > 1 { \
			variables += $$2 + $$3; \
			if ($$6 ~ /\/status.c.o$$/) sentences = $$1; \
			else if ($$6 ~ /\/(policy|sums|sha256).c.o$$/) policy += $$1; \
			else code += $$1 } \
		END { if (variables) { print "loader: the library has " variables \
				" bytes of variables, and may have none" >"/dev/stderr"; exit 1 } \
			if (code > max) { print "loader: the library has " code \
				" bytes of code and constants, and may have " max >"/dev/stderr"; exit 1 } \
			printf "           %d of %d bytes of code and constants, %d of sentences, %d of policy\n", \
				code, max, sentences, policy }' $(hush)

# The smallest kernel, with its own linker script.
examples/smallest.elf.kind := i386
examples/smallest.elf.sources := $(addprefix loader/examples/smallest/,start.S main.c)
examples/smallest.elf.archives := $(LOADER_A)
examples/smallest.elf.script := loader/examples/smallest/smallest.ld
$(eval $(call program,examples/smallest.elf))

.PHONY: check-size
