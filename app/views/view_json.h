// SPDX-License-Identifier: MIT
// Inside the JSON view: what the writer makes of a trace and the reader expects to find again.
#ifndef GLASSLOCK_APP_VIEWS_VIEW_JSON_H
#define GLASSLOCK_APP_VIEWS_VIEW_JSON_H

#include "app/views/view.h"

#include <jansson.h>

// The members "tables" and "scopes"; the caller releases them. NULL without memory.
json_t *view_json_tables(const struct trace *t);
json_t *view_json_scopes(const struct trace *t);

#endif
