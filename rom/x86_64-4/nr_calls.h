/* SPDX-License-Identifier: GPL-2.0-only */
#include <known_calls.h>
