/* SPDX-License-Identifier: GPL-2.0-only */
/* Words of the command line; those of others are passed over. */
#include "kernel.h"
#include "options.h"

struct options options = {.cpus = MAX_CPUS, .rounds = 1, .probe = NO_CALL};

static unsigned int number(const char *s)
{
	unsigned int n = 0;

	for (; *s >= '0' && *s <= '9'; s++)
		n = n * 10 + *s - '0';
	return n ? n : 1;
}

static void calls(const char *s, const char *end, uint32_t *bits)
{
	for (; s < end; s++) {
		unsigned int n = 0;

		for (; s < end && *s >= '0' && *s <= '9'; s++)
			n = n * 10 + *s - '0';
		if (n < VMI_CALL_LIMIT)
			bits[n / 32] |= 1u << n % 32;
	}
}

static void word(const char *s, size_t len)
{
	if (len == 5 && !strncmp(s, "bench", 5))
		options.bench = true;
	else if (len == 11 && !strncmp(s, "bench=exits", 11))
		options.bench_exits = true;
	else if (len == 6 && !strncmp(s, "noexit", 6))
		options.noexit = true;
	else if (len == 7 && !strncmp(s, "conform", 7))
		options.conform = true;
	else if (len == 5 && !strncmp(s, "known", 5))
		options.known = true;
	else if (len == 5 && !strncmp(s, "brief", 5))
		options.brief = true;
	else if (len == 15 && !strncmp(s, "start=elsewhere", 15))
		options.elsewhere = true;
	else if (len == 11 && !strncmp(s, "sites=probe", 11))
		options.probe_sites = true;
	else if (len > 5 && !strncmp(s, "cpus=", 5))
		options.cpus = number(s + 5);
	else if (len > 6 && !strncmp(s, "saves=", 6))
		options.saves = number(s + 6);
	else if (len > 7 && !strncmp(s, "rounds=", 7))
		options.rounds = number(s + 7);
	else if (len > 6 && !strncmp(s, "probe=", 6))
		options.probe = s[6] == '0' ? 0 : number(s + 6);
	else if (len > 7 && !strncmp(s, "native=", 7))
		calls(s + 7, s + len, options.native);
	else if (len > 5 && !strncmp(s, "only=", 5) && len - 5 < sizeof(options.only))
		memcpy(options.only, s + 5, len - 5);
	else if (len > 7 && !strncmp(s, "misuse=", 7) && len - 7 < sizeof(options.misuse))
		memcpy(options.misuse, s + 7, len - 7);
	else if (len > 4 && !strncmp(s, "end=", 4) && len - 4 < sizeof(options.end))
		memcpy(options.end, s + 4, len - 4);
}

void options_parse(const char *cmdline)
{
	while (*cmdline) {
		const char *end = cmdline;

		while (*end && *end != ' ')
			end++;
		word(cmdline, end - cmdline);
		cmdline = *end ? end + 1 : end;
	}
}

uint32_t repeats(uint32_t usual)
{
	usual *= options.rounds;
	return options.brief ? (usual + 9) / 10 : usual;
}
