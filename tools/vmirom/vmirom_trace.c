// SPDX-License-Identifier: GPL-2.0-only
/* vmirom trace: what a trace build of a ROM has written down, read out of a dump of its guest's memory. */
#include "json.h"
#include "traces.h"
#include "vmirom.h"

#include <stdio.h>

static const char *call_name(uint32_t number)
{
	const char *name = vmi_call_name(number & ~VMI_TRACE_JUMPED);

	return name ? name : "-";
}

static void cpu_text(unsigned int cpu, const struct vmi_trace_cpu *part)
{
	printf("\nprocessor %u (number %u): %u calls\n", cpu, part->id, part->next);
	for (unsigned int call = 0, nr = 0; call < VMI_TRACE_COUNTERS; call++)
		if (part->counts[call])
			printf("%s%-18s %10u", nr++ % 2 ? "    " : "\n  ", call_name(call),
			       part->counts[call]);
	printf("\n\n  sequence    call               caller    eax       edx       ecx       esp       "
	       "eflags\n");
	for (unsigned int n = 0; n < trace_kept(part); n++) {
		const struct vmi_trace_call *c = trace_call(part, n);

		printf("  %-10u  %-18s %08x%c %08x  %08x  %08x  %08x  %08x\n", c->sequence,
		       call_name(c->number), c->caller, c->number & VMI_TRACE_JUMPED ? 'j' : ' ', c->eax,
		       c->edx, c->ecx, c->esp, c->eflags);
	}
}

static void cpu_json(unsigned int cpu, const struct vmi_trace_cpu *part)
{
	json_open_object(NULL);
	json_number("page", cpu);
	json_number("number", part->id);
	json_number("made", part->next);
	json_open_array("counts");
	for (unsigned int call = 0; call < VMI_TRACE_COUNTERS; call++) {
		if (!part->counts[call])
			continue;
		json_open_object(NULL);
		json_text("name", call_name(call));
		json_number("calls", part->counts[call]);
		json_end();
	}
	json_end();
	json_open_array("last");
	for (unsigned int n = 0; n < trace_kept(part); n++) {
		const struct vmi_trace_call *c = trace_call(part, n);

		json_open_object(NULL);
		json_number("sequence", c->sequence);
		json_text("name", call_name(c->number));
		json_bool("jumped", c->number & VMI_TRACE_JUMPED);
		json_number("caller", c->caller);
		json_number("eax", c->eax);
		json_number("edx", c->edx);
		json_number("ecx", c->ecx);
		json_number("esp", c->esp);
		json_number("eflags", c->eflags);
		json_end();
	}
	json_end();
	json_end();
}

static void report(const struct options *options, const struct dump *dump, long trace,
		   const struct vmi_trace_header *header)
{
	char id[2 * sizeof(header->build_id) + 1];

	hex_text(&(struct image){(uint8_t *)header->build_id, sizeof(header->build_id)}, 0,
		 sizeof(header->build_id), id);
	if (options->json) {
		json_open_object(NULL);
		json_number("offset", trace);
		json_text("build_id", id);
		json_number("rom", header->rom);
		json_number("linear", header->linear);
		json_open_array("processors");
	} else {
		printf("trace at offset 0x%lx of the dump, linear 0x%08x\nROM at linear 0x%08x, build id "
		       "%s\n",
		       trace, header->linear, header->rom, id);
	}
	for (unsigned int cpu = 0; cpu < VMI_TRACE_CPUS; cpu++) {
		struct vmi_trace_cpu part;

		trace_cpu(dump, trace, cpu, &part);
		if (part.next)
			(options->json ? cpu_json : cpu_text)(cpu, &part);
	}
	if (options->json) {
		json_end();
		json_end();
	}
}

int command_trace(const struct options *options, const char *path)
{
	const char *name = shown_path(path, "standard input"), *why;
	struct vmi_trace_header header;
	struct dump dump;
	size_t at = 0;
	long trace;
	unsigned int nr = 0;

	why = dump_open(path, &dump);
	if (why)
		return trouble(name, why);
	if (options->json) {
		json_open_object(NULL);
		json_number("format", JSON_FORMAT);
		json_text("file", path);
		json_open_array("traces");
	}
	while ((trace = trace_find(&dump, &at, &header)) >= 0) {
		if (nr++ && !options->json)
			putchar('\n');
		report(options, &dump, trace, &header);
	}
	if (options->json) {
		json_end();
		json_end();
	}
	dump_close(&dump);
	if (!nr) {
		trouble(name, "has no trace: no trace build of a ROM was started in this memory, or the dump "
			      "is compressed or cut");
		return FAULTS;
	}
	return GOOD;
}
