# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# Debian's packages without installing any, and a cache of what was made of them; sourced by tests/xen/get-*.
#
# Nothing on the machine changes and nobody has to be root: apt-get gets a configuration of
# its own, below build/. Its mirror is the one that this machine is configured for.

me=$(basename "$0")
release=bookworm
suites="$release\(-security\)\{0,1\}" # as sed's pattern
areas=build/xen
cache=${VMI_ROM_CACHE:-${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}}
cache=${cache:-$PWD/$areas/cache}
[ -n "${VMI_ROM_CACHE:-}" ] || cache=$cache/vmi-rom

say() { echo "$me: $*" >&2; }
die() {
	say "$*"
	exit 1
}
# What can't be had here is no error: whoever asked skips what needs it.
skip() {
	say "skipped: $*"
	exit 77
}
needs() {
	for tool; do
		command -v "$tool" >/dev/null || skip "no $tool here; run ./setup"
	done
}

# options REFRESH-HELP ARGUMENTS...: the one option that all have; sets refresh.
options() {
	refresh='' help=$1
	shift
	for option; do
		case $option in
		--refresh) refresh=1 ;;
		-h | --help)
			cat <<END
usage: tests/xen/$me [--refresh]
$help
  --refresh  ask the mirror again, even when the cache holds one
Kept in \$VMI_ROM_CACHE (else \$XDG_CACHE_HOME/vmi-rom, else ~/.cache/vmi-rom).
Exit status: 0 it is there, 1 an error, 77 it can't be had here; the reason is printed.
END
			exit 0
			;;
		*)
			say "unknown option '$option'; --help lists them"
			exit 1
			;;
		esac
	done
}

# area NAME: build/xen/NAME is filled by one process at a time; sets work, a folder that goes away at the end.
area() {
	needs flock mktemp
	area=$areas/$1
	mkdir -p "$area" "$cache" || die "cannot make '$area' and '$cache'"
	exec 9>"$areas/.lock-$1"
	flock 9
	work=$(mktemp -d "$PWD/$areas/.work-$1.XXXXXX")
	trap 'rm -rf "$work"' EXIT
	trap 'exit 130' INT TERM
}

# deliver FOLDER: build/xen/NAME becomes a copy of the cache's folder, whose name (the
# id) says what it is. The id goes first and comes last: without it the copy is not whole.
deliver() {
	id=$(basename "$1")
	if [ "$(cat "$area/id" 2>/dev/null || :)" != "$id" ]; then
		rm -rf "$area"
		cp -R "$1" "$area" || die "cannot copy '$1' to '$area'"
		echo "$id" >"$area/id"
	fi
	touch "$area"/*
	say "$area is $id"
}

# from_cache PATTERN: delivers the newest that the cache holds, or finds that it was
# delivered before, and ends; or returns.
from_cache() {
	[ -z "$refresh" ] || return 0
	newest=$(cd "$cache" && find . -maxdepth 1 -type d -name "$1" | sort -V | tail -n 1)
	if [ -n "$newest" ]; then
		deliver "$cache/${newest#./}"
		exit 0
	fi
	# A pattern is wanted.
	# shellcheck disable=SC2254
	case $(cat "$area/id" 2>/dev/null || :) in
	$1)
		say "$area is $(cat "$area/id")"
		exit 0
		;;
	esac
}

# keep FOLDER NAME: puts a finished folder into the cache, whole or not at all, and delivers it.
keep() {
	half=$(mktemp -d "$cache/.half.XXXXXX") || die "cannot write in '$cache'"
	chmod 755 "$half"
	if ! cp -R "$1/." "$half/" || ! { rm -rf "${cache:?}/$2" && mv -T "$half" "$cache/$2"; }; then
		rm -rf "$half"
		die "cannot write '$cache/$2'"
	fi
	deliver "$cache/$2"
}

# The machine's mirrors of RELEASE: "URI SUITE" a line, however they are configured.
mirrors() {
	apt-get --print-uris update 2>/dev/null |
		sed -n "s#^'\(.*\)/dists/\($suites\)/InRelease'.*#\1 \2#p"
}

# apt COMMAND ARGUMENTS...: apt-get or apt-cache, with the configuration that open_mirror made.
apt() {
	command=$1
	shift
	"$command" -c "$work/apt.conf" -qq "$@"
}

# Makes apt's private configuration and fetches the lists: binary packages of the release
# and of its security updates, sources of the release only (the security pool does not
# serve each source that it names).
open_mirror() {
	needs apt-get dpkg dpkg-source
	mkdir -p "$areas/apt/lists/partial" "$areas/apt/cache/archives/partial"
	keyring=/usr/share/keyrings/debian-archive-keyring.gpg
	signed=
	[ ! -r $keyring ] || signed="[signed-by=$keyring] "
	mirrors | sed "s,.*,deb $signed& main," >"$work/sources.list"
	sed -n "s,^deb \(.* $release main\)\$,deb-src \1,p" "$work/sources.list" >"$work/deb-src"
	[ -s "$work/deb-src" ] || skip "none of this machine's apt sources is a Debian mirror with $release"
	cat "$work/deb-src" >>"$work/sources.list"
	cat >"$work/apt.conf" <<END
Dir::Etc::sourcelist "$work/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State::lists "$PWD/$areas/apt/lists";
Dir::Cache "$PWD/$areas/apt/cache";
Acquire::Languages "none";
Acquire::Retries "1";
Acquire::http::Timeout "20";
Acquire::https::Timeout "20";
APT::Sandbox::User "root";
APT::Update::Error-Mode "any";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
END
	say "asking the Debian mirror for its lists"
	if ! flock "$areas/.lock-apt" apt-get -c "$work/apt.conf" -qq update >"$work/apt.log" 2>&1; then
		skip "the mirror's lists can't be had: $(grep '^[EW]:' "$work/apt.log" | head -n 1)"
	fi
}

# version PACKAGE: the newest that the mirror has; version_source PACKAGE: of the source package.
version() { apt apt-cache show --no-all-versions "$1" 2>/dev/null | sed -n 's/^Version: //p' | head -n 1; }
version_source() { apt apt-cache showsrc --only-source "$1" 2>/dev/null | sed -n 's/^Version: //p' | sort -V | tail -n 1; }

# unpack_binary PACKAGE VERSION FOLDER [PART...]: without PART, all of it.
unpack_binary() {
	package=$1 package_version=$2 to=$3
	shift 3
	say "downloading $package $package_version"
	mkdir -p "$work/deb"
	if ! (cd "$work/deb" && apt apt-get download "$package=$package_version") >"$work/apt.log" 2>&1; then
		skip "$package $package_version can't be had: $(grep '^E:' "$work/apt.log" | head -n 1)"
	fi
	mkdir -p "$to"
	for deb in "$work/deb/${package}"_*.deb; do
		dpkg --fsys-tarfile "$deb" | tar -x -C "$to" --wildcards "$@" || die "$package $package_version can't be unpacked"
		rm -f "$deb"
	done
}

# unpack_all FOLDER PACKAGE...: with all that they depend on, as for a machine that has nothing.
unpack_all() {
	to=$1
	shift
	say "downloading $* and what they depend on"
	mkdir -p "$work/all/partial"
	: >"$work/status"
	if ! apt apt-get -o "Dir::State::status=$work/status" -o "Dir::State::extended_states=$work/extended" \
		-o "Dir::Cache::archives=$work/all" -o Debug::NoLocking=1 \
		-y --no-install-recommends --download-only install "$@" >"$work/apt.log" 2>&1; then
		skip "$* can't be had: $(grep '^E:' "$work/apt.log" | head -n 1)"
	fi
	for deb in "$work"/all/*.deb; do
		dpkg -x "$deb" "$to" || die "'$deb' can't be unpacked"
	done
	rm -rf "$work/all"
}

# unpack_source PACKAGE VERSION FOLDER
unpack_source() {
	say "downloading the source package $1 $2"
	mkdir -p "$work/dsc"
	if ! (cd "$work/dsc" && apt apt-get source --download-only "$1=$2") >"$work/apt.log" 2>&1; then
		skip "the source package $1 $2 can't be had: $(grep '^E:' "$work/apt.log" | head -n 1)"
	fi
	for dsc in "$work/dsc/$1"_*.dsc; do
		# apt has checked the signature of the list that names these files.
		dpkg-source --no-check -x "$dsc" "$3" >"$work/apt.log" 2>&1 || die "the source package $1 $2 can't be unpacked"
	done
}
