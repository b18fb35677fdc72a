# SPDX-License-Identifier: GPL-2.0-only
# What runs on the host: plain, and with sanitizers for the tests.

HOSTCC ?= cc
HOSTCFLAGS := -std=gnu11 -O2 -g -Wall -Wextra -Werror -Ispec -Ispec/i386 -Iloader -Iloader/host -Iloader/i386 -Itools $(EXTRA_CFLAGS)
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all

# A packager's CPPFLAGS, CFLAGS and LDFLAGS are for what runs on the host, and come last.
host.cc := $(HOSTCC) $(HOSTCFLAGS) $(CPPFLAGS) $(CFLAGS)
host.ld := $(HOSTCC) $(CFLAGS) $(LDFLAGS)
san.cc := $(HOSTCC) $(HOSTCFLAGS) -Itests/unit/i386 $(SANITIZE)
san.ld := $(HOSTCC) $(SANITIZE)
# The loader's as for x86-64.
san-x86_64.cc := $(HOSTCC) -Ispec/x86_64 -Iloader/host -Iloader/x86_64 -Itests/unit/x86_64 $(HOSTCFLAGS) $(SANITIZE)
san-x86_64.ld := $(san.ld)
