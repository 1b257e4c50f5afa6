// SPDX-License-Identifier: MIT
// Where a step stands: the titles of the scopes around it.
#include "app/views/view.h"

#define MAX_DEPTH 16

void view_path(const struct trace *t, uint32_t scope, char *out, size_t room)
{
    uint32_t chain[MAX_DEPTH];
    size_t n = 0, used = 0;
    for (; scope && n < MAX_DEPTH; scope = trace_get_scope(t, scope)->parent)
        chain[n++] = scope;
    out[0] = '\0';
    for (; n > 0 && used < room; n--) {
        int wrote = snprintf(out + used, room - used, "%s%s", used ? " > " : "",
                             trace_get_scope(t, chain[n - 1])->title);
        used += wrote > 0 ? (size_t)wrote : 0;
    }
}
