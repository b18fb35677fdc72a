#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# tests/lib/session: its limit counts what the command runs or sleeps, and nothing of the command is left however it ends.
set -u
cd "$(dirname "$0")/.." || exit 2
# shellcheck source=tests/lib/built.sh
. tests/lib/built.sh
session=tests/lib/session
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh

# ends STATUS NAME COMMAND...
ends() {
	local want=$1 name=$2 got
	shift 2
	"$@" >"$work/out" 2>&1
	got=$?
	result "$([ $got = "$want" ] || echo "exit status $got, expected $want: $(tail -n 1 "$work/out")")" "$name"
}

# gone FILE: none of the processes that it names runs; who is reaped late runs no more.
gone() {
	local pid
	while read -r pid; do
		case $(ps -o stat= -p "$pid") in '' | Z*) ;; *) return 1 ;; esac
	done <"$1"
}

ends 0 "a command that ends well" $session true
ends 7 "its exit status" $session sh -c 'exit 7'
ends 139 "the signal that it died of" $session sh -c 'kill -SEGV $$'
ends 127 "no such command" $session "$work/no"
ends 2 "no command" $session --limit 3
ends 2 "a limit that is no number" $session --limit x true
ends 124 "one that runs beyond its limit" $session --limit 1 sh -c 'while :; do :; done'
ends 124 "one that sleeps beyond its limit" $session --limit 1 sleep 1000

# What is stopped neither runs nor sleeps; its time goes on when it goes on.
# shellcheck disable=SC2016
$session --limit 2 sh -c 'echo $$ >"$1"; kill -STOP $$; exit 5' sh "$work/stopped" &
pid=$!
sleep 4
kill -CONT "$(cat "$work/stopped")"
wait $pid
status=$?
result "$([ $status = 5 ] || echo "exit status $status")" "a stopped one spends none of its time"

# A child of a child, in a session of its own within, that ends for nobody, and one that was stopped.
cat >"$work/family" <<'END'
echo "$TMPDIR" >"$1/folder"
touch "$TMPDIR/file"
trap '' TERM
tests/lib/session sh -c 'trap "" TERM; echo $$ >>'"$1"'/pids; while :; do sleep 1; done' &
sh -c 'echo $$ >>'"$1"'/pids; kill -STOP $$' &
echo $$ >>"$1/pids"
while [ ! -e "$1/end" ]; do sleep 0.1; done
END
for how in TERM INT HUP; do
	rm -f "$work/pids" "$work/folder"
	$session --tmp sh "$work/family" "$work" &
	pid=$!
	until [ "$(wc -l 2>/dev/null <"$work/pids")" = 3 ]; do sleep 0.1; done
	kill -s $how $pid
	wait $pid
	status=$?
	wrong=
	[ $status -gt 128 ] && [ "$(kill -l $status)" = $how ] || wrong="exit status $status; "
	gone "$work/pids" || wrong="${wrong}something runs; "
	[ ! -e "$(cat "$work/folder")" ] || wrong="${wrong}its folder is there"
	result "$wrong" "ended by SIG$how: nothing is left"
done
rm -f "$work/pids"
touch "$work/end"
$session --tmp sh "$work/family" "$work"
status=$?
result "$(gone "$work/pids" && [ $status = 0 ] && [ ! -e "$(cat "$work/folder")" ] || echo "something is left, or exit status $status")" \
	"what a command leaves behind when it ends well is ended, too"

# The programs that boot.  Debian's QEMU goes by another name than it was called by.
emulators() { # TMPDIR
	for pid in $(pgrep qemu-system); do
		tr '\0' '\n' 2>/dev/null <"/proc/$pid/environ" | grep -q "^TMPDIR=$1" && echo "$pid"
	done
}
for how in TERM HUP; do # a shell that is started in the background can hear no SIGINT
	mkdir "$work/tmp"
	TMPDIR=$work/tmp tests/boot --timeout 1000 --cmdline "noexit only=user" "$(kernel guest)" >"$work/out" 2>&1 &
	until [ "$(emulators "$work/tmp")" ]; do sleep 0.1; done
	kill -s $how $!
	wait $!
	status=$?
	wrong=
	[ $status -gt 128 ] && [ "$(kill -l $status)" = $how ] || wrong="exit status $status; "
	[ -z "$(emulators "$work/tmp")" ] || wrong="${wrong}QEMU runs; "
	[ -z "$(ls -A "$work/tmp")" ] || wrong="${wrong}its folder is there"
	result "$wrong" "tests/boot ended by SIG$how: nothing is left"
	rm -rf "$work/tmp"
done
mkdir "$work/a b,c"
TMPDIR="$work/a b,c" tests/boot --via module --rom "$(rom native-i386)" --cmdline only=user "$(kernel guest)" >"$work/out" 2>&1
status=$?
result "$([ $status = 0 ] && grep -q where=module "$work/out" || echo "exit status $status")" "tests/boot, a TMPDIR with a blank and a comma"
(cd "$work" && sh -c "$("$OLDPWD/tests/boot" --show --rom "$OLDPWD/$(rom native-i386)" --via module --cmdline "only=user x='y z'" \
	"$OLDPWD/$(kernel guest)")") >"$work/out" 2>&1
status=$?
result "$([ $status = 33 ] && grep -q where=module "$work/out" || echo "exit status $status")" "the command that tests/boot --show prints can be run"
finish
