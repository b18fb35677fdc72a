// SPDX-License-Identifier: GPL-2.0-only
/* vmirom: looks at a VMI option ROM.  Options and commands. */
#include "vmirom.h"

#include <stdio.h>
#include <string.h>

#define VERSION "1.0"

struct command {
	const char *name;
	const char *arguments;
	unsigned int nr_files;
	bool json;
	int (*run)(const struct options *options);
	const char *what;
	const char *more;
};

static const struct command commands[] = {
	{"info", "[--json] FILE", 1, true, command_info, "show every field of a ROM",
	 "Shows header, PCI data structure, PnP header and build identity, and what the\n"
	 "loader would say.  Judges nothing: see check.\n"},
	{"check", "[--json] FILE", 1, true, command_check, "look for faults, without running the 32-bit code",
	 "Each fault is a line: code word, offset, what was found, what was expected.\n"
	 "Stricter than the loader, whose own verdict is the last line but one.\n"},
	{"calls", "[--json] FILE", 1, true, command_calls,
	 "ask a ROM, in an emulator, what it wants done with each call",
	 "Runs Init, and GetRelocationInfo for every call, twice and at two addresses.\n"},
	{"set-pci", "VVVV:DDDD IN OUT", 3, false, command_set_pci,
	 "copy a ROM with the PCI identity of a card",
	 "Firmware passes over a card's ROM that has not the card's vendor and device.\n"
	 "VVVV and DDDD are four hexadecimal digits each.  The checksum is mended.\n"
	 "IN and OUT may be the same file.\n"},
};
#define NR_COMMANDS (sizeof(commands) / sizeof(commands[0]))

static const char statuses[] = "Exit status: 0 good, 1 faults found, 2 could not read, or bad usage.\n";

static int help(void)
{
	printf("usage: vmirom COMMAND [OPTION] ...\n\nLooks at VMI option ROMs.\n\n");
	for (size_t i = 0; i < NR_COMMANDS; i++)
		printf("  %-8s %-17s %s\n", commands[i].name, commands[i].arguments, commands[i].what);
	printf("\n  --json     for machines\n  --help     this, or after a COMMAND more on that\n"
	       "  --version\n\n%s",
	       statuses);
	return GOOD;
}

static int command_help(const struct command *command)
{
	printf("usage: vmirom %s %s\n\n%c%s.\n\n%s%s\n%s", command->name, command->arguments,
	       command->what[0] - 'a' + 'A', command->what + 1, command->more,
	       command->json ? "\n  --json     the same for machines\n" : "", statuses);
	return GOOD;
}

static int bad_usage(const char *word, const char *why, const char *hint)
{
	fprintf(stderr, "vmirom: %s%s%s; see vmirom %s--help\n", word, *word ? ": " : "", why, hint);
	return TROUBLE;
}

static int run_command(const struct command *command, char **argv)
{
	const char *files[3] = {NULL};
	struct options options = {.files = files};
	unsigned int nr = 0;
	bool only_files = false;
	char hint[20];

	snprintf(hint, sizeof(hint), "%s ", command->name);
	for (; *argv; argv++) {
		if (only_files || argv[0][0] != '-' || !argv[0][1]) {
			if (nr == command->nr_files)
				return bad_usage(*argv, "one argument too many", hint);
			files[nr++] = *argv;
		} else if (!strcmp(*argv, "--")) {
			only_files = true;
		} else if (!strcmp(*argv, "--help")) {
			return command_help(command);
		} else if (!strcmp(*argv, "--json") && command->json) {
			options.json = true;
		} else {
			return bad_usage(*argv, "unknown option", hint);
		}
	}
	if (nr < command->nr_files)
		return bad_usage(command->name, "an argument is missing", hint);
	return command->run(&options);
}

static int dispatch(int argc, char **argv)
{
	if (argc < 2)
		return bad_usage("", "no command", "");
	if (!strcmp(argv[1], "--help"))
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
