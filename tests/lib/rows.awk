# SPDX-License-Identifier: GPL-2.0-only
# Reads tests/rows; prints each row, and each of its kernels, as a line of assignments for the shell's eval.
# -v group=GROUP: of this group only; -v names="NAME...": these only, all of which there must be.

function die(why)
{
	printf "%s:%d: %s\n", FILENAME, FNR, why >"/dev/stderr"
	failed = 1
	exit 2
}

# Splits the line at blanks that are in no quotes; sets words and returns their number.
function split_line(line,    n, i, c, word, quoted, open)
{
	n = 0
	for (i = 1; i <= length(line); i++) {
		c = substr(line, i, 1)
		if (c == "\"") {
			quoted = !quoted
			open = 1
		} else if (c ~ /[ \t]/ && !quoted) {
			if (open)
				words[++n] = word
			word = ""
			open = 0
		} else {
			word = word c
			open = 1
		}
	}
	if (quoted)
		die("a quotation mark has no partner")
	if (open)
		words[++n] = word
	return n
}

# Fills here[] with the fields that the line has from its second word on; tabs are between the values of one that may
# be there several times.
function take(n,    i, at, name, value)
{
	for (i = 2; i <= n; i++) {
		at = index(words[i], "=")
		if (at < 2)
			die("'" words[i] "' is not of the form FIELD=VALUE")
		name = substr(words[i], 1, at - 1)
		value = substr(words[i], at + 1)
		if (!(name in known))
			die("there is no field '" name "'; tests/run-rows --help lists them")
		if (!(name in here))
			here[name] = value
		else if (name == "says")
			here[name] = here[name] "\t" value
		else
			die("field '" name "' stands there twice")
	}
}

function quote(text)
{
	gsub(/'/, "'\\''", text)
	return "'" text "'"
}

function in_list(one, list) { return index("," list ",", "," one ",") }

# Each field has a value then, "" where nobody says any.
function complete(name,    f, p, n, i, list)
{
	for (f in known)
		if (!(f in here))
			here[f] = f in defaults ? defaults[f] : ""
	p = here["on"]
	if (!(p in runs))
		die("row '" name "' is on '" p "', which is not baremetal, dom0 or domU")
	for (f in known)
		if (here[f] != "" && known[f] != "" && !in_list(p, known[f]))
			die("row '" name "': on " p " there is no field '" f "'")
	if (here["kernel"] == "")
		die("row '" name "' has no kernel")
	n = split(here["group"], list, ",")
	for (i = 1; i <= n; i++)
		if (!(list[i] in groups))
			die("row '" name "': no test runs the group '" list[i] "'")
}

function print_row(name,    i, n, f, line, kernels)
{
	n = split(here["kernel"], kernels, ",")
	for (i = 1; i <= n; i++) {
		here["kernel"] = kernels[i]
		line = "row=" quote(name)
		for (f in known)
			line = line " " variable[f] "=" quote(here[f])
		print line
	}
}

BEGIN {
	# A field, and the platforms that alone have it.
	split("group on kernel rom smp mem cpu words timeout title status where api exit says least skips", all, " ")
	for (i in all)
		known[all[i]] = ""
	known["way"] = known["machine"] = "baremetal,dom0"
	known["also"] = known["also-way"] = "baremetal"
	known["vcpus"] = "dom0,domU"
	known["dom0-mem"] = "dom0"
	known["type"] = known["hap"] = "dom0,domU"
	known["saves"] = known["shim"] = "domU"
	for (f in known) {
		variable[f] = f
		gsub(/-/, "_", variable[f])
	}
	# Who runs them: matrix/run-matrix, boots-rom.t, boots-x86_64.t, boots-machine.t, boots-quick.t, conformance.t, pvh.t, domus.t twice,
	# xen/hvm.t, clients/3.0/hvm.t twice, demo.
	split("rom machine quick matrix xen pvh domU shim hvm hvm30 hvm30-shadow demo x86_64", all, " ")
	for (i in all)
		groups[all[i]] = 1
	runs["baremetal"] = runs["dom0"] = runs["domU"] = 1
	wanted_names = split(names, list, " ")
	for (i = 1; i <= wanted_names; i++)
		wanted[list[i]] = 1
}

/^[ \t]*(#|$)/ { next }

{
	n = split_line($0)
	split("", here)
	take(n)
	if (words[1] == "defaults") {
		split("", defaults)
		for (f in here)
			defaults[f] = here[f]
		next
	}
	name = words[1]
	if (name ~ /=/)
		die("a row begins with its name, not with '" name "'")
	if (name in seen)
		die("there are two rows '" name "'")
	seen[name] = 1
	complete(name)
	if (group != "" && in_list(group, here["group"])) {
		print_row(name)
		printed++
	} else if (group == "" && (!wanted_names || name in wanted))
		print_row(name)
}

END {
	if (failed)
		exit 2
	for (i = 1; i <= wanted_names; i++)
		if (!(list[i] in seen)) {
			printf "%s: there is no row '%s'; tests/run-rows --list lists them\n", FILENAME, list[i] >"/dev/stderr"
			exit 2
		}
	if (group != "" && !printed) {
		printf "%s: there is no group '%s'\n", FILENAME, group >"/dev/stderr"
		exit 2
	}
}
