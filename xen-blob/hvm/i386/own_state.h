/* SPDX-License-Identifier: GPL-2.0-only */
/* Which state is this virtual CPU's, and where that of all is: for start.c. */
LOCAL struct state *own_state(void)
{
	uint32_t n, mark;

	asm volatile("rdmsr" : "=a"(n), "=d"(mark) : "c"(OWN_MSR));
	if (mark == OWN_MARK && n < MAX_VCPUS && STATE_OF(n)->opened)
		return STATE_OF(n);
	return open_here();
}

/*
 * The checksum of the ROM stays right, for who looks at it again: the word behind the one before the room
 * makes up for it.
 */
static void global_set(struct global *g)
{
	uint32_t value = (uint32_t)g, sum = value + (value >> 8) + (value >> 16) + (value >> 24);
	struct global *volatile *word = (struct global *volatile *)global_word();

	word[0] = g;
	word[1] = (struct global *)((8 * 0xff - sum) & 0xff);
}
