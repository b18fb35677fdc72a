#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Old guests on new ROMs, and new guests on old ROMs: what was released still works, and still is what it was.
set -u
cd "$(dirname "$0")/.." || exit 2
# shellcheck source=releases/facts.sh
. releases/facts.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
n=0

result() { # WRONG NAME
	n=$((n + 1))
	if [ -z "$1" ]; then echo "ok $n - $2"; else
		echo "not ok $n - $2"
		printf '%s\n' "$1" | sed 's/^/# /'
	fi
}

unchanged() { # FOLDER
	(cd "$1" && sha256sum --quiet -c SHA256SUMS 2>&1
		find . -type f ! -name SHA256SUMS | cut -c 3- | sort | diff - <(cut -c 67- SHA256SUMS | sort) | sed -n 's/^< /not in SHA256SUMS: /p')
}

# boots LEAST NAME RUNNER ARGUMENTS...: the guest passes all its tests, at least so many, on a ROM that it has taken.
boots() {
	local least=$1 name=$2 status passed planned wrong=''
	shift 2
	"$@" 2>&1 </dev/null | tr -d '\r' >"$work/out"
	status=${PIPESTATUS[0]}
	if [ "$status" = 77 ]; then
		n=$((n + 1))
		echo "ok $n - $name # SKIP $(tail -n 1 "$work/out" | sed 's/^.*skipped: //')"
		return
	fi
	passed=$(grep -c '^ok ' "$work/out")
	planned=$(sed -n 's/^1\.\.//p' "$work/out")
	[ "$status" = 0 ] || wrong="exit status $status; "
	[ "$passed" -ge "$least" ] && [ "$planned" = "$passed" ] || wrong="$wrong$passed tests passed, ${planned:-none} planned; "
	! grep -q 'vmi-report: status=' "$work/out" || grep -q 'vmi-report: status=OK' "$work/out" || wrong="${wrong}the ROM was not taken"
	[ -z "$wrong" ] || wrong="$wrong
$(grep -v '^ok \|^# answer ' "$work/out" | tail -n 30)"
	result "$wrong" "$name: $passed tests"
}

# pairs WHOSE-GUESTS FOLDER-OF-GUESTS WHOSE-ROMS FOLDER-OF-ROMS
pairs() {
	for guest in vmi-guest vmi-guest-pae; do
		boots 100 "$1 $guest on $3 native ROM" tests/boot --smp 2 --rom "$4/vmi-native-i386.rom" "$2/$guest.elf"
		boots 100 "$1 $guest on $3 -call ROM" tests/boot --rom "$4/vmi-native-i386-call.rom" --via module "$2/$guest.elf"
	done
	for guest in client30 client30-pae; do
		boots 200 "$1 $guest on $3 native ROM" tests/boot --rom "$4/vmi-native-i386.rom" "$2/$guest.elf"
		boots 200 "$1 $guest on $3 -call ROM" tests/boot --smp 2 --cmdline smp --rom "$4/vmi-native-i386-call.rom" "$2/$guest.elf"
	done
	boots 100 "$1 client13 on $3 13.3 ROM" tests/boot --rom "$4/vmi-native-i386-v13.rom" "$2/client13.elf"
	boots 100 "$1 vmi-guest-pae on $3 Xen ROM" tests/xen/boot --timeout 900 --rom "$4/vmi-xen-i386.rom" "$2/vmi-guest-pae.elf"
}

mkdir "$work/today-guests"
# shellcheck disable=SC2086
cp $RELEASED_GUESTS "$work/today-guests"
for rom in $(make -s list-roms); do
	result "$(rom_judge "$rom" releases)" "$rom can follow the last release's: size, version $(rom_version "$rom")"
done
for release in $(release_names releases); do
	folder=releases/$release
	result "$(unchanged "$folder")" "$release is what it was"
	for baseline in "$folder"/abi/*.abi; do
		wrong=$(build/spec/abi check "$baseline" 2>&1 >/dev/null) || wrong="contradicted: $wrong"
		result "$wrong" "today's table keeps $baseline"
	done
	mkdir "$work/$release"
	for guest in "$folder"/guests/*.gz; do gunzip -c "$guest" >"$work/$release/$(basename "$guest" .gz)"; done
	for rom in "$folder"/roms/*.rom; do
		wrong=$(build/tools/vmirom check "$rom" 2>&1) && wrong=''
		result "$wrong" "today's vmirom finds $rom good"
	done
	pairs "$release" "$work/$release" "today's" build/rom
	pairs "today's" "$work/today-guests" "$release" "$folder/roms"
done

# What make release refuses, on ROMs that differ from a release's in one thing.
rom=build/rom/vmi-native-i386.rom
judged() { rom_judge "$rom" "$work/old"; }
mkdir -p "$work/old/3.1-r9/roms" "$work/old/3.1-r10/roms"
touch "$work/old/3.1-r9/MANIFEST" "$work/old/3.1-r10/MANIFEST"
old=$work/old/3.1-r10/roms/vmi-native-i386.rom
head -c 100 $rom >"$work/old/3.1-r9/roms/vmi-native-i386.rom" # older, and so not asked
cp $rom "$old"
result "$(judged)" "the same bytes may follow each other"
printf '\1' | dd of="$old" bs=1 seek=4000 conv=notrunc status=none
result "$(judged | grep -q 'is not higher' || echo "not refused")" "other bytes and the same version may not"
pcir=$(word $rom 24)
printf '\377\0' | dd of="$old" bs=1 seek=$((pcir + 18)) conv=notrunc status=none # 0.255
result "$(judged)" "other bytes and a higher version may"
head -c 4096 $rom >"$old"
result "$(judged | grep -q 'bytes, and 4096 in its line' || echo "not refused")" "another size may not"
refused() { # STATUS TEXT NAME ARGUMENTS-OF-cut...
	local want=$1 text=$2 name=$3 said status
	shift 3
	said=$(releases/cut "$@" 2>&1 </dev/null)
	status=$?
	result "$([ $status = "$want" ] && [ "$(printf '%s\n' "$said" | wc -l)" = 1 ] && printf '%s' "$said" | grep -qF "$text" ||
		echo "exit status $status: $said")" "make release: $name"
}
refused 2 "say which" "no version"
refused 2 "a version is like 3.1-r1, not 'r1'" "a version of another form" r1
if git rev-parse --git-dir >/dev/null 2>&1; then
	refused 1 "a release never changes" "a version that is there" 3.1-r10 "$work/old"
	git clone -q . "$work/clone"
	touch "$work/clone/new"
	said=$("$work/clone/releases/cut" 3.1-r99 2>&1)
	status=$?
	result "$([ $status = 1 ] && [ "$said" = "release: the tree has changes that are not committed" ] || echo "exit status $status: $said")" \
		"make release: a dirty tree"
fi
echo "1..$n"
