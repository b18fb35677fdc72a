# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh disable=SC2034,SC2016 # used by those who read this in; $d is Perl's
# What the tests of vmirom as a program share; read in by them, at the top of the tree.
vmirom=$PWD/build/tools/vmirom-san
good=$PWD/build/corpus/good.rom
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT

# run ARGUMENT...: output in $tmp/out and $tmp/err, exit status in $status.
run() {
	"$vmirom" "$@" >"$tmp/out" 2>"$tmp/err"
	status=$?
}

# complains NAME STATUS MESSAGE ARGUMENT...: one line on stderr, nothing on stdout.
complains() {
	name=$1 wanted=$2 message=$3
	shift 3
	run "$@"
	is "$name" "$status $(cat "$tmp/err")|$(cat "$tmp/out")" "$wanted vmirom: $message|"
}

# words SEVERITY: its sorted code words in the last output, or good.
words() {
	found=$(awk -v severity="$1" '$1 == severity { print $2 }' "$tmp/out" | LC_ALL=C sort -u | paste -sd, -)
	echo "${found:-good}"
}

# poke FILE OFFSET BYTES: BYTES as printf takes them.
poke() {
	# shellcheck disable=SC2059
	printf "$3" | dd of="$1" bs=1 seek="$(($2))" conv=notrunc status=none
}

# u16 FILE OFFSET
u16() { od -An -tu2 -j "$(($2))" -N 2 "$1" | tr -d ' '; }

# json FILE EXPRESSION: a value in a JSON file; fails if that is not JSON in UTF-8.
json() {
	perl -MJSON::PP -e 'local $/; open my $f, "<:raw", $ARGV[0] or die;
		my $d = JSON::PP->new->utf8->decode(<$f>); my $v = eval $ARGV[1]; die $@ if $@;
		binmode STDOUT, ":utf8"; print ref $v ? JSON::PP->new->encode($v) : $v // "null"' "$1" "$2" 2>&1
}
