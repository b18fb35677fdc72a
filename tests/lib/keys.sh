# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=sh
# OpenPGP keys for tests that sign: good ones, and such as must not count.  Sourced.

# gpg_as ARGUMENT...: with the test's own keys, none of the user's, and no question asked.
gpg_as() { gpg --homedir "$keys" --quiet --pinentry-mode loopback --passphrase '' "$@" 2>"$keys/log"; }

# make_keys FOLDER: keys there, and ring.gpg with all but the foreign one's, ring.asc with one of them as text.
make_keys() {
	keys=$1
	mkdir -m 700 "$keys"
	for name in good foreign revoked; do gpg_as --batch --quick-generate-key "$name" ed25519 sign never || return; done
	gpg_as --batch --faked-system-time 20200101T000000 --quick-generate-key old ed25519 sign 1d &&
		gpg_as --batch --faked-system-time 20200101T000000 --quick-generate-key early ed25519 sign never || return
	# A key that was revoked signs nothing more, so that is done to a copy. The colon keeps one from importing it by mistake.
	gpg_as --batch --export >"$keys/all"
	mkdir -m 700 "$keys/theirs"
	sed 's/^:---/---/' "$keys/openpgp-revocs.d/$(fingerprint revoked).rev" |
		gpg_as --homedir "$keys/theirs" --batch --import "$keys/all" - &&
		gpg_as --homedir "$keys/theirs" --export good revoked old early >"$keys/ring.gpg" &&
		gpg_as --armor --export good >"$keys/ring.asc"
}

fingerprint() { gpg_as --list-keys --with-colons "$1" | awk -F: '$1 == "fpr" { print $10; exit }'; }

# sign_with KEY FILE [OPTION...]: into FILE.asc, as make sign does.
sign_with() {
	sign_key=$1 sign_file=$2
	shift 2
	gpg_as --batch --yes "$@" --local-user "$sign_key" --armor --output "$sign_file.asc" --detach-sign "$sign_file"
}

# What gpg leaves running would end with its folder, but not at once.
end_keys() {
	for home in "$keys" "$keys/theirs"; do gpgconf --homedir "$home" --kill all; done 2>/dev/null
}
