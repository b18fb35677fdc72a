#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# What the house rules say and a program can see.
set -u
cd "$(dirname "$0")/.." || exit 2
# shellcheck source=tests/lib/files.sh
. tests/lib/files.sh
n=0

# ok NAME COMMAND...: the command's output is the reason when it fails.
ok() {
	name=$1
	shift
	n=$((n + 1))
	if output=$("$@" 2>&1); then echo "ok $n - $name"; else
		echo "not ok $n - $name"
		printf '%s\n' "$output" | sed 's/^/# /' | head -n 40
	fi
}

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

ok "every source file has an SPDX line" nothing no_spdx
ok "loader and specification are MIT" nothing wrong_licence
ok "no source file is longer than 450 lines" nothing long_files
# shellcheck disable=SC2046
ok "each citation of docs/facts leads to a section" docs/check-facts $(files)
ok "a citation that leads nowhere is seen" nothing lost_citations
stray_files() { files | grep -E '(^|/)-|\.(o|rom|orig|rej)$' | grep -v '^releases/'; }

ok "no file has a name like an option's, or is something that was built" nothing stray_files
# shellcheck disable=SC2046
ok "shellcheck" shellcheck -x $(shell_scripts)
# shellcheck disable=SC2046
ok "cppcheck: loader and tools" cppcheck --quiet --error-exitcode=1 -U__ASSEMBLER__ --enable=warning,portability \
	--inline-suppr --std=c11 -Ispec -Iloader -Iloader/host -Itools/rombytes -Itools/vmirom $(files 'loader/*.c' 'rom/*.c' 'tools/*.c')
# shellcheck disable=SC2046
ok "the manual pages" mandoc -Tlint -Wwarning $(files 'docs/man/*.[13]')
echo "1..$n"
