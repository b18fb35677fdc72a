/* SPDX-License-Identifier: MIT */
/* What the loader's common files have of the architecture. */
#ifndef VMI_LOADER_OWN_H
#define VMI_LOADER_OWN_H

/* Init and GetRelocationInfo. */
#define ENTRY_SIZE (VMI_ROM_OFF_RELOC - VMI_ROM_OFF_INIT)

/* The major version of the other architecture's ROMs. */
#define OTHER_MAJOR 4

#define WHERE(search) VMI_WHERE_WINDOW

/* A ROM of 3.0 is told to start before it is asked. */
VMI_INLINE bool starts_by_init(const struct vmi_rom *rom)
{
	return rom->api_minor == 0;
}

static inline enum vmi_status start_by_init(const struct vmi_rom *rom, const struct vmi_caller *caller,
					    struct vmi_binding *binding)
{
	binding->init_result = caller->init(caller->ctx, rom->base + VMI_ROM_OFF_INIT);
	return binding->init_result == VMI_INIT_OK ? VMI_OK : VMI_INIT_FAILED;
}

/* A site that is too short for inline makes a call. */
VMI_INLINE enum vmi_status check_inline(const struct vmi_binding *binding, const struct vmi_site *site)
{
	(void)binding;
	(void)site;
	return VMI_OK;
}

/* Nothing in such bytes depends on where they are. */
VMI_INLINE void move_inline(const struct vmi_binding *binding, const uint8_t *from, const uint8_t *to, uint8_t *copy,
			    unsigned int len)
{
	(void)binding;
	(void)from;
	(void)to;
	(void)copy;
	(void)len;
}

#endif
