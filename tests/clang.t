#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The whole tree by clang: does it build, does what it makes work, and do the ROMs hold the same code?
# Risk: a builder who has clang only, or a kernel that takes the loader's files into a build of clang's.
set -u
cd "$(dirname "$0")/.." || exit 1
unset MAKEFLAGS MAKELEVEL MFLAGS
command -v clang >/dev/null || { echo "1..0 # SKIP there is no clang"; exit 0; }
out=$(mktemp -d) || exit 1
trap 'rm -rf "$out"' EXIT
b=$out/build
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

works() { tests/boot --rom "$b/rom/vmi-native-i386-call.rom" "$@" >"$out/console" 2>&1 || { cat "$out/console"; false; }; }
same_code() {
	for rom in vmi-native-i386 vmi-native-i386-call vmi-native-i386-v13; do
		objdump -d "build/rom/$rom/blob.o" | sed 1,3d >"$out/by-gcc" && objdump -d "$b/rom/$rom/blob.o" | sed 1,3d >"$out/by-clang" &&
			[ -s "$out/by-gcc" ] && cmp "$out/by-gcc" "$out/by-clang" || return 1
	done
}
convention() { "$b/tests/unit/loader_abi-$1"; status=$?; [ $status = 0 ] || [ $status = 126 ]; } # 126: no 32-bit programs here

ok "all of it builds" make -s -j2 B="$b" CC32=clang HOSTCC=clang all tests/unit/loader_abi.t
ok "the smallest kernel works" works "$b/examples/smallest.elf"
ok "so does the conformance kernel" works "$b/guest/vmi-guest.elf"
ok "and with PAE" works "$b/guest/vmi-guest-pae.elf"
ok "the library fits a caller" convention plain
ok "and one of -mregparm=3" convention mregparm=3
ok "the native ROMs' code is gcc's, byte for byte" same_code
finish
