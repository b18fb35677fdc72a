/* SPDX-License-Identifier: MIT */
/*
 * What a profile's file is made of.  Include it once for its constants, and then with the macros you need defined:
 * those left undefined expand to nothing, and all are undefined again at its end.
 *
 *   VMI_PROFILE(arch, version)     architecture, which names the folder with its words; newest version, a string
 *   VMI_LAYOUT(field, value)       what a program must know of a ROM, below; a field left out is 0
 *   VMI_SAME(nr, Name, known)      the call of that name of calls.def: all of its columns, and its body
 *   VMI_OWN(nr, Name, body, family, SHAPE, CLOB, SEG, known, summary, native...)
 *                                  a call that the table hasn't, or has with other registers or another meaning.
 *                                  The column body is the name of its body, which is Name unless the table's differs
 *   VMI_RESERVED(nr)               no call, for ever
 *   VMI_FREEZES(NAME)              a constant that a baseline holds; one that ends in _: all that begin so
 *   VMI_FREEZES_NOT(NAME)          none that it holds all the same
 *
 * A file is named ARCH-MAJOR.def, and spec/ needs nothing else: spec/rules.mk makes its table. What else knows profiles
 * by name is in docs/architecture.md. A new architecture brings spec/ARCH/words.def and native.def, and its profile takes
 * calls.def as i386-3.def does; where a ROM's parts lie, rom/ARCH-MAJOR/ says.
 *
 * known says where registers come from, if not from the table's own sources: CLIENT, DRAFT or DERIVED.
 *
 * Fields of the layout:
 *   major, minor   newest version
 *   grows          1: minor versions may append calls, so their version, groups and ranges are frozen, too
 *   first_call     number of the first call
 *   nr_calls       numbers below this one are the profile's
 *   end_call       clients ask for numbers up to this one
 *   slots          offset of the slot of number 0
 *   slot_size      bytes
 *   init, reloc    offsets of what is called in place
 *   header_size    bytes that a ROM must have for a client to look at it
 *   first_code     no address of a call is below
 *   only_answer    what GetRelocationInfo answers for each call; 0: what the table's column says
 */
#ifndef VMI_PROFILE
#define VMI_PROFILE(...)
#endif
#ifndef VMI_LAYOUT
#define VMI_LAYOUT(...)
#endif
#ifndef VMI_SAME
#define VMI_SAME(...)
#endif
#ifndef VMI_OWN
#define VMI_OWN(...)
#endif
#ifndef VMI_RESERVED
#define VMI_RESERVED(...)
#endif
#ifndef VMI_FREEZES
#define VMI_FREEZES(...)
#endif
#ifndef VMI_FREEZES_NOT
#define VMI_FREEZES_NOT(...)
#endif
