/* SPDX-License-Identifier: MIT */
/*
 * The loader: finds a VMI ROM, checks it, asks it what it wants done with each
 * call, and patches a kernel's call sites accordingly.
 *
 *	locate -> check -> bind -> patch -> report;  unpatch, rebind
 *
 * Freestanding: no globals, no allocation, no libc.  All memory is the
 * caller's.  Every step either does all it says and returns VMI_OK, or changes
 * nothing and returns why.  Nothing here takes locks: one processor calls at a
 * time.  While sites are written nothing else may run through them, and a
 * callback of the kernel's sees to that (struct vmi_text, stop_machine).
 */
#ifndef VMI_LOADER_H
#define VMI_LOADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <vmi/arch.h>
#include <vmi/calls.h>
#include <vmi/language.h>
#include <vmi/rom.h>
#include <vmi/own.h>
#include <vmi/site.h>

VMI_BEGIN_C

/* One value and one sentence (vmi_status_text) for each cause. */
enum vmi_status {
#define VMI_STATUS(NAME, sentence) VMI_##NAME,
#include <vmi/status.def>
	VMI_NR_STATUS
};

/* A constant English sentence without a full stop; never NULL. */
VMI_CALLCONV const char *vmi_status_text(enum vmi_status status);

/* A constant lower-case word: "none", "call", ...; "unknown" for anything else. */
VMI_CALLCONV const char *vmi_answer_name(unsigned int answer);

/* The name of a call of the table, or NULL for a number that has none. */
VMI_CALLCONV const char *vmi_call_name(unsigned int call);

/*
 * A culprit where a fault is about no call.  No call has this number, nor is it one of those
 * that vmi_bind asks for to see that they are none.
 */
#define VMI_NO_CALL 0xFFFE

struct vmi_binding;

/* Where a ROM was found, for the report. */
enum vmi_where { VMI_WHERE_WINDOW, VMI_WHERE_MODULE, VMI_WHERE_ADDRESS };

/*
 * A ROM that passed vmi_check.  The pointers lead into the image, which must
 * stay mapped and executable for as long as any site is patched to it.
 *
 * The strings end inside the image.  That was so when it was checked: once the
 * ROM has run (vmi_bind) they may be anything, and whoever reads them stops at
 * base + size.  The loader does, and reads nothing else of the image by then but
 * the build_id and the bodies that sites hold, both of known length.
 */
struct vmi_rom {
	const uint8_t *base;
	uint32_t size; /* bytes, from the length byte */
	enum vmi_where where;
	uint8_t api_major, api_minor;
	uint8_t rom_major, rom_minor; /* of the PCI header */
	uint16_t pci_vendor, pci_device;
	vmi_word_t virtual_top;	  /* leave linear addresses from here up free; 0: all yours */
	const char *manufacturer; /* NULL if the ROM does not say */
	const char *product;	  /* NULL if the ROM does not say */
	const char *licence;
	const char *profile;	   /* NULL without a build identity */
	const uint8_t *build_id;   /* VMI_ID_BUILD_ID_LEN bytes, or NULL */
	bool keep_returns;	   /* VMI_ID_KEEP_RETURNS */
};

/*
 * locate: a search goes from one candidate to the next, first through the BIOS
 * window, where firmware puts option ROMs, upwards; then through the modules in the
 * order of their list.
 *
 *	struct vmi_search search = {.window = ..., .window_len = ...};
 *
 *	while ((status = vmi_locate_next(&search, &rom)) == VMI_OK) {
 *		status = vmi_bind(&rom, mask, caller, &binding);
 *		if (status == VMI_OK)
 *			break;
 *		vmi_locate_refused(&search, status, &binding);
 *	}
 *
 * A candidate that does not even claim to be VMI (no 55AA or no "cVmi") is
 * passed over.  The caller sets where to look; what is not set is 0.
 */
typedef VMI_CALLCONV const void *vmi_map_fn(void *ctx, vmi_word_t phys, uint32_t len);

struct vmi_search {
	/*
	 * The BIOS window: a mapping of physical memory from a 2 KiB boundary, usually
	 * 0xC0000 to 0xEFFFF (VMI_WINDOW_BASE, VMI_WINDOW_SIZE).  What is left of it is the
	 * loader's to count.
	 */
	const void *window;
	size_t window_len; /* 0: no window */
	/*
	 * The multiboot 1 information structure, or NULL.  map gives the linear
	 * address of len bytes of physical memory, or NULL if that is not mapped.
	 * Modules that are not VMI ROMs are passed over.  A module may be at any 4
	 * byte boundary.  But the ROM runs where it lies, so that must be a 2 KiB one;
	 * firmware and boot loaders page-align modules.
	 */
	const void *multiboot;
	vmi_map_fn *map;
	void *ctx;
	VMI_SEARCH_OWN
	/* The loader's, from here on. */
	uint32_t module; /* the next to be looked at */
	enum vmi_status fault; /* why the first was not taken; VMI_OK: none was refused */
	uint16_t culprit;      /* vmi_bind's, with that fault; VMI_NO_CALL: it is about no call */
	uint32_t init_result;
};

/*
 * The next ROM that vmi_check accepts.  If there is none, the status is the
 * first fault of all that the search has met, or VMI_NO_ROM.  rom is written on
 * VMI_OK only.
 */
VMI_CALLCONV enum vmi_status vmi_locate_next(struct vmi_search *search, struct vmi_rom *rom);

/*
 * Tells the search why vmi_bind did not take the ROM that it found last.  One of
 * 3.0 whose Init has returned 0 may have made the machine its own by then, and no
 * other is started on that: the search is over.
 */
VMI_CALLCONV void vmi_locate_refused(struct vmi_search *search, enum vmi_status status, const struct vmi_binding *binding);

/* The first ROM alone, of the window or of the modules; info may not be NULL. */
#define VMI_WINDOW_BASE 0xC0000u
#define VMI_WINDOW_SIZE 0x30000u
VMI_CALLCONV enum vmi_status vmi_locate_window(const void *window, size_t len, struct vmi_rom *rom);
VMI_CALLCONV enum vmi_status vmi_locate_multiboot(const void *info, vmi_map_fn *map, void *ctx,
				     struct vmi_rom *rom);

/* A ROM at a known address; len is how much is mapped there.  The codes are vmi_check's. */
VMI_CALLCONV enum vmi_status vmi_locate_address(const void *address, size_t len, struct vmi_rom *rom);

/*
 * check: whether the bytes at base are a ROM that this loader can use.  Reads
 * nothing beyond base + len.  Same result codes as locate, and VMI_NOT_A_ROM,
 * VMI_NOT_VMI for foreign things.
 */
VMI_CALLCONV enum vmi_status vmi_check(const void *base, size_t len, struct vmi_rom *rom);

/*
 * The user's mask.  Text: the words of "vmi=" on the command line, e.g.
 *	vmi=off   vmi=-irq   vmi=-SetCR3,-time   vmi=+IRET
 * off: no ROM is used.  -X: call or family X stays native.  +X: takes back an
 * earlier -X, and for IRET and SYSEXIT takes the blob's even where the
 * native form may be kept.  Calls of one group (calls.def) go together.
 */
struct vmi_mask {
	bool off;
	uint32_t native[VMI_CALL_LIMIT / 32]; /* bit per call: stays native */
	uint32_t force[VMI_CALL_LIMIT / 32];  /* bit per call: takes the blob's */
};

/* No restriction. */
VMI_CALLCONV void vmi_mask_init(struct vmi_mask *mask);

/*
 * words: comma separated, len bytes.  On a word that is not understood: VMI_BAD_MASK,
 * *bad is the offset of that word (bad may be NULL), and mask is unchanged.
 */
VMI_CALLCONV enum vmi_status vmi_mask_parse(const char *words, size_t len, struct vmi_mask *mask, size_t *bad);

/*
 * The same for every "vmi=" word of a NUL-terminated command line.  Words end at blanks, CR and LF, but
 * not between double quotes; quotes around the value or around all of vmi=... don't count.
 */
VMI_CALLCONV enum vmi_status vmi_mask_cmdline(const char *cmdline, struct vmi_mask *mask, size_t *bad);

/*
 * What a client of 3.1 hands to Start (spec/VMI.md, "Start").  The area is the
 * client's memory: it stays the client's to account for and the blob's to use
 * for as long as sites lead into the ROM.
 */
struct vmi_start {
	uint32_t features;  /* VMI_CLIENT_* */
	vmi_word_t area;    /* linear address of the state area, page aligned, in the direct map */
	uint32_t pages;	    /* how many it has; Offer says how many the blob takes */
	vmi_word_t frame;   /* its first pseudo-physical frame; the others follow */
	vmi_word_t boot_data; /* linear address of what the platform handed to the kernel when it started it */
	VMI_START_OWN
};

/*
 * How a ROM's entry points are called.  A kernel passes the one of <vmi/arch.h>,
 * or a copy of it with start set; host tests pass their own.  entry is the address in
 * the ROM.  Results of 32 bits are codes and flags, in every architecture.
 */
struct vmi_caller {
	/* Calls an entry without arguments: Init and Offer.  Returns its result; on i386 that is EAX. */
	uint32_t (VMI_CALLCONV *init)(void *ctx, const uint8_t *entry);
	/*
	 * Calls an entry with a call's number: GetRelocationInfo and GetInline.
	 * Returns the answer; *address is an address or a length.  On i386 they are DL and EAX.
	 */
	uint8_t (VMI_CALLCONV *reloc)(void *ctx, const uint8_t *entry, uint32_t call, uintptr_t *address);
	void *ctx;
	/* Calls Start.  Returns its result, as init does.  Used only with start. */
	uint32_t (VMI_CALLCONV *enter)(void *ctx, const uint8_t *entry, const struct vmi_start *start);
	const struct vmi_start *start; /* NULL: the client knows 3.0 only, and Init is called */
};

/* What a bound ROM wants, after the mask.  After an error only init_result and culprit say anything. */
struct vmi_binding {
	struct vmi_rom rom;
	uint32_t init_result;		  /* of Init, or of Start: VMI_INIT_*, VMI_START_* */
	uint16_t masked;		  /* calls that the mask turned to native */
	uint16_t idle;			  /* calls that it masks in vain: the ROM leaves them native anyway */
	uint16_t kept;			  /* returns kept native though the ROM offers its own */
	uint16_t culprit;		  /* the call that the status is about; VMI_NO_CALL: about none */
	uint8_t answer[VMI_CALL_LIMIT];	  /* VMI_ANSWER_*, after the mask */
	uintptr_t target[VMI_CALL_LIMIT]; /* for call and jump */
	uint8_t inline_len[VMI_NR_CALLS]; /* for call: bytes at target that a site may hold instead; 0: none */
	uint8_t offered[VMI_NR_CALLS];	  /* the answers before the mask, which changes nothing where that is none */
};

/*
 * bind: asks for every call of the table, twice.  The ROM is refused for an answer
 * that the table does not allow for the call, that lies outside the image, or that
 * differs the second time.  So it is for any answer but none to a number that never
 * is a call.  mask may be NULL.
 *
 * A ROM of 3.0 is told to start by Init, before the questions.  A later one is
 * asked first.  Then what it says of itself in Offer is held against the caller and
 * the mask.  It is told last, by Start if both it and the caller have that, else by
 * Init.  So a ROM of 3.1 that is refused has changed nothing.
 *
 * If start says VMI_CLIENT_INLINES, GetInline is asked, too, for each call that is
 * answered call.  The ROM is refused for a length beyond VMI_INLINE_MAX or the
 * image, or another the second time.
 */
VMI_CALLCONV enum vmi_status vmi_bind(const struct vmi_rom *rom, const struct vmi_mask *mask,
			 const struct vmi_caller *caller, struct vmi_binding *binding);

/* What the loader does while the machine is stopped.  job is the loader's, and good until stop_machine returns. */
typedef VMI_CALLCONV void vmi_run_fn(void *job);

/* The sites of a kernel, and room for their native bytes. */
struct vmi_text {
	const struct vmi_site *begin, *end;
	uint8_t *saved;	   /* the caller's, vmi_saved_size() bytes; used until unpatch */
	size_t saved_size; /* bytes */
	/*
	 * Writes len bytes of kernel text and makes the processor see them.
	 * Returns false if it can't.  NULL: a plain store (text is writable).
	 * May not go through a call site: those are being rewritten.  Called
	 * once for each site that changes.
	 */
	bool (VMI_CALLCONV *write)(void *ctx, void *text, const void *bytes, size_t len);
	/*
	 * Stops all that might run through a site, calls run(job) once, on any
	 * processor, and lets all go on.  Stopped means: maskable interrupts off, other
	 * processors in a loop without sites, no thread in a site.  Before they go on
	 * the other processors run a serialising instruction (spec/VMI.md, section 15,
	 * rules 3, 6 and 8).  Goes through no call site while all is stopped.
	 *
	 * If it can't stop something, it returns without run(job).  Then nothing is
	 * written, and the status is VMI_NOT_STOPPED.
	 *
	 * Called once for each vmi_patch, vmi_unpatch or vmi_rebind, around all of its
	 * writes, and not at all where the status is known before the first of them.
	 * NULL: nothing else runs, as before the second processor starts and with
	 * interrupts off, or the caller has stopped it.
	 */
	void (VMI_CALLCONV *stop_machine)(void *ctx, vmi_run_fn *run, void *job);
	void *ctx;    /* of both */
	bool patched; /* the loader's: sites now hold a blob's form */
};

/* Bytes needed for text->saved. */
VMI_CALLCONV size_t vmi_saved_size(const struct vmi_site *begin, const struct vmi_site *end);

struct vmi_report {
	uint32_t sites; /* after an error: those before the one at fault */
	uint32_t by_answer[VMI_NR_FORMS];
};

/*
 * patch: writes every site's form.  All sites are checked before the first is
 * written; if a write fails, those done are undone (and should that fail too,
 * text->patched stays set, and vmi_unpatch may try again).  report may be NULL.
 */
VMI_CALLCONV enum vmi_status vmi_patch(const struct vmi_binding *binding, struct vmi_text *text,
			  struct vmi_report *report);

/*
 * unpatch: puts every site's native bytes back.  If a write fails it goes on
 * with the other sites, returns VMI_WRITE_FAILED, and may be called again.
 */
VMI_CALLCONV enum vmi_status vmi_unpatch(struct vmi_text *text);

/*
 * rebind: unpatches, and patches to another binding, within one stop.  On failure
 * the kernel is native; with VMI_NOT_STOPPED it is patched as before, and with
 * VMI_WRITE_FAILED text->patched says whether some sites still are.
 */
VMI_CALLCONV enum vmi_status vmi_rebind(const struct vmi_binding *binding, struct vmi_text *text,
			   struct vmi_report *report);

/*
 * report: one line for a log, NUL-terminated and cut to size; returns its
 * length without the NUL, uncut.
 */
VMI_CALLCONV size_t vmi_report_line(const struct vmi_binding *binding, const struct vmi_report *report,
		       char *line, size_t size);

/*
 * A library that was built apart and its user have one layout: neither -fshort-enums nor -fpack-struct.
 * WORDS: of so many bytes and more.
 */
#define VMI_WORDS(bytes) (((bytes) + sizeof(vmi_word_t) - 1) / sizeof(vmi_word_t) * sizeof(vmi_word_t))
VMI_STATIC_ASSERT(layout_of_vmi_site, sizeof(struct vmi_site) == 8);
VMI_STATIC_ASSERT(layout_of_vmi_rom, sizeof(enum vmi_where) == 4 && sizeof(struct vmi_rom) == 16 + 8 * sizeof(vmi_word_t));
VMI_STATIC_ASSERT(layout_of_vmi_search, sizeof(enum vmi_status) == 4 && sizeof(struct vmi_search) == (5 + VMI_SEARCH_OWN_WORDS) * sizeof(vmi_word_t) + 16);
VMI_STATIC_ASSERT(layout_of_vmi_mask, sizeof(struct vmi_mask) == 44);
VMI_STATIC_ASSERT(layout_of_vmi_caller,
		  sizeof(struct vmi_start) == (5 + VMI_START_OWN_WORDS) * sizeof(vmi_word_t) && sizeof(struct vmi_caller) == 5 * sizeof(vmi_word_t));
VMI_STATIC_ASSERT(layout_of_vmi_binding,
		  sizeof(struct vmi_binding) == sizeof(struct vmi_rom) + VMI_WORDS(12 + VMI_CALL_LIMIT) +
							sizeof(vmi_word_t) * VMI_CALL_LIMIT + VMI_WORDS(2 * VMI_NR_CALLS));
VMI_STATIC_ASSERT(layout_of_vmi_text, sizeof(struct vmi_text) == 8 * sizeof(vmi_word_t));
VMI_STATIC_ASSERT(layout_of_vmi_report, sizeof(struct vmi_report) == 4 + 4 * VMI_NR_FORMS);
#undef VMI_WORDS

VMI_END_C

#endif
