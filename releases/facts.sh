# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# What a release holds, and what a ROM must be to follow one; sourced by releases/cut and tests/releases.t.

# shellcheck disable=SC2034
RELEASED_GUESTS="build/guest/vmi-guest.elf build/guest/vmi-guest-pae.elf build/clients/3.0/client30.elf build/clients/3.0/client30-pae.elf
	build/clients/13.3/client13.elf"

# word ROM OFFSET: the u16 there
word() { od -An -v -tu2 -j "$2" -N 2 "$1" | tr -d ' '; }
byte() { od -An -v -tu1 -j "$2" -N 1 "$1" | tr -d ' '; }

# rom_version ROM: MAJOR.MINOR of its PCI data structure
rom_version() {
	pcir=$(word "$1" 24)
	echo "$(byte "$1" $((pcir + 19))).$(byte "$1" $((pcir + 18)))"
}

rom_build_id() { od -An -v -tx1 -j $(($(word "$1" 28) + 28)) -N 20 "$1" | tr -d ' \n'; }

# The last version of the interface that any of them speaks; 13.3 is an older one, in spite of its number.
api_version() { # ROM...
	for rom in "$@"; do echo "$(byte "$rom" 13).$(byte "$rom" 12)"; done | grep -v '^13\.' | sort -V | tail -n 1
}

# In the order in which they were made: by the number at the end.
release_names() {
	for folder in "$1"/*/; do [ ! -e "$folder/MANIFEST" ] || basename "$folder"; done |
		sed 's/\(.*\)-r\([0-9]*\)$/\2 &/' | sort -n | cut -d ' ' -f 2-
}

# The last release's ROM of that name; nothing if none has it.
last_released() { # NAME RELEASES
	for release in $(release_names "$2"); do
		[ ! -e "$2/$release/roms/$1" ] || echo "$2/$release/roms/$1"
	done | tail -n 1
}

higher() { [ "$1" != "$2" ] && [ "$(printf '%s\n' "$1" "$2" | sort -V | tail -n 1)" = "$1" ]; }

# Whether all that a guest of the OLD ROM may do works on the NEW one, also if a migration brings it there with the old one's bytes.
serves_as() { # OLD NEW
	"${VMIROM:-build/tools/vmirom}" diff --carried "$1" "$2" >/dev/null 2>&1
}

# with_entry CHANGELOG ENTRY: the changelog with the file ENTRY as its newest.
with_entry() {
	awk -v entry="$2" 'function add() { while ((getline line <entry) > 0) print line; print ""; added = 1 }
		/^## / && !added { add() } { print } END { if (!added) { print ""; add() } }' "$1" | sed -e '$ { /^$/d }'
}

# rom_follows ROM RELEASES: nothing if it can follow the last release's of its name, and a sentence if it can't.
rom_follows() {
	last=$(last_released "$(basename "$1")" "$2")
	[ -n "$last" ] || return 0
	if [ "$(stat -c %s "$1")" != "$(stat -c %s "$last")" ]; then
		echo "$(basename "$1") has $(stat -c %s "$1") bytes, and $(stat -c %s "$last") in its line ($last)"
	elif ! cmp -s "$1" "$last" && ! higher "$(rom_version "$1")" "$(rom_version "$last")"; then
		echo "$(basename "$1") differs from $last, and its version $(rom_version "$1") is not higher: raise ROM_MINOR in rom/rules.mk"
	elif ! serves_as "$last" "$1" && ! higher "$(rom_version "$1" | cut -d. -f 1)" "$(rom_version "$last" | cut -d. -f 1)"; then
		echo "$(basename "$1") can't replace $last for every guest (vmirom diff --carried says why): raise ROM_MAJOR in rom/rules.mk"
	fi
}
