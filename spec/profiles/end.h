/* SPDX-License-Identifier: MIT */
/* See begin.h. */
#undef VMI_PROFILE
#undef VMI_LAYOUT
#undef VMI_SAME
#undef VMI_OWN
#undef VMI_RESERVED
#undef VMI_FREEZES
#undef VMI_FREEZES_NOT
