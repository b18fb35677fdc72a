/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The end of a client of which Xen refuses something. A call has no result by which to
 * say so, and to go on would be to go on with other tables than the client believes in.
 */
#include "console.h"
#include "cpu.h"
#include "die.h"
#include "hypercall.h"
#include "percpu.h"

/* Where this image lies; only assembler can tell. */
LOCAL const char *refusal_list(void);

static char *put_hex(char *to, uintptr_t value, uint32_t digits)
{
	*to++ = ' ';
	while (digits--) {
		uint32_t digit = value >> 4 * digits & 15;

		*to++ = digit < 10 ? '0' + digit : 'a' - 10 + digit;
	}
	return to;
}

static char *put_text(char *to, const char *s)
{
	while (*s)
		*to++ = *s++;
	return to;
}

static const char *sentence_of(uint32_t what)
{
	const char *s = refusal_list();

	do
		while (*s++)
			;
	while (*s && *s != (char)what);
	return *s ? s + 1 : s;
}

/* "vmi-xen: refused WW EE NN AAAAAAAA: what": docs/xen-answers.md tells what they are. */
LOCAL void die(uint32_t what, int error, uint32_t nr, uintptr_t about)
{
	char *text = BUFFER(STATE), *at = text;

	at = put_text(at, refusal_list());
	at = put_hex(at, what, 2);
	at = put_hex(at, -error, 2);
	at = put_hex(at, nr, 2);
	at = put_hex(at, about, 2 * sizeof(about));
	at = put_text(at, sentence_of(what));
	*at++ = '\n';
	ConsoleWrite(text, at - text);
	shut_down(SHUTDOWN_crash);
}
