#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The Xen ROM for 64-bit kernels, on the Xen that Debian ships: a small kernel tries its calls one by one, PV and PVH.
set -u
cd "$(dirname "$0")/../.." || exit 2
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
# shellcheck source=tests/xen/have.sh
. tests/xen/have.sh
kernel=build/xen/pv64/pv64.elf
rom=$(rom xen-x86_64)

xen() { tests/xen/boot --type pv --xen stock --mem 160 --timeout 60 "$@" $kernel; }

if have stock; then
	says "its calls, two processors" 0 '^1\.\.[0-9]*$' xen --smp 2 --rom "$rom"
	says "its calls, two virtual processors on one" 0 '^1\.\.[0-9]*$' xen --vcpus 2 --rom "$rom"
	says "PVH: what is called there" 0 '^1\.\.[0-9]*$' tests/xen/boot --type pvh --timeout 60 --rom "$rom" $kernel
	says "a ROM for 32-bit kernels is none for it" 4 'there is no ROM of 4.0' xen --timeout 5 --rom "$(rom xen-i386)"
	says "the native ROM refuses" 4 'Start refuses' xen --timeout 5 --rom "$(rom native-x86_64)"
fi
if have stock && have dom0; then
	says "its calls in a domU" 0 '^1\.\.[0-9]*$' tests/xen/domu --type pv --xen stock --vcpus 2 --mem 32 --rom "$rom" $kernel
fi
finish
