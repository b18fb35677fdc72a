/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef XEN_SUSPEND_H
#define XEN_SUSPEND_H

#include "body.h"

LOCAL void publish_p2m(void);
#endif
