# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# A kernel that waits for gdb, and gdb itself; sourced by tests. Their limits end what hangs, on however busy a machine.

# gdb_listens PORT: somebody does, on this machine.
gdb_listens() { grep -qs ":$(printf '%04X' "$1") 0*:0000 0A " /proc/net/tcp /proc/net/tcp6; }

# for_gdb OUT COMMAND...: tests/boot, or the like of it, in the background, with a port that gdb finds it at: then port is set, and
# boot is its process.
for_gdb() {
	gdb_out=$1
	shift
	port=$((20000 + $$ % 20000))
	for gdb_try in 1 2 3; do
		while gdb_listens $port; do port=$((port + 1)); done
		timeout 1200 "$@" --gdb $port >"$gdb_out" 2>&1 </dev/null &
		boot=$!
		until gdb_listens $port || ! kill -0 "$boot" 2>/dev/null; do sleep 0.2; done
		# Another test may have been quicker: then QEMU ends at once, and the next port is tried.
		sleep 1
		! kill -0 "$boot" 2>/dev/null || break
		port=$((port + gdb_try))
	done
}

# run_gdb COMMANDS [FILE]: the commands are in a file.
run_gdb() { timeout 900 gdb -nx -batch -l 60 -x "$@"; }
