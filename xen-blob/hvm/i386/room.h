/* SPDX-License-Identifier: GPL-2.0-only */
/* Where a client of 32 bits gives the state a place, at Init or Start: for start.c. */
/*
 * The area's first page gets Xen's shared page, for moments.  The boot data is not looked at: there is none
 * that all ways to start such a domain have in common.
 */
LOCAL uint32_t start_on_xen(uint32_t client, uint32_t area, uint32_t frame)
{
	(void)client;
	if (!area || (area & 0xfff) || area < frame << 12)
		return VMI_START_NO_STATE;
	return set_up_or_leave((struct global *)(area + 4096), area, area - (frame << 12), xen_leaves());
}

#define WINDOW_BEGIN 0xc0000 /* where firmware puts ROMs */
#define WINDOW_END 0xf0000
#define MIB 0x100000

/*
 * A client of 3.0: it has found the ROM in firmware's window, in a direct map that begins at a whole MiB.
 * That the room is where this makes it be, the page tables say.
 */
LOCAL uint32_t init_on_xen(uint32_t leaves)
{
	uint32_t room = (uint32_t)(global_word() + 4), page = (room + 0xfff) & ~0xfffu, direct = room & -MIB;
	uint32_t state = page == room ? page + 4096 : room, begin = room & (MIB - 1), result;

	if (begin < WINDOW_BEGIN || begin >= WINDOW_END || !is_mapped(page, page - direct, direct))
		return VMI_INIT_NO_STATE;
	result = set_up_or_leave((struct global *)state, page, direct, leaves);
	if (result == VMI_START_OK)
		return VMI_INIT_OK;
	return result == VMI_START_NO_STATE ? VMI_INIT_NO_STATE : VMI_INIT_OLD_PLATFORM;
}
