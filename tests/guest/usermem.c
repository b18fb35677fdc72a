/* SPDX-License-Identifier: GPL-2.0-only */
/* User memory: the program, copies in and out, copy on write. */
#include "kernel.h"

extern const char user_image[], user_begin[], user_end[];

volatile uint32_t cow_copies, cow_reuses;

struct aspace *aspace_user(unsigned int stack)
{
	struct aspace *as = aspace_create();
	vmi_word_t va = (vmi_word_t)user_begin, frame;
	const char *from = user_image;
	unsigned int i;

	for (; va < (vmi_word_t)user_end; va += PAGE_SIZE, from += PAGE_SIZE) {
		frame = frame_alloc();
		memcpy(phys_to_virt(frame << PAGE_SHIFT), from, PAGE_SIZE);
		map_page(as, va, pte_make(frame, PTE_P | PTE_W | PTE_U));
	}
	for (i = 1; i <= stack; i++)
		map_page(as, USER_STACK_TOP - i * PAGE_SIZE, pte_make(frame_alloc(), PTE_P | PTE_W | PTE_U));
	return as;
}

/* Gives a page that a copy shares a frame of its own, or all of the frame if it is the last user. */
static bool unshare(struct aspace *as, pte_t *p, vmi_word_t va)
{
	pte_t e = pte_get(p);
	uint32_t old = pte_frame(e), frame = old;

	if (!(e & PTE_P) || !(e & PTE_COW))
		return false;
	if (frame_users(old) > 1) {
		frame = frame_alloc();
		memcpy(phys_to_virt(frame << PAGE_SHIFT), phys_to_virt(old << PAGE_SHIFT), PAGE_SIZE);
		atomic_add(&cow_copies, 1);
	} else {
		atomic_add(&cow_reuses, 1);
	}
	e = pte_make(frame, (e & ~PTE_FRAME & ~(pte_t)PTE_COW) | PTE_W | PTE_D | PTE_A);
	pte_set_flush(as, p, e, va);
	if (frame != old)
		frame_put(old);
	return true;
}

bool mm_fault(struct regs *r, vmi_word_t cr2)
{
	struct aspace *as = this_cpu()->aspace;
	uint32_t mask;
	pte_t *p;
	bool done;

	/* Present, and a write. */
	if ((r->error & 3) != 3 || cr2 >= USER_END)
		return false;
	mask = spin_lock_irq(&as->lock);
	p = pte_find(as, cr2, false);
	done = p && unshare(as, p, cr2);
	spin_unlock_irq(&as->lock, mask);
	return done;
}

static void *user_page(struct aspace *as, vmi_word_t va, bool write)
{
	pte_t *p = va < USER_END ? pte_find(as, va, false) : NULL;

	if (!p || !(pte_get(p) & PTE_P))
		return NULL;
	if (write && !(pte_get(p) & PTE_W) && !unshare(as, p, va))
		return NULL;
	return phys_to_virt(pte_frame(pte_get(p)) << PAGE_SHIFT | (va & (PAGE_SIZE - 1)));
}

static bool user_copy(struct aspace *as, vmi_word_t va, char *buf, size_t len, bool write)
{
	while (len) {
		size_t part = PAGE_SIZE - (va & (PAGE_SIZE - 1));
		void *page = user_page(as, va, write);

		if (!page)
			return false;
		if (part > len)
			part = len;
		if (write)
			memcpy(page, buf, part);
		else
			memcpy(buf, page, part);
		va += part;
		buf += part;
		len -= part;
	}
	return true;
}

bool user_write(struct aspace *as, vmi_word_t va, const void *from, size_t len)
{
	return user_copy(as, va, (char *)from, len, true);
}

bool user_read(struct aspace *as, vmi_word_t va, void *to, size_t len)
{
	return user_copy(as, va, to, len, false);
}
