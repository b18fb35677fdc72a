// SPDX-License-Identifier: GPL-2.0-only
/* vmirom: looks at a VMI option ROM.  Options and commands. */
#include "json.h"
#include "vmirom.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct command {
	const char *name;
	const char *arguments;
	unsigned int nr;     /* of arguments; 0: one or more files */
	const char *options; /* of "jsi": --json, --scan, --image */
	/* With each file in turn, or with the first argument. */
	int (*run)(const struct options *options, const char *first);
	const char *what;
	const char *more;
	const char *statuses; /* of exit */
};

static const char stream[] = "A file of - is the standard input or output.\n";
static const char usual[] = "Exit status: 0 good, 1 faults found, 2 could not read, or bad usage.\n";

static const struct command commands[] = {
	{"info", "FILE...", 0, "jsi", command_info, "show every field of a ROM",
	 "Lists the images in the file.  Of one it shows header, PCI data structure, PnP header\n"
	 "and build identity, and what the loader would say.  Judges nothing: see check.\n",
	 usual},
	{"check", "FILE...", 0, "jsi", command_check, "look for faults, without running the 32-bit code",
	 "Each fault is a line: code word, offset in the image, what was found, what was\n"
	 "expected.  Each image is judged by the rules of its kind; one must be of VMI.\n"
	 "Stricter than the loader, whose own verdict is the last line but one.\n",
	 usual},
	{"calls", "FILE...", 0, "jsi", command_calls,
	 "ask a ROM, in an emulator, what it wants done with each call",
	 "Runs Init, and GetRelocationInfo for every call, twice and at two addresses.\n", usual},
	{"diff", "A B", 2, "jiscg", command_diff, "say what differs, and whether B may take A's place",
	 "Shows what differs, field by field and call by call at each privilege level, and what\n"
	 "that means for the guests of A: refused, migration, in-place, or - for nothing.\n",
	 "Exit status: 0 for every guest, 1 for new boots only, 2 could not read, or bad usage,\n"
	 "3 not at all, 4 one is no VMI ROM or serves no guest, 5 they are of different profiles.\n"},
	{"sites", "KERNEL...", 0, "j", command_sites, "list the calls that a kernel has call sites for",
	 "Counts the records that the macros of <vmi/site.h> leave in the section .vmi_sites of\n"
	 "an ELF file.  Of several files, each has a list of its own.\n",
	 usual},
	{"trace", "DUMP...", 0, "j", command_trace,
	 "list the last calls that a trace build of a ROM has written down",
	 "Of a dump of the guest's memory, by QEMU's dump-guest-memory, xl dump-core or a\n"
	 "debugger; not a compressed one. Of each processor: how often it has made each call,\n"
	 "and its last calls, the oldest first.\n",
	 usual},
	{"verify", "FILE", 1, "jmuk", command_verify, "tell whether a ROM is the one that was released",
	 "Holds the file against its manifest, the manifest against what the ROM answers, and\n"
	 "with a keyring the signed list of sums against both.\n",
	 "Exit status: 0 good, 2 could not read, or bad usage; else the first that is wrong:\n"
	 "3 another file, 4 no manifest, 5 the manifest says what is not so, 6 not in the list,\n"
	 "7 no good signature, 8 of a foreign key, 9 of an expired or revoked key.\n"},
	{"manifest", "ROM FACTS OUT", 3, "", command_manifest, "write the manifest of a ROM",
	 "FACTS is a JSON object of what a ROM can't tell: platforms, licences, source,\n"
	 "compilers. The rest, and the answers, are the ROM's own.\n",
	 usual},
	{"bundle", "I386 X86_64 -o OUT", 2, "o", command_bundle, "put a ROM for each architecture into one",
	 "Firmware places it whole, as the ROM for i386 that it begins with; the one for x86-64\n"
	 "stands in it, and each client finds its own. At most 127.5 KiB. extract takes them out.\n",
	 "Exit status: 0 good, 2 could not read or write, or bad usage; nothing is written for\n"
	 "3 one is no VMI ROM, 4 the wrong order, 5 twice the same architecture, 6 too large,\n"
	 "7 one has several images, 8 a wrong checksum, 9 no PCI data structure.\n"},
	{"extract", "IN OUT", 2, "si", command_extract, "copy one image as a file of its own",
	 "The copy says that it is the last image, and sums up to what it did.\n"
	 "IN and OUT may be the same file.\n",
	 usual},
	{"set-pci", "VVVV:DDDD IN OUT", 3, "", command_set_pci, "copy a ROM with the PCI identity of a card",
	 "Firmware passes over a card's ROM that has not the card's vendor and device.\n"
	 "VVVV and DDDD are four hexadecimal digits each.  All images and their lists of\n"
	 "devices are changed, and the checksums mended.  IN and OUT may be the same file.\n",
	 usual},
};
#define NR_COMMANDS (sizeof(commands) / sizeof(commands[0]))

/* What an option's value becomes: true, a number from 1 up, or the text itself. */
enum option_kind { FLAG, NUMBER, TEXT };

static const struct option {
	char letter;
	enum option_kind kind;
	const char *name;
	size_t field; /* in struct options */
	const char *help;
} option_list[] = {
	{'j', FLAG, "--json", offsetof(struct options, json),
	 "  --json     the same for machines; of several files, an array\n"},
	{'i', NUMBER, "--image", offsetof(struct options, image),
	 "  --image N  the image of that number; without, the first of VMI (check: all)\n"},
	{'s', FLAG, "--scan", offsetof(struct options, scan),
	 "  --scan     the file is a piece of memory: look at every 2 KiB\n"},
	{'m', TEXT, "--manifest", offsetof(struct options, manifest),
	 "  --manifest M   the file's manifest; must be given\n"},
	{'u', TEXT, "--sums", offsetof(struct options, sums),
	 "  --sums S       the list of sums, with its signature in S.asc; without, SHA256SUMS\n"
	 "                 beside the manifest or one folder up\n"},
	{'k', TEXT, "--keyring", offsetof(struct options, keyring),
	 "  --keyring K    whose signature counts, as gpg --export writes them; without, no\n"
	 "                 signature is looked at\n"},
	{'o', TEXT, "-o", offsetof(struct options, output),
	 "  -o OUT     the file to write; must be given\n"},
	{'c', FLAG, "--carried", offsetof(struct options, carried),
	 "  --carried  saves and migrations carry the ROM's bytes along, as QEMU's and Xen's do\n"},
	{'g', TEXT, "--guest", offsetof(struct options, guest),
	 "  --guest LIST   only the calls of a kernel: its ELF file, what sites prints, or\n"
	 "                 names with commas between\n"},
};
#define NR_OPTIONS (sizeof(option_list) / sizeof(option_list[0]))

static int help(void)
{
	printf("usage: vmirom COMMAND [OPTION] ...\n\nLooks at VMI option ROMs, and at kernels that use "
	       "them.\n\n");
	for (size_t i = 0; i < NR_COMMANDS; i++)
		printf("  %-8s %-18s %s\n", commands[i].name, commands[i].arguments, commands[i].what);
	printf("\n  --json     for machines\n  --image N  one of several images\n"
	       "  --scan     a dump of memory\n  -h, --help this, or after a COMMAND more on that\n"
	       "  --version\n\n%s%s"
	       "diff and verify have more of them; see their --help.\n",
	       stream, usual);
	return GOOD;
}

static int command_help(const struct command *command)
{
	printf("usage: vmirom %s %s%s\n\n%c%s.\n\n%s", command->name, command->options[0] ? "[OPTION] " : "",
	       command->arguments, command->what[0] - 'a' + 'A', command->what + 1, command->more);
	for (size_t i = 0; i < NR_OPTIONS; i++)
		if (strchr(command->options, option_list[i].letter))
			printf("%s", option_list[i].help);
	printf("\n%s%s", stream, command->statuses);
	return GOOD;
}

static int bad_usage(const char *word, const char *why, const char *hint)
{
	fprintf(stderr, "vmirom: %s%s%s; see vmirom %s--help\n", word ? quoted(word) : "", word ? ": " : "",
		why, hint);
	return TROUBLE;
}

/* 1 to 99999; 0: it is none. */
static unsigned int parse_number(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	return digits && digits <= 5 && !text[digits] ? strtoul(text, NULL, 10) : 0;
}

/* The worst of them; what can't be read weighs most. */
static int run_each(const struct command *command, const struct options *options, unsigned int nr)
{
	bool array = options->json && nr > 1;
	int worst = GOOD;

	if (array)
		json_open_array(NULL);
	for (unsigned int i = 0; i < nr; i++) {
		int status;

		if (nr > 1 && !options->json && command->run != command_info)
			printf("%s%s:\n", i ? "\n" : "",
			       quoted(shown_path(options->arguments[i], "standard input")));
		else if (i && !options->json)
			putchar('\n');
		fflush(stdout);
		status = command->run(options, options->arguments[i]);
		worst = status > worst ? status : worst;
	}
	if (array)
		json_end();
	return worst;
}

/* The option that a word names, if the command has it, and what stands behind "=", or NULL. */
static const struct option *find_option(const struct command *command, const char *word, const char **value)
{
	size_t len = strcspn(word, "=");

	*value = word[len] ? word + len + 1 : NULL;
	for (size_t i = 0; i < NR_OPTIONS; i++) {
		const struct option *option = &option_list[i];

		if (strlen(option->name) == len && !strncmp(word, option->name, len) &&
		    strchr(command->options, option->letter) && !(option->kind == FLAG && *value))
			return option;
	}
	return NULL;
}

/* Its value, which may be the next word.  NULL, or why it is none. */
static const char *parse_option(const struct option *option, const char *value, struct options *options,
				char ***argv)
{
	void *field = (char *)options + option->field;

	if (option->kind == FLAG) {
		*(bool *)field = true;
		return NULL;
	}
	if (!value && (*argv)[1])
		value = *++*argv;
	if (option->kind == TEXT) {
		*(const char **)field = value;
		return value && *value ? NULL : "takes a value";
	}
	*(unsigned int *)field = value ? parse_number(value) : 0;
	return *(unsigned int *)field ? NULL : "takes a number from 1 up";
}

static int run_command(const struct command *command, char **argv)
{
	struct options options = {.arguments = (const char **)argv};
	unsigned int nr = 0;
	bool only_files = false;
	char hint[20];

	snprintf(hint, sizeof(hint), "%s ", command->name);
	for (; *argv; argv++) {
		if (only_files || argv[0][0] != '-' || !argv[0][1]) {
			if (command->nr && nr == command->nr)
				return bad_usage(*argv, "one argument too many", hint);
			options.arguments[nr++] = *argv; /* what was there has been looked at */
		} else if (!strcmp(*argv, "--")) {
			only_files = true;
		} else if (!strcmp(*argv, "--help") || !strcmp(*argv, "-h")) {
			return command_help(command);
		} else {
			const char *word = *argv, *value, *why;
			const struct option *option = find_option(command, word, &value);

			if (!option)
				return bad_usage(word, "unknown option", hint);
			why = parse_option(option, value, &options, &argv);
			if (why)
				return bad_usage(word, why, hint);
		}
	}
	if (nr < (command->nr ? command->nr : 1))
		return bad_usage(command->name, "an argument is missing", hint);
	return command->nr ? command->run(&options, options.arguments[0]) : run_each(command, &options, nr);
}

static int dispatch(int argc, char **argv)
{
	if (argc < 2)
		return bad_usage(NULL, "no command", "");
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))
		return help();
	if (!strcmp(argv[1], "--version")) {
		printf("vmirom %s, VMI %d.%d\n", VERSION, VMI_API_MAJOR, VMI_API_MINOR);
		return GOOD;
	}
	for (size_t i = 0; i < NR_COMMANDS; i++)
		if (!strcmp(argv[1], commands[i].name))
			return run_command(&commands[i], argv + 2);
	return bad_usage(argv[1], argv[1][0] == '-' ? "unknown option" : "unknown command", "");
}

int main(int argc, char **argv)
{
	int status = dispatch(argc, argv);

	/* A full disk must not look like a good ROM. */
	if (fflush(stdout) || ferror(stdout))
		return trouble("standard output", "could not be written");
	return status;
}
