/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XEN_SUSPEND_H
#define XEN_SUSPEND_H

#include "body.h"

/* Tells the toolstack where the domain's list of frames is; if it can't, a save fails there. */
LOCAL void publish_p2m(void);
#endif
