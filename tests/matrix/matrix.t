#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# run-matrix: the expected table, each wrong use; and in a small tree, whose boots are a script, what it makes of each end.
set -u
cd "$(dirname "$0")/../.." || exit 2
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh
matrix=tests/matrix/run-matrix

everything() {
	$matrix --list >"$work/all" || return
	! grep ' new$' "$work/all"
}
ok "each line of the expected table fits a pair, and each pair fits a line" everything
parts() {
	for i in 1 2 3; do $matrix --list SHARD=$i/3; done | sort >"$work/parts"
	sort "$work/all" | cmp - "$work/parts"
}
ok "three shards are the whole, and have no pair in common" parts

# wrong TEXT WORD...: one line, and exit status 2.
wrong() {
	text=$1
	shift
	says "$*: $text" 2 "^matrix: $text" $matrix "$@"
	result "$([ "$(printf '%s\n' "$said" | wc -l)" = 1 ] || echo "$said")" "$*: in one line"
}
says "help" 0 '^usage: run-matrix' $matrix --help
wrong "unknown word 'FROB=1'" FROB=1
wrong "unknown word 'frob'" frob
wrong "ROM 'tests' is a folder" ROM=tests
wrong "cannot read ROM '$work/no'" ROM="$work/no"
head -c 4096 build/rom/vmi-native-i386.rom >"$work/cut.rom"
wrong "ROM '$work/cut.rom' is cut: it has fewer bytes than its header says" ROM="$work/cut.rom"
wrong "ROM 'README.md' is no ROM: no 55 AA at its front" ROM=README.md
wrong "KERNEL '$work' is a folder" KERNEL="$work"
wrong "INITRD is for a KERNEL of yours" INITRD=README.md
wrong "JOBS is a number from 1 up, not '0'" JOBS=0
wrong "SHARD is like 2/8, not '9/8'" SHARD=9/8
wrong "SHARD is like 2/8, not '2'" SHARD=2
wrong "ONLY is no regular expression: " ONLY='['
wrong "there is no pair 'frob'" ONLY=frob

# A tree with two ROMs, one of them released, two kernels, and a script that boots: what the file said has.
tree=$work/tree
mkdir -p "$tree/tests/matrix" "$tree/releases/1.0-r1/roms" "$tree/releases/1.0-r1/guests" "$tree/build/guest" "$tree/build/tools"
cp -r tests/lib "$tree/tests/"
cp tests/matrix/*.py tests/matrix/page.html tests/matrix/run-matrix tests/matrix/boot-pair "$tree/tests/matrix/"
cp releases/facts.sh "$tree/releases/"
printf 'list-roms:\n\t@echo build/vmi-new.rom\n' >"$tree/Makefile"
printf '\125\252new' >"$tree/build/vmi-new.rom"
printf '\125\252old' >"$tree/releases/1.0-r1/roms/vmi-new.rom"
whole() { printf '\125\252\001%s' "$1"; head -c 512 /dev/zero; } # at least as long as its header says
whole yours >"$work/my own.rom"
touch "$tree/releases/1.0-r1/MANIFEST"
echo guest >"$tree/build/guest/vmi-guest.elf"
echo "older guest" | gzip -c >"$tree/releases/1.0-r1/guests/vmi-guest.elf.gz"
echo 'bare on=baremetal kernel=guest title="bare hardware" group=matrix' >"$tree/tests/matrix/rows"
printf '%s\n' '* * * runs' '* * none natively "no VMI ROM was found"' >"$tree/tests/matrix/expected"
cat >"$tree/tests/boot" <<'END2'
#!/bin/sh
echo x >>build/boots
. ./said
END2
chmod +x "$tree/tests/boot"
runs='echo "# vmi-report: status=OK sites=600"; echo ok 1 - a; echo 1..1'
# Without --rom it has none.
good='case $* in *--rom*) '$runs' ;; *) echo "# vmi: status=NO_ROM no VMI ROM was found"; echo "ok 1 - a"; echo 1..1 ;; esac'

# run SAID WORD...: anew.
run() {
	printf '%s\n' "$1" >"$tree/said"
	shift
	(cd "$work" && tree/$matrix FRESH=1 JOBS=2 "$@")
}
says "all as expected" 0 '^6 pairs: 4 run, 2 run natively, 0 are refused; none worse than expected$' run "$good"
says "a ROM of the user's joins" 0 '^ *[0-9] of 2  bare guest@[^ ]* my_own.rom@yours: runs (nothing is expected of it); ' run "$good" ROM="my own.rom" ONLY=yours
tabbed=$work/my$(printf '\t')tab.rom
cp "$work/my own.rom" "$tabbed"
printf more >>"$tabbed"
says "so does one with a tab in its name" 0 ' my_tab.rom@yours: runs ' run "$good" ROM="$tabbed" ONLY=yours
says "it runs on the ROM though nobody expects that" 0 ' none: runs (better than expected); ' run "$runs"
says "natively, and should not" 1 ' new@today: natively: Init refused (worse than expected); ' \
	run 'echo "# vmi: status=INIT_FAILED Init refused"; echo ok 1 - a; echo 1..1'
says "natively for another reason" 0 ' none: natively: another one (for another reason than expected); ' \
	run 'echo "# vmi: status=X another one"; echo ok 1 - a; echo 1..1' ONLY=' none '
says "refused" 1 ' new@today: refused: a reason (worse than expected); ' run 'echo "Bail out! nothing runs here without a blob: a reason"; exit 3'
says "a refusal that does not end so" 1 ': broken: .* (worse than expected); ' run 'echo "Bail out! nothing runs here without a blob: a reason"'
says "a failed test" 1 ': broken: a test fails: b (worse than expected); ' run "$runs; echo not ok 2 - b; exit 1"
says "tests that are not run" 1 ': broken: 1 tests ran, 2 planned (worse than expected); ' run 'echo "# vmi-report: status=OK sites=600"; echo ok 1 - a; echo 1..2'
says "a kernel that says nothing" 1 ': broken: 0 tests ran, none planned (worse than expected); ' run :
says "no end in time" 1 ': broken: it does not end in time: the guest did not end (worse than expected); ' \
	run 'echo "boot: the guest did not end"; exit 4'
says "a crash" 1 ': broken: it ends without a word (worse than expected); ' run 'exit 5'
# sound: the XML can be read, and says the same.
sound() {
	run 'printf "# \\1 <&>\\377\\033\\n"; case $* in *--rom*) echo not ok 1 - b; exit 1 ;; esac; '"$good" >/dev/null
	python3 - "$tree/build/matrix/matrix.xml" <<-'END2'
		import sys, xml.etree.ElementTree
		suite, = xml.etree.ElementTree.parse(sys.argv[1]).getroot()
		print(suite.attrib, len(suite.findall("testcase")), len(suite.findall("testcase/failure")))
	END2
}
says "JUnit XML" 0 "'bare hardware', 'tests': '6', 'errors': '0', 'failures': '4', 'skipped': '0'} 6 4\$" sound
says "a kernel of the user's" 0 '^ *1 of 1  own-bare .*: runs ' \
	$matrix KERNEL="$(kernel guest)" APPEND=only=ops ONLY='^own-bare .* native-i386@today ' OUT="$work/own"

says "a machine that can't be had is skipped, and counted" 4 '^6 pairs: 0 run, 0 run natively, 0 are refused, 6 are skipped; ' \
	run 'echo "boot: no qemu-system-i386 here; run ./setup"; exit 2'
says "a Xen that can't be had" 4 '^skipped: 6 pairs: no mirror$' run 'echo "get-pv32: skipped: no mirror"; exit 77'

says "a kernel that is none" 2 "^matrix: kernel '.*README.md' is no bzImage, multiboot or PVH kernel$" \
	$matrix KERNEL=README.md ONLY='^own-bare .* native-i386@today ' OUT="$work/own"

# What is known is not run again, unless it was skipped, or a byte has changed.
boots() { # WORD...
	: >"$tree/build/boots"
	"$tree/$matrix" JOBS=2 "$@" >"$work/out" 2>&1
	[ $? != 2 ] || echo "it is refused"
	wc -l <"$tree/build/boots"
}
is "skipped pairs are run again" "$(printf '%s\n' "$good" >"$tree/said"; boots)" 6
is "what is known is not" "$(boots)" 0
is "FRESH=1 forgets it" "$(boots FRESH=1)" 6
whole newer >"$tree/build/vmi-new.rom"
is "a ROM's pairs are run again when its bytes change" "$(boots)" 2
cp "$tree/build/vmi-new.rom" "$work/twin.rom"
is "a ROM of the user's that is one of them is known" "$(boots ROM="$work/twin.rom")" 0
is "what has the same bytes is run once" "$(boots ROM="$work/twin.rom" FRESH=1)" 6
echo 'not JSON' | tee "$tree"/build/matrix/results/*.json >/dev/null
is "a result that can't be read is none" "$(boots)" 6
mkdir -p "$tree/tools/vmi-check-kernel"
printf '#!/bin/sh\necho x >>build/boots\n' | tee "$tree/tools/vmi-check-kernel/part.py" >"$tree/tools/vmi-check-kernel/vmi-check-kernel"
chmod +x "$tree/tools/vmi-check-kernel/vmi-check-kernel"
own() { boots KERNEL="$tree/build/guest/vmi-guest.elf" ONLY='^own-bare .*today'; }
is "a kernel of the user's is run again when what checks it changes" "$(own) $(own) $(echo '# changed' >>"$tree/tools/vmi-check-kernel/part.py"; own)" "1 0 1"
is "two shards beside each other" "$(rm -r "$tree/build/matrix"; boots SHARD=1/2) $(boots SHARD=2/2) $(boots)" "3 3 0"
reports() { ls "$tree/build/matrix"; }
says "each has reports of its own" 0 '^matrix-2-of-2.html$' reports
is "REPORT=1 runs nothing" "$(rm -r "$tree/build/matrix"; boots REPORT=1) $(grep '^6 pairs' "$work/out")" \
	"0 6 pairs: 0 run, 0 run natively, 0 are refused, 6 are not run; none worse than expected"

# Stopped, it goes on from where it was; what it has started ends.
printf '%s\n' 'case $* in *--rom*) echo $$ >>build/pids; exec sleep 1000 ;; esac' "$good" >"$tree/said"
rm -f "$tree/build/pids"
"$tree/$matrix" FRESH=1 JOBS=6 >"$work/out" 2>&1 &
until [ "$(wc -l 2>/dev/null <"$tree/build/pids")" = 4 ] && [ "$(grep -c natively "$work/out")" = 2 ] || ! kill -0 $! 2>/dev/null; do sleep 0.1; done
kill -TERM $!
wait $!
is "stopped: its exit status" $? 143
is "stopped: what it says" "$(tail -n 1 "$work/out")" "matrix: stopped; 2 of 6 pairs are known, and the same command goes on from there"
left=''
while read -r pid; do
	case $(ps -o stat= -p "$pid") in '' | Z*) ;; *) left="$left $pid" ;; esac # one that waits to be reaped runs no more
done <"$tree/build/pids"
result "${left:+still there:$left}" "stopped: what it has started has ended"
is "and goes on from there" "$(printf '%s\n' "$good" >"$tree/said"; boots)" 4

# On any error what was there stays.
cp "$tree/build/matrix/matrix.html" "$work/before"
full() { (ulimit -f 8; exec "$tree/$matrix" REPORT=1); }
says "a full disk" 3 '^matrix: .*: File too large$' full
is "it leaves the page as it was" "$(cmp "$tree/build/matrix/matrix.html" "$work/before" 2>&1)" ""
is "and nothing half written" "$(find "$tree/build/matrix" -name '.new*')" ""
says "a folder that can't be" 3 "^matrix: .*: Not a directory$" "$tree/$matrix" REPORT=1 OUT=README.md/x
echo '* * * walks' >>"$tree/tests/matrix/expected"
says "a bad line of the expected table" 2 'expected:3: a line is ROW KERNEL ROM runs|natively|refused|never ' "$tree/$matrix" --list
never() { printf '%s\n' '* * * runs' '* guest@1* * never "too old"' >"$tree/tests/matrix/expected" && "$tree/$matrix" --list | wc -l; }
is "pairs that can't meet are none" "$(never)" 3
printf '%s\n' '* * * runs' '* frob@* * runs' >"$tree/tests/matrix/expected"
says "a line of it that fits no pair" 2 'expected:2: no pair fits this line' "$tree/$matrix" --list
finish
