// SPDX-License-Identifier: GPL-2.0-only
#include "differences.h"
#include "must.h"

#include <string.h>

static bool alike(const struct difference *x, const struct difference *y)
{
	return !strcmp(x->name, y->name) && x->call == y->call && !strcmp(x->a, y->a) &&
	       !strcmp(x->b, y->b) && x->effect == y->effect && x->why == y->why;
}

void add_difference(struct differences *d, const struct difference *what)
{
	struct difference *new;

	for (size_t i = 0; i < d->nr; i++)
		if (what->levels && alike(&d->list[i], what)) {
			d->list[i].levels |= what->levels;
			return;
		}
	d->list = must(realloc(d->list, (d->nr + 1) * sizeof(*d->list)));
	new = &d->list[d->nr++];
	*new = *what;
	new->a = must(strdup(what->a));
	new->b = must(strdup(what->b));
}

void free_differences(struct differences *d)
{
	for (size_t i = 0; i < d->nr; i++) {
		free(d->list[i].a);
		free(d->list[i].b);
	}
	free(d->list);
}
