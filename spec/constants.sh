#!/bin/sh
# SPDX-License-Identifier: MIT
# Lists the constants of the headers given, with the comment behind each:
#	CONSTANT(NAME, "comment")
# The preprocessor can't list its own macros, and a list by hand would forget some.
exec sed -n \
	-e 's/"/\\"/g' \
	-e 's|^#define \(VMI[0-9]*_[A-Z0-9_]*\)[[:blank:]]\{1,\}[^[:blank:]/][^/]*/\* \(.*\) \*/.*|CONSTANT(\1, "\2")|p;t' \
	-e 's|^#define \(VMI[0-9]*_[A-Z0-9_]*\)[[:blank:]]\{1,\}[^[:blank:]/].*|CONSTANT(\1, "")|p' \
	"$@"
