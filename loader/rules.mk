# SPDX-License-Identifier: MIT
# The loader: a static library for i386 kernels, the same C for host tests, and the examples.
# What is of one architecture is in a folder of its name, headers too: the include path chooses.

LOADER_C := $(patsubst loader/%.c,%,$(wildcard loader/*.c))
LOADER_I386 := $(patsubst loader/%,%,$(basename $(wildcard loader/i386/*.[cS])))
LOADER_OBJ32 := $(addprefix $(B)/loader/,$(addsuffix .o,$(LOADER_C) $(LOADER_I386)))
LOADER_A := $(B)/loader/libvmi.a
LOADER_SRC := $(addprefix loader/,$(addsuffix .c,$(LOADER_C)))
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
LOADER_CFLAGS32 := $(CFLAGS32) $(LOADER_SMALL_$(CC32_KIND)) -fno-builtin $(KEEP_LOOPS) $(WORD_STACK)

# The C part again for the host: plain for benchmarks, with sanitizers for unit tests.
LOADER_HOST_A := $(B)/loader/host/libvmi.a
LOADER_SAN_A := $(B)/loader/san/libvmi.a

all: $(LOADER_A) check-size $(B)/examples/smallest.elf

$(B)/loader/%.o: loader/%.c loader/rules.mk Makefile
	$(say) CC32 $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC32) $(LOADER_CFLAGS32) -MMD -MP -c -o $@ $<

$(B)/loader/%.o: loader/%.S loader/rules.mk Makefile
	$(say) AS32 $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC32) $(ASFLAGS32) -MMD -MP -c -o $@ $<

$(B)/loader/host/%.o: loader/%.c loader/rules.mk Makefile
	$(say) HOSTCC $@
	$(Q)mkdir -p $(@D)
	$(Q)$(HOSTCC) $(HOSTCFLAGS) -MMD -MP -c -o $@ $<

$(B)/loader/san/%.o: loader/%.c loader/rules.mk Makefile
	$(say) HOSTCC $@
	$(Q)mkdir -p $(@D)
	$(Q)$(HOSTCC) $(HOSTCFLAGS) $(SANITIZE) -MMD -MP -c -o $@ $<

$(LOADER_A): $(LOADER_OBJ32)
$(LOADER_HOST_A): $(addprefix $(B)/loader/host/,$(addsuffix .o,$(LOADER_C)))
$(LOADER_SAN_A): $(addprefix $(B)/loader/san/,$(addsuffix .o,$(LOADER_C)))
$(LOADER_A) $(LOADER_HOST_A) $(LOADER_SAN_A):
	$(say) AR $@
	$(Q)rm -f $@
	$(Q)ar rcsD $@ $^

# All of the library as one object: what it needs from outside, what it could write, how big it is.
# The sentences of status.o are counted apart: they are text, and a kernel may leave them out.
$(B)/loader/whole.o: $(LOADER_A)
	$(say) LD $@
	$(Q)ld -m elf_i386 -r -o $@ --whole-archive $<

check-size: $(B)/loader/whole.o
	$(say) SIZE $<
	$(Q)if [ -n "$$(nm -u $<)" ]; then \
		echo "loader: the library needs symbols from outside:" $$(nm -u $<) >&2; exit 1; fi
	$(Q)size $(filter-out %/status.o,$(LOADER_OBJ32)) $(B)/loader/status.o | \
		awk -v max=$(LOADER_MAX_CODE) 'NR > 1 { \
			variables += $$2 + $$3; \
			if ($$6 ~ /status.o$$/) sentences = $$1; else code += $$1 } \
		END { if (variables) { print "loader: the library has " variables \
				" bytes of variables, and may have none" >"/dev/stderr"; exit 1 } \
			if (code > max) { print "loader: the library has " code \
				" bytes of code and constants, and may have " max >"/dev/stderr"; exit 1 } \
			printf "           %d of %d bytes of code and constants, %d of sentences\n", \
				code, max, sentences }' $(hush)

# The smallest kernel, with its own linker script.
SMALLEST := loader/examples/smallest
$(B)/examples/%.o: $(SMALLEST)/%.c loader/rules.mk Makefile
	$(say) CC32 $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC32) $(CFLAGS32) -MMD -MP -c -o $@ $<

$(B)/examples/%.o: $(SMALLEST)/%.S loader/rules.mk Makefile
	$(say) AS32 $@
	$(Q)mkdir -p $(@D)
	$(Q)$(CC32) $(ASFLAGS32) -MMD -MP -c -o $@ $<

$(B)/examples/smallest.elf: $(SMALLEST)/smallest.ld $(B)/examples/start.o $(B)/examples/main.o $(LOADER_A)
	$(say) LD $@
	$(Q)ld $(LDFLAGS32) -T $(SMALLEST)/smallest.ld -o $@ $(filter %.o %.a,$^)

# Time for each site, on the host.
$(B)/tests/bench/loader: tests/bench/loader.c $(LOADER_HOST_A)
	$(say) HOSTCC $@
	$(Q)mkdir -p $(@D)
	$(Q)$(HOSTCC) $(HOSTCFLAGS) -MMD -MP -MF $@.d -o $@ $< $(LOADER_HOST_A)

bench-loader: $(B)/tests/bench/loader
	$(Q)$<

-include $(B)/tests/bench/loader.d

.PHONY: check-size bench-loader

-include $(wildcard $(B)/loader/*.d $(B)/loader/i386/*.d $(B)/loader/host/*.d $(B)/loader/san/*.d $(B)/examples/*.d)
