/* SPDX-License-Identifier: GPL-2.0-only */
/* Physical frames: a stack of free ones, a use count for each. */
#include "kernel.h"

static struct spinlock lock;
static uint32_t *free_stack;
static uint16_t *users;
static uint32_t nr_free;
/*
 * Frames [first_frame, end_fresh) were never used: contiguous runs come from here, from the
 * top down, so that in a large machine all that has a frame number sees large ones.
 */
static uint32_t first_frame, end_fresh, last_frame;

static uint32_t carve(uint32_t *begin, uint32_t bytes)
{
	uint32_t at = *begin;

	*begin += (bytes + PAGE_SIZE - 1) & ~(PAGE_SIZE - 1);
	memset(phys_to_virt(at), 0, bytes);
	return at;
}

void frames_init(uint32_t begin, uint32_t end)
{
	uint32_t count = (end - begin) >> PAGE_SHIFT;

	free_stack = phys_to_virt(carve(&begin, count * sizeof(*free_stack)));
	users = phys_to_virt(carve(&begin, count * sizeof(*users)));
	first_frame = begin >> PAGE_SHIFT;
	end_fresh = last_frame = end >> PAGE_SHIFT;
}

static uint32_t take_fresh(unsigned int count)
{
	if (count > end_fresh - first_frame)
		panic(NULL, "out of memory");
	return end_fresh -= count;
}

static uint32_t take(unsigned int count)
{
	uint32_t mask = spin_lock_irq(&lock);
	uint32_t frame = count == 1 && nr_free ? free_stack[--nr_free] : take_fresh(count);
	unsigned int i;

	for (i = 0; i < count; i++)
		users[frame - first_frame + i] = 1;
	spin_unlock_irq(&lock, mask);
	memset(phys_to_virt(frame << PAGE_SHIFT), 0, count * PAGE_SIZE);
	return frame;
}

uint32_t frame_alloc(void)
{
	return take(1);
}

void *pages_alloc(unsigned int count)
{
	return phys_to_virt(take(count) << PAGE_SHIFT);
}

static uint16_t *users_of(uint32_t frame)
{
	if (frame < end_fresh || frame >= last_frame || !users[frame - first_frame])
		panic(NULL, "frame 0x%x is not in use", frame);
	return &users[frame - first_frame];
}

void frame_get(uint32_t frame)
{
	uint32_t mask = spin_lock_irq(&lock);

	++*users_of(frame);
	spin_unlock_irq(&lock, mask);
}

void frame_put(uint32_t frame)
{
	uint32_t mask = spin_lock_irq(&lock);

	if (!--*users_of(frame))
		free_stack[nr_free++] = frame;
	spin_unlock_irq(&lock, mask);
}

unsigned int frame_users(uint32_t frame)
{
	uint32_t mask = spin_lock_irq(&lock);
	unsigned int n = *users_of(frame);

	spin_unlock_irq(&lock, mask);
	return n;
}

unsigned int frames_free(void)
{
	return nr_free + end_fresh - first_frame;
}

void page_free(void *page)
{
	frame_put(virt_to_phys(page) >> PAGE_SHIFT);
}
