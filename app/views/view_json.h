// SPDX-License-Identifier: MIT
// Inside the JSON view: what the writer makes of a trace and the reader expects to find again.
#ifndef GLASSLOCK_APP_VIEWS_VIEW_JSON_H
#define GLASSLOCK_APP_VIEWS_VIEW_JSON_H

#include "app/views/view.h"

#include <jansson.h>

// The members "tables" and "scopes"; the caller releases them. NULL without memory.
json_t *view_json_tables(const struct trace *t);
json_t *view_json_scopes(const struct trace *t);

// A table by its name: of the house, or of the user's as the file's "tables" gives it (in the shape of one of
// the house), then kept in the trace. NULL where it is neither.
const struct trace_table *view_json_find_table(struct trace *t, json_t *tables, const char *name);

#endif
