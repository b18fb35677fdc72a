/* SPDX-License-Identifier: MIT */
#ifndef SPEC_DOC13_H
#define SPEC_DOC13_H

/* Writes the table of the calls of 13.3. */
void table_calls_13(void);

#endif
