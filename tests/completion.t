#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Completion in bash: it offers what the tools say that they understand, and file names where a file belongs.
# Risk: a help is written in another way, and completion silently has nothing.
set -u
cd "$(dirname "$0")/.." || exit 2
# shellcheck source=tests/lib/tap.sh
. tests/lib/tap.sh
# shellcheck source=dist/completion
. dist/completion

vmirom=build/tools/vmirom
# offers WORDS WORD...: what is offered for the last word, by the function that bash has for the first; in one line.
offers() {
	local expected=$1 function
	shift
	COMP_WORDS=("$@")
	COMP_CWORD=$(($# - 1))
	function=$(complete -p "$(basename "$1")" | sed 's/.* -F \([^ ]*\) .*/\1/')
	COMPREPLY=()
	$function "$(basename "$1")" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
	is "${*:2}: $expected" "${COMPREPLY[*]-}" "$expected"
}
# Each command that the tool knows, by its own word on one that it doesn't.
commands=$($vmirom --help | awk '/^$/ { next } /^  [a-z]/ { print $1 }')
[ "$(echo "$commands" | wc -l)" -ge 6 ]
result $? "the help lists commands"
offers "${commands//$'\n'/ } --help --version" $vmirom ''
for command in $commands; do
	offers "$command" $vmirom "$command"
	says "vmirom knows $command" 0 "^usage: vmirom $command" $vmirom "$command" --help
done
offers 'check calls' $vmirom c
offers '' $vmirom check ''
offers '' $vmirom check build/rom/
offers '--image' $vmirom check --i
offers '--json' $vmirom sites --j
offers '' $vmirom set-pci --j
offers '--help' $vmirom set-pci -
offers '' $vmirom check --image ''
conform=tools/vmi-conform/vmi-conform
offers '--help --version --json --cpu --timeout --image' $conform -
offers '' $conform ''
check_kernel=tools/vmi-check-kernel/vmi-check-kernel
names=$(sed -n 's/^NAMES = "\(.*\)".split()/\1/p' $check_kernel)
offers "${names// /= }=" $check_kernel ''
offers 'MEM= MACHINE=' $check_kernel KERNEL = vmlinux M
offers 'pc q35' $check_kernel MACHINE =
offers 'q35' $check_kernel MACHINE = q
offers 'xen-hvm xen-pv' $check_kernel PLATFORM = x
offers '' $check_kernel KERNEL =
offers '' $check_kernel KERNEL = b
offers '--help --version' $check_kernel -
is "file names are what else there is" "$(complete -p vmirom vmi-conform vmi-check-kernel | grep -c -e '-o default')" 3
finish
