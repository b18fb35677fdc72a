/* SPDX-License-Identifier: GPL-2.0-only */
/* Which state is this virtual CPU's, and where that of all is: for start.c. */
LOCAL struct state *own_state(void)
{
	struct state *s;

	asm volatile("mov %%gs:vmi_percpu+%c1, %0" : "=r"(s) : "i"(PERCPU_STATE));
	return s ? s : open_here();
}

/* It is always there. */
static void global_set(struct global *g)
{
	(void)g;
}
