# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Which files are the project's: what git knows and what it doesn't ignore; in an unpacked archive all but what is built.

# files PATTERN...: those whose path fits one of the shell's patterns, in which * goes over / too; one a line.
files() {
	if git rev-parse --git-dir >/dev/null 2>&1; then git ls-files -co --exclude-standard; else
		find . -path ./build -prune -o -type f -print | cut -c 3-
	fi | while IFS= read -r file; do
		[ -f "$file" ] || continue # removed, and not yet committed
		[ $# -gt 0 ] || echo "$file"
		for pattern in "$@"; do
			# shellcheck disable=SC2254
			case $file in $pattern) echo "$file"; break ;; esac
		done
	done
}

# committed_copy FOLDER: a copy of this tree as it is, in a repository of its own, with all of it committed; the same each time.
committed_copy() {
	mkdir -p "$1" && files '*' | tr '\n' '\0' | xargs -0 cp -P --parents -t "$1" && commit_all "$1"
}
commit_all() {
	git -C "$1" init -q -b main . && git -C "$1" add -A -f && GIT_COMMITTER_DATE='2026-01-02T03:04:05Z' \
		git -C "$1" -c user.name=a -c user.email=a@b -c commit.gpgsign=false commit -q --date 2026-01-02T03:04:05Z -m all
}
