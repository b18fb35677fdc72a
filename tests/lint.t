#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What the house rules say and a program can see.
set -u
cd "$(dirname "$0")/.." || exit 2
# shellcheck source=tests/lib/files.sh
. tests/lib/files.sh
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

no_spdx() {
	files '*.c' '*.h' '*.S' '*.ld' '*.def' '*.mk' '*.sh' '*.t' '*.py' Makefile setup .ci/run |
		while IFS= read -r f; do head -n 3 "$f" | grep -q SPDX-License-Identifier || echo "$f"; done
}
wrong_licence() {
	files 'loader/*.[chS]' 'loader/*.def' 'spec/*.[ch]' 'spec/*.def' |
		while IFS= read -r f; do head -n 3 "$f" | grep -q 'SPDX-License-Identifier: MIT' || echo "$f: not MIT"; done
}
shell_scripts() {
	files | while IFS= read -r f; do
		case $(head -c 64 "./$f" | head -n 1) in '#!/bin/sh' | '#!/bin/bash' | '#!/usr/bin/env bash') echo "$f" ;; esac
	done
}
nothing() { [ -z "$("$@")" ] || { "$@"; return 1; }; }
long_files() { files '*.c' '*.h' '*.S' | while IFS= read -r f; do l=$(wc -l <"$f"); [ "$l" -gt 450 ] && echo "$f: $l lines"; done; }

# Each line is a citation that leads nowhere.
lost_citations() {
	at="docs/facts" lost="$(mktemp)"
	while IFS= read -r line; do
		printf '%b\n' "$line" >"$lost"
		! docs/check-facts "$lost" 2>/dev/null || echo "not seen: $line"
	done <<-END
		see $at/firmware.md section 99
		/*\n * $at/vmi-3.0-client.md sections 5\n * to 17.\n */
		# $at/vmi-13.3-client.md sections 2, 5 and 7
		see $at/nothing.md
		see ${at#*/}/firmware.md section 1
		see ${at#*/} section 1
	END
	rm -f "$lost"
}

# Each line is a link or a path that leads nowhere.
lost_links() {
	lost="$(mktemp)"
	# shellcheck disable=SC2016
	for text in '[x](nothing.md)' '[x](#nothing)' 'see `docs/nothing.md`' 'see docs/nothing-*.md.' 'see `nothing.c`'; do
		printf '%s\n' "$text" >"$lost"
		! docs/check-links "$lost" 2>/dev/null || echo "not seen: $text"
	done
	rm -f "$lost"
}

# 18 words and what stands between them and 18 more: whether that is taken for the end of a sentence. A name's last part says how to read it.
words="$(printf 'word %.0s' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17)word"
long_sentences() {
	sample="$(mktemp -d)"
	while read -r name seen between; do
		printf '%b\n' "$between" | sed "s/@/$words/g" >"$sample/$name"
		if docs/check-sentences "$sample/$name" 2>/dev/null; then found=ends; else found=long; fi
		[ $found = "$seen" ] || echo "$name: $found: $between"
	done <<-'END'
		a.md long @ @
		a.md long @;\n@
		a.md long * @ (@.)
		a.md long @ e.g. @
		a.md long @: @. End
		a.md long | cell | @ @ | cell |
		a.md long @. @
		a.md ends @. `x` @
		a.md ends @. Word @
		a.md ends @\n\n@
		a.md ends * @\n* @
		a.md ends | @ | @ |
		a.md ends ```\n@ @\n```
		a.md ends @ `@` and [word](@)
		a.c long /*\n * @\n * @\n */
		a.c ends /* @ */ @ /* @ */ "/* @ @ */"
		a.S long x /* @ @ */
		a.S ends /*\n * a   @\n * b @\n */
		a.sh ends #!@ x\n# SPDX-@\n# @
		a.mk long # @\n# @
		a.mk ends # @\n@
	END
	rm -rf "$sample"
}

ok "every source file has an SPDX line" nothing no_spdx
ok "loader and specification are MIT" nothing wrong_licence
ok "no source file is longer than 450 lines" nothing long_files
# shellcheck disable=SC2046
ok "each citation of docs/facts leads to a section" docs/check-facts $(files)
ok "a citation that leads nowhere is seen" nothing lost_citations
ok "each link and path of the documents leads somewhere" make -s check-docs
ok "a link or path that leads nowhere is seen" nothing lost_links
# shellcheck disable=SC2046
ok "no sentence of documents and comments is longer than 35 words" docs/check-sentences \
	$(files '*.md' '*.c' '*.h' '*.S' '*.ld' '*.def' '*.mk' '*.sh' '*.t' Makefile tests/rows) $(shell_scripts)
ok "a sentence that is too long is seen, and no other" nothing long_sentences
stray_files() { files | grep -E '(^|/)-|\.(o|rom|orig|rej)$' | grep -v '^releases/'; }

ok "no file has a name like an option's, or is something that was built" nothing stray_files
# shellcheck disable=SC2046
ok "shellcheck" shellcheck -x $(shell_scripts)
check() { # ARCHITECTURE FILE...
	arch=$1
	shift
	cppcheck --quiet --error-exitcode=1 -U__ASSEMBLER__ --enable=warning,portability --inline-suppr --std=c11 \
		-Ispec "-Ispec/$arch" -Iloader -Iloader/host "-Iloader/$arch" -Itools "$@"
}
# shellcheck disable=SC2046
ok "cppcheck: loader and tools" check i386 $(files 'loader/*.c' 'rom/*.c' 'tools/*.c' | grep -v '^loader/examples/\|^loader/x86_64/')
# shellcheck disable=SC2046
ok "cppcheck: loader, x86-64" check x86_64 $(files 'loader/x86_64/*.c')
# shellcheck disable=SC2046
ok "the manual pages" mandoc -Tlint -Wwarning $(files 'docs/man/*.[13]')
finish
