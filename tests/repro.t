#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# Two builds in two different directories give identical ROMs, and they are the ones in build/.
set -u
cd "$(dirname "$0")/.." || exit 2
# shellcheck source=tests/lib/files.sh
. tests/lib/files.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

roms=$(make -s list-roms list-drafts)
another="another one/and-deeper" # with a blank
mkdir -p "$work/one" "$work/$another"
for place in one "$another"; do
	files Makefile 'rules/*' '*rules.mk' 'spec/*' 'rom/*' 'tools/*' 'native-blob/*' 'xen-blob/*' 'loader/*' 'tests/levels/*' | tr '\n' '\0' |
		xargs -0 cp --parents -t "$work/$place"
	if ! make -s -C "$work/$place" MAKEFLAGS= roms >"$work/log" 2>&1; then
		sed 's/^/# /' "$work/log"
		echo "Bail out! the copy does not build"
		exit 1
	fi
done

# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
for rom in $roms; do
	for file in "$rom" "${rom%.rom}.elf"; do
		for place in "$work/one" "$work/$another" .; do
			[ -s "$place/$file" ] || { echo "Bail out! $file was not built in $place"; exit 1; }
		done
		sums=$(for place in "$work/one" "$work/$another" .; do sha256sum <"$place/$file"; done | uniq)
		[ "$(printf '%s\n' "$sums" | wc -l)" != 1 ] || sums=''
		result "$sums" "$file: three builds, one content"
	done
done

# What neither the shell nor the assembler could tell from the rest of a command.
for strange in "it's" "a,b"; do
	mkdir "$work/$strange"
	cp Makefile "$work/$strange"
	said=$(make -s -C "$work/$strange" MAKEFLAGS= roms 2>&1)
	case $said in
	*"*** the folder's path must not have a comma or a quote in it: "*"/$strange.  Stop.") said='' ;;
	*) said="it says: $said" ;;
	esac
	result "$said" "'$strange' in the path is refused"
done
finish
