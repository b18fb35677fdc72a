/* SPDX-License-Identifier: MIT */
/* What i386 adds to the structures of <vmi/loader.h>: nothing.  Each architecture has this file in a folder of its own. */
#ifndef VMI_OWN_H
#define VMI_OWN_H

#define VMI_SEARCH_OWN
#define VMI_SEARCH_OWN_WORDS 0
#define VMI_START_OWN
#define VMI_START_OWN_WORDS 0

#endif
