/* SPDX-License-Identifier: GPL-2.0-only */
#include <rom/i386/pvclock.h>
