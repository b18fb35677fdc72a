/* SPDX-License-Identifier: GPL-2.0-only */
#include "unit.h"

#include "fake.h"
#include "faketext.h"

#define LONGEST 129
#define GAP 3

static bool fake_write(void *ctx, void *to, const void *bytes, size_t len)
{
	struct faketext *fake = ctx;
	uint8_t *at = to;

	assert_true(at >= fake->code && len <= fake->code_size &&
		    (size_t)(at - fake->code) <= fake->code_size - len);
	assert_int_equal(fake->stopped, fake->text.stop_machine != NULL);
	fake->writes++;
	if (fake->fail_at && fake->writes >= fake->fail_at &&
	    fake->writes - fake->fail_at < fake->fail_count) {
		if (fake->fail_halfway)
			*at = *(const uint8_t *)bytes;
		return false;
	}
	memcpy(to, bytes, len);
	return true;
}

static void fake_stop_machine(void *ctx, vmi_run_fn *run, void *job)
{
	struct faketext *fake = ctx;

	assert_false(fake->stopped);
	fake->stops++;
	fake->stopped = true;
	for (unsigned int i = 0; i < fake->runs; i++)
		run(job);
	fake->stopped = false;
}

static unsigned int next(unsigned int *state)
{
	*state = *state * 1103515245 + 12345;
	return *state >> 16 & 0x7FFF;
}

static uint8_t some_call(unsigned int *state)
{
	uint8_t call;

	do
		call = (uint8_t)(next(state) % VMI_NR_CALLS);
	while (!vmi_call_name(call) || FAKE_INLINE_ONLY(call));
	return call;
}

/* Most sites are short, some as long as can be. */
static uint8_t some_length(unsigned int *state)
{
	return next(state) % 8 ? (uint8_t)(5 + next(state) % 8) : (uint8_t)(5 + next(state) % (LONGEST - 4));
}

void faketext_init(struct faketext *fake, unsigned int nr, unsigned int seed)
{
	size_t records = nr * sizeof(struct vmi_site), used = GAP, saved = 0;

	memset(fake, 0, sizeof(*fake));
	fake->nr = nr;
	fake->code_size = nr * (LONGEST + GAP) + GAP;
	fake->sites = malloc(records + fake->code_size);
	fake->code = (uint8_t *)fake->sites + records;
	for (unsigned int i = 0; i < nr; i++) {
		struct vmi_site *site = &fake->sites[i];

		*site = (struct vmi_site){(int32_t)(fake->code + used - (uint8_t *)site), some_call(&seed),
					  some_length(&seed), 0};
		used += site->len + GAP;
		saved += site->len;
	}
	for (size_t i = 0; i < fake->code_size; i++)
		fake->code[i] = (uint8_t)next(&seed);
	fake->native = malloc(fake->code_size);
	memcpy(fake->native, fake->code, fake->code_size);

	assert_int_equal(vmi_saved_size(fake->sites, fake->sites + nr), saved);
	fake->text.begin = fake->sites;
	fake->text.end = fake->sites + nr;
	fake->text.saved = malloc(saved ? saved : 1);
	fake->text.saved_size = saved;
	fake->text.write = fake_write;
	fake->text.ctx = fake;
}

void faketext_free(struct faketext *fake)
{
	free(fake->text.saved);
	free(fake->native);
	free(fake->sites);
}

void faketext_stops(struct faketext *fake)
{
	fake->text.stop_machine = fake_stop_machine;
	fake->runs = 1;
}

void faketext_bind(const struct faketext *fake, struct fakeblob *blob, unsigned int turn, struct vmi_binding *binding)
{
	fakeblob_all(blob, turn);
	assert_status(fakeblob_bind(blob, NULL, binding), VMI_OK);
	for (unsigned int call = 0; call < VMI_NR_CALLS; call++)
		if (binding->target[call])
			binding->target[call] = (uintptr_t)fake->code + fake->code_size + call;
}

uint8_t *faketext_site(const struct faketext *fake, unsigned int i)
{
	return (uint8_t *)&fake->sites[i] + fake->sites[i].offset;
}

const uint8_t *faketext_native(const struct faketext *fake, unsigned int i)
{
	return fake->native + (faketext_site(fake, i) - fake->code);
}

bool faketext_is_native(const struct faketext *fake)
{
	return !memcmp(fake->code, fake->native, fake->code_size);
}
