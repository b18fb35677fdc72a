#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# vmirom on every image of the corpus: the faults found are the ones put in,
# check and calls say what the loader says, and the exit status fits.
set -u
cd "$(dirname "$0")/../.." || exit 2
vmirom=build/tools/vmirom-san
corpus=build/corpus
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT

# faults: the sorted code words in the last output, or good.
faults() {
	words=$(awk '$1 == "fault" { print $2 }' "$tmp/out" | LC_ALL=C sort -u | paste -sd, -)
	echo "${words:-good}"
}

# verdict: what the loader is said to do, as a name of status.def.
verdict() {
	sed -n 's/^loader: refuses it: \([A-Z_]*\):.*/\1/p; s/^loader: \(takes\|binds\) it$/OK/p;
		s/^loader: \(would\|not known\).*/-/p' "$tmp/out"
}

# run COMMAND FILE: output in $tmp/out and $tmp/err, exit status in $status.
run() {
	"$vmirom" "$1" "$corpus/$2" >"$tmp/out" 2>"$tmp/err"
	status=$?
}

# A status belongs to what was found, whatever that is.
status_of() { if [ "$1" = good ]; then echo 0; else echo 1; fi; }

while read -r file loader check calls _; do
	case $file in '#'*) continue ;; esac
	run check "$file"
	is "$file: check" "$status $(faults) $(cat "$tmp/err")" "$(status_of "$check") $check "
	checked=$(verdict)
	run calls "$file"
	if [ "$calls" = refused ]; then
		is "$file: calls refuses it with one line" "$status $(wc -l <"$tmp/err") $(cat "$tmp/out")" "1 1 "
		is "$file: loader" "$checked" "$loader"
		continue
	fi
	is "$file: calls" "$status $(faults) $(cat "$tmp/err")" "$(status_of "$calls") $calls "
	# A ROM that writes itself is stopped here, but not on every machine.
	asked=$(verdict)
	[ "$calls" = writes-image ] && asked=$checked
	# What fails at check is not bound; what passes is held to its answers.
	is "$file: loader" "$asked" "$loader"
done <"$corpus/manifest"

# several images: their kinds as info lists them, and all that check has against them
while read -r file kinds check; do
	case $file in '#'*) continue ;; esac
	run info "$file"
	listed=$(sed -n 's/^  image .* bytes  \([A-Z-]*\).*/\1/p' "$tmp/out" | paste -sd, -)
	is "$file: info" "$status ${listed:-VMI} $(cat "$tmp/err")" "0 $kinds "
	run check "$file"
	is "$file: check" "$status $(faults) $(cat "$tmp/err")" "$(status_of "$check") $check "
done <"$corpus/images"

# words COLUMN MORE: all code words of a column of the manifest, and of another list
# shellcheck disable=SC2086 # there may be no other
words() { grep -hv '^#' "$corpus/manifest" $2 | cut -d' ' -f"$1" | tr ',' '\n' | grep -vxE 'good|refused' | LC_ALL=C sort -u; }

# manual COMMAND: the code words that the manual has for it, without those that only warn, or are of 13.3 (vmirom13.t) or 4.0 (vmirom-bundle.t)
manual() {
	sed -n "/^Those of$/,\$p" docs/man/vmirom.1 | sed -n "/^\.Cm $1 :/,/^\.El/p" |
		awk '/^\.It Cm/ { word = $3; next } word && !/^\((warning|13\.3|4\.0)\)/ { print word } { word = "" }' | LC_ALL=C sort -u
}

is "every fault that the manual has for check is in the corpus" "$(words 3 "$corpus/images")" "$(manual check | grep -vx loader)"
is "every fault that the manual has for calls is in the corpus" "$(words 4 "")" "$(manual calls)"

# The sanitizers change what an undefined value is, so the tool that is installed is asked, too.
installed=build/tools/vmirom
for command in info check; do
	differ=''
	for image in "$corpus"/*.rom; do
		run $command "$(basename "$image")"
		also=0
		$installed $command "$image" >"$tmp/out2" 2>"$tmp/err2" || also=$?
		if [ $also != $status ] || ! cmp -s "$tmp/out" "$tmp/out2" || ! cmp -s "$tmp/err" "$tmp/err2"; then
			differ="$differ $(basename "$image")"
		fi
	done
	is "$command without sanitizers: the same of each image" "$differ" ""
done

finish
