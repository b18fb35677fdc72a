/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Time that the loader takes for each call site, and how it grows with their
 * number.  Each size is run several times; least, middle and greatest are
 * told, because the machine has other things to do.  Asserts nothing of time.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <vmi/loader.h>

#define RUNS 21

static const unsigned int sizes[] = {100, 1463, 10000, 100000, 1000000};
#define NR_SIZES (sizeof(sizes) / sizeof(sizes[0]))

struct sample {
	double patch[RUNS], unpatch[RUNS]; /* ns for each site */
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* A mix as a kernel has it: half stays native, the rest is called, jumped to or empty. */
static void fill_binding(struct vmi_binding *binding, const uint8_t *code)
{
	memset(binding, 0, sizeof(*binding));
	for (unsigned int call = 0; call < VMI_NR_CALLS; call++) {
		static const uint8_t turns[] = {VMI_ANSWER_NONE, VMI_ANSWER_CALL, VMI_ANSWER_NONE,
						VMI_ANSWER_NOP};

		binding->answer[call] = turns[call % 4];
		binding->target[call] = (uintptr_t)code + 32 * call;
	}
	binding->answer[VMI_CALL_IRET] = VMI_ANSWER_JUMP;
}

/* 5 to 11 bytes each, 40 bytes apart: about as dense as system code is. */
static struct vmi_site *make_sites(unsigned int nr)
{
	size_t records = nr * sizeof(struct vmi_site);
	struct vmi_site *sites = malloc(records + nr * 40ul);
	uint8_t *code = (uint8_t *)sites + records;
	unsigned int call = 0;

	if (!sites) {
		fprintf(stderr, "bench-loader: no memory for %u sites\n", nr);
		exit(2);
	}
	memset(code, 0x90, nr * 40ul);
	for (unsigned int i = 0; i < nr; i++) {
		do
			call = (call + 1) % VMI_NR_CALLS;
		while (!vmi_call_name(call));
		sites[i] = (struct vmi_site){(int32_t)(code + i * 40ul - (uint8_t *)&sites[i]), (uint8_t)call,
					     (uint8_t)(5 + i % 7), 0};
	}
	return sites;
}

static void must(enum vmi_status status)
{
	if (status == VMI_OK)
		return;
	fprintf(stderr, "bench-loader: %s\n", vmi_status_text(status));
	exit(1);
}

static void measure(unsigned int nr, struct sample *sample)
{
	struct vmi_site *sites = make_sites(nr);
	size_t saved_size = vmi_saved_size(sites, sites + nr);
	struct vmi_text text = {sites, sites + nr, malloc(saved_size), saved_size, NULL, NULL, NULL, false};
	unsigned int rounds = 1 + 100000 / nr; /* a short run is all clock */
	struct vmi_binding binding;

	fill_binding(&binding, (const uint8_t *)sites);
	for (int run = 0; run < RUNS; run++) {
		double patch = 0, unpatch = 0;

		for (unsigned int round = 0; round < rounds; round++) {
			double begin = now(), middle;

			must(vmi_patch(&binding, &text, NULL));
			middle = now();
			must(vmi_unpatch(&text));
			patch += middle - begin;
			unpatch += now() - middle;
		}
		sample->patch[run] = patch / rounds / nr;
		sample->unpatch[run] = unpatch / rounds / nr;
	}
	free(text.saved);
	free(sites);
	qsort(sample->patch, RUNS, sizeof(double), compare);
	qsort(sample->unpatch, RUNS, sizeof(double), compare);
}

int main(void)
{
	double first = 0;

	printf("loader on the host, %d runs each: least, median and greatest ns a site\n", RUNS);
	printf("%9s  %-23s %-23s %12s %7s\n", "sites", "patch", "unpatch", "patch, all", "growth");
	for (size_t i = 0; i < NR_SIZES; i++) {
		static struct sample sample;
		double median;

		measure(sizes[i], &sample);
		median = sample.patch[RUNS / 2];
		if (i == 0)
			first = median;
		printf("%9u  %6.1f %6.1f %6.1f    %6.1f %6.1f %6.1f    %9.3f ms %6.2fx\n", sizes[i],
		       sample.patch[0], median, sample.patch[RUNS - 1], sample.unpatch[0],
		       sample.unpatch[RUNS / 2], sample.unpatch[RUNS - 1], median * sizes[i] / 1e6,
		       median / first);
	}
	printf("growth: median time of one site against that with %u sites; 1.00x is linear\n", sizes[0]);
	return 0;
}
