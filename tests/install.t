#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# make install puts everything where it belongs, what it puts there works, and uninstall leaves nothing.
set -u
cd "$(dirname "$0")/.." || exit 2
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

there=$work/usr
use_headers() {
	printf '#include <vmi/loader.h>\n#include <vmi/ops.h>\nvoid f(void) { vmi_DisableInterrupts(); }\n' >"$work/use.c"
	gcc -m32 -std=c99 -ffreestanding -fno-pic -Wall -Werror -I"$there/include/vmi-rom" -c -o "$work/use.o" "$work/use.c"
}
link_library() {
	printf '#include <vmi/loader.h>\nconst char *f(void) { return vmi_status_text(VMI_NO_ROM); }\n' >"$work/link.c"
	gcc -m32 -ffreestanding -fno-pic -I"$there/include/vmi-rom" -c -o "$work/link.o" "$work/link.c" &&
		ld -m elf_i386 -e f -o "$work/link" "$work/link.o" "$there/lib/vmi-rom/libvmi.a"
}
# As a project elsewhere has it, with nothing of this tree.
example_builds() { # NAME VARIABLE...
	mkdir "$work/$1" && cd "$work/$1" && shift && make -s -f "$there/share/vmi-rom/examples/smallest/Makefile" "$@"
}
example_says() { # NAME
	tests/boot --rom "$there/share/vmi-rom/vmi-native-i386.rom" "$work/$1/smallest.elf" >"$work/said" && cat "$work/said" &&
		grep -q "^taken:.* SetCR4=call .*SetLazyMode=nop" "$work/said" && grep -q "^works" "$work/said" && ! grep -q '^taken:.* SetCR3=' "$work/said"
}
# By what a package manager would call, told of a system below a root: by the environment, or as a cross compiler's pkg-config is, by a file.
by_environment() { PKG_CONFIG_SYSROOT_DIR=$work PKG_CONFIG_LIBDIR=$there/share/pkgconfig pkg-config "$@" vmi-loader; }
by_personality() { PKG_CONFIG_PATH='' pkgconf --personality="$work/i686.personality" "$@" vmi-loader; }
cat >"$work/i686.personality" <<END
Triplet: i686-linux-gnu
SysrootDir: $work
DefaultSearchPaths: $there/lib/i686-linux-gnu/pkgconfig:$there/share/pkgconfig
SystemIncludePaths: $there/include
SystemLibraryPaths: $there/lib/i686-linux-gnu:$there/lib
END
pkg_config_knows() {
	roms=$($1 --variable=romdir) # some versions put the system's root before it, some don't
	[ -f "$work${roms#"$work"}/vmi-native-i386.rom" ] && [ "$($1 --modversion)" = "$(make -s rom-version)" ]
}
with_pkg_config() { # HOW NAME VARIABLE...
	how=$1
	shift
	example_builds "$@" VMI_CFLAGS="$($how --cflags)" VMI_LIBS="$($how --libs)"
}
# Each public function, by its own name: there is a page, and it names it.
all_pages() {
	functions=$(sed -n 's/^VMI_CALLCONV.*[ *]\(vmi_[a-z0-9_]*\)(.*/\1/p' "$there"/include/vmi-rom/vmi/*.h)
	[ "$(echo "$functions" | wc -w)" -ge 21 ] || return 1
	for f in $functions vmi_call_i386; do
		grep -q "^\.Nm $f\( ,\)*$" "$there/share/man/man3/$f.3" || { echo "no page of $f"; return 1; }
	done
}
verified() { "$there/bin/vmirom" verify --manifest "$there/share/vmi-rom/vmi-xen-i386.json" "$there/share/vmi-rom/vmi-xen-i386.rom"; }
sums() { (cd "$there/share/vmi-rom" && sha256sum --quiet -c SHA256SUMS); }
boots_a_kernel() { (guest=$PWD/$(kernel guest) && cd / && "$there/bin/vmi-check-kernel" KERNEL="$guest" APPEND=only=user); }
nothing_left() { left=$(find "$work/usr" ! -type d); [ -z "$left" ] || { echo "$left"; return 1; }; }

ok "install" make -s install DESTDIR="$work" PREFIX=/usr
ok "the installed vmirom finds the installed ROM good" "$there/bin/vmirom" check "$there/share/vmi-rom/vmi-native-i386.rom"
ok "and the one of 13.3" "$there/bin/vmirom" check "$there/share/vmi-rom/vmi-native-i386-v13.rom"
conforms() { "$there/bin/vmi-conform" "$there/share/vmi-rom/$1" >"$work/conform" 2>&1 || { grep -v ' pass$\| skip ' "$work/conform"; false; }; }
ok "the installed vmi-conform passes an installed ROM" conforms vmi-native-i386-call.rom
ok "and one of 13.3" conforms vmi-native-i386-v13.rom
ok "the installed vmi-check-kernel boots a kernel with the installed ROM" boots_a_kernel
one_version() {
	for tool in vmi-conform vmi-check-kernel; do
		[ "$("$there/bin/$tool" --version)" = "$("$there/bin/vmirom" --version | sed "s/^vmirom/$tool/")" ] || return
	done
}
ok "all tools tell one version" one_version
ok "the sums agree" sums
ok "the manifest tells the truth" verified
ok "the installed headers compile by themselves" use_headers
ok "the installed library links by itself" link_library
ok "the installed example builds by itself" example_builds gcc CC='gcc -Werror'
ok "it works, and says which calls were taken" example_says gcc
ok "it builds by clang" example_builds clang CC='clang -Werror'
ok "and works" example_says clang
ok "pkg-config tells where all is" pkg_config_knows by_environment
ok "the example builds with what it tells" with_pkg_config by_environment told CC='gcc -Werror'
ok "so does a cross compiler's pkg-config" pkg_config_knows by_personality
ok "and the example builds with what that tells, by a compiler for i686" with_pkg_config by_personality cross CC='clang --target=i686-linux-gnu -Werror'
if command -v i686-linux-gnu-gcc >/dev/null; then
	ok "and by gcc for i686" with_pkg_config by_personality i686-gcc CC='i686-linux-gnu-gcc -Werror' LD=i686-linux-gnu-ld
else
	skip "and by gcc for i686" "there is no i686-linux-gnu-gcc"
fi
ok "each function has a manual page" all_pages
each_completes() {
	for tool in "$there"/bin/*; do
		bash -c '. "$1" && complete -p "$2"' - "$there/share/bash-completion/completions/$(basename "$tool")" "$(basename "$tool")" || return
	done
}
ok "bash completes for each tool" each_completes
ok "the manual page is there" test -s "$there/share/man/man1/vmirom.1"
ok "and vmi-check-kernel's" test -s "$there/share/man/man1/vmi-check-kernel.1"
ok "and that of vmi-conform" test -s "$there/share/man/man1/vmi-conform.1"
# A disk that is full in the middle of a file: what was there is whole.
# shellcheck disable=SC2016 # what is written is a script
half_written() {
	mkdir "$work/bin" && printf '#!/bin/sh\nfor to; do :; done\nprintf half >"$to"\nexit 1\n' >"$work/bin/install" && chmod +x "$work/bin/install"
	find "$there" -type f -exec sha256sum {} + | sort >"$work/before"
	! PATH=$work/bin:$PATH make -s install DESTDIR="$work" PREFIX=/usr && find "$there" -type f -exec sha256sum {} + | sort | diff "$work/before" -
}
ok "where a file can't be written, the one before it stays, and no part of one" half_written
ok "uninstall" make -s uninstall DESTDIR="$work" PREFIX=/usr
ok "nothing is left" nothing_left
finish
