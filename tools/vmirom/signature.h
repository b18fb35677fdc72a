/* SPDX-License-Identifier: GPL-2.0-only */
/* Who signed a list of sums: asks gpgv, the part of GnuPG that only verifies. */
#ifndef SIGNATURE_H
#define SIGNATURE_H

#include <rombytes/image.h>

enum signature {
	SIGNATURE_GOOD,
	SIGNATURE_BAD,     /* of other bytes, cut off, or none at all */
	SIGNATURE_FOREIGN, /* of a key that is not in the keyring */
	SIGNATURE_EXPIRED, /* of a key that has expired or was revoked, or it has expired itself */
	SIGNATURE_UNKNOWN, /* gpgv can't be had */
};

/*
 * Of several signatures one that is good is enough.  The keyring is a file of OpenPGP keys in
 * binary form.  Why is a sentence to free: who signed, or what is wrong.
 */
enum signature signature_of(const struct image *text, const char *signature, const char *keyring, char **why);

#endif
