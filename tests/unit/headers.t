#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# The public headers, each by itself and twice, as C99, C11 and C++, by each compiler that is here, and linked from C++.
# Risk: a kernel that is not written in our dialect can't use them.
set -u
cd "$(dirname "$0")/../.." || exit 1
out=$(mktemp -d) || exit 1
trap 'rm -rf "$out"' EXIT
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

arch=i386 words=i386 # the folders on the include path
headers="vmi/loader.h vmi/policy.h vmi/arch.h vmi/ops.h vmi/site.h vmi/calls.h vmi/rom.h vmi/ap_state.h vmi/native.h profiles/i386-3.def profiles/i386-13.def i386/words.def"
# each SUFFIX COMPILER OPTION...: every header.  calls.def has an assembler's constants in it, such as $1, which clang's -pedantic doesn't like.
each() {
	suffix=$1
	shift
	for header in $headers; do
		printf '#include <%s>\n#include <%s>\nint some;\n' "$header" "$header" >"$out/use.$suffix"
		"$@" -ffreestanding -pedantic-errors -Wall -Wextra -Werror -Wundef -Wno-dollar-in-identifier-extension -Ispec -I"spec/$words" -Iloader -I"loader/$arch" -I"loader/$words" -fsyntax-only "$out/use.$suffix" || return 1
	done
}
refuses() { # EXPECTED COMMAND...
	expected=$1
	shift
	! "$@" -ffreestanding -Ispec -I"spec/$words" -Iloader -I"loader/$arch" -I"loader/$words" -fsyntax-only "$out/use.$suffix" >"$out/err" 2>&1 && grep -q "$expected" "$out/err"
}
works() { "$@" -E -x c++ /dev/null && echo 'int i;' | "$@" -x c++ -fsyntax-only -; }

for cc in gcc clang; do
	for std in c99 gnu99 c11 c2x; do
		ok "$cc, $std, i386" each c $cc -m32 -std=$std
	done
	works $cc >"$out/said" 2>&1 || { ok "$cc compiles no C++ # SKIP" :; continue; }
	for std in c++11 gnu++11 c++17 c++20; do
		ok "$cc, $std, i386" each cc $cc -x c++ -m32 -std=$std
	done
	cat >"$out/link.cc" <<-END
		#include <vmi/loader.h>
		#include <vmi/ops.h>
		#include <vmi/policy.h>
		static VMI_CALLCONV bool allows(const void *policy, const struct vmi_rom *rom) { return vmi_policy_sums(policy, rom); }
		extern "C" const char *start(const vmi_rom *rom, vmi_binding *binding)
		{
			vmi_DisableInterrupts();
			return vmi_status_text(vmi_bind_allowed(rom, allows, "", nullptr, &vmi_call_i386, binding));
		}
	END
	ok "$cc, linked from C++" sh -c "$cc -x c++ -m32 -ffreestanding -fno-pic -Ispec -Ispec/i386 -Iloader -Iloader/i386 -c -o $out/link.o $out/link.cc &&
		ld -m elf_i386 -e start -o $out/link $out/link.o build/loader/libvmi.a"
done

arch=x86_64 words=x86_64
headers="vmi/loader.h vmi/policy.h vmi/placing.h vmi/arch.h vmi/ops.h vmi/site.h vmi/calls.h vmi/rom.h vmi/place.h vmi/start.h vmi/ap_state.h vmi/native.h profiles/x86_64-4.def x86_64/words.def"
for cc in gcc clang; do
	for std in c99 gnu99 c11 c2x; do
		ok "$cc, $std, x86-64" each c $cc -m64 -mno-red-zone -std=$std
	done
	works $cc >"$out/said" 2>&1 || continue
	for std in c++11 gnu++11 c++17 c++20; do
		ok "$cc, $std, x86-64" each cc $cc -x c++ -m64 -mno-red-zone -std=$std
	done
done
suffix=c
echo '#include <vmi/ops.h>' >"$out/use.c"
ok "calls for another architecture are refused with the reason, x86-64" refuses 'error.*x86-64' gcc -m32

arch=host words=i386
headers="vmi/loader.h vmi/policy.h vmi/arch.h vmi/site.h vmi/calls.h vmi/rom.h vmi/ap_state.h profiles/i386-3.def profiles/i386-13.def"
ok "what isn't i386's alone, elsewhere" each c gcc -m64 -std=c11
arch=i386
suffix=c
echo '#include <vmi/ops.h>' >"$out/use.c"
ok "calls for another architecture are refused with the reason" refuses 'error.*i386' gcc -m64
suffix=S
echo '#include <vmi/site.h>' >"$out/use.S"
ok "and in assembler" refuses 'error.*i386' gcc -m64 -E

# Options that change how a structure lies in memory: the library was built without them.
suffix=c
echo '#include <vmi/loader.h>' >"$out/use.c"
for option in -fshort-enums -fpack-struct; do
	ok "$option: refused, not misread" refuses 'assert' gcc -m32 $option
done
finish
