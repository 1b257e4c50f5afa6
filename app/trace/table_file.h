// SPDX-License-Identifier: MIT
// An S-box of the user's from a text file, in the place of one of the house.
#ifndef GLASSLOCK_APP_TRACE_TABLE_FILE_H
#define GLASSLOCK_APP_TRACE_TABLE_FILE_H

#include "crypto/trace/trace.h"

// Numbers, decimal or after 0x, with blanks, commas or line ends between them; from # on a line is a comment.
// As many as the S-box has cells (64: four rows of sixteen; 256), each fitting a cell. The trace keeps the
// table. APP_OK, or a status after one line on standard error.
int table_file_read(const char *command, const char *path, const struct trace_table *like, struct trace *t,
                    const struct trace_table **table);

#endif
