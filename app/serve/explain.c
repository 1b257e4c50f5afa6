// SPDX-License-Identifier: MIT
// What a protocol promises, and what it does not.
#include "app/serve/serve.h"

#include "app/app.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void serve_explain(const struct server_protocol *protocol)
{
    printf("%s: %s\n", protocol->name, protocol->summary);
    for (const struct protocol_promise *p = protocol->promises; p && p->promise; p++) {
        printf("\n%-6s  %s\n", p->kept ? "kept" : "BROKEN", p->promise);
        if (p->why)
            printf("        %s\n", p->why);
        if (p->demonstration)
            printf("        see: %s\n", p->demonstration);
    }
}

void serve_warn(const struct server_protocol *protocol)
{
    bool colour = app_colour(stdout), first = true;
    for (const struct protocol_promise *p = protocol->promises; p && p->promise; p++) {
        if (p->kept)
            continue;
        if (first && protocol->weak)
            printf("%sThe protocol %s is weak on purpose. It breaks these promises (--explain says why):%s\n",
                   colour ? "\033[1;33m" : "", protocol->name, colour ? "\033[0m" : "");
        else if (first)
            printf("Not promised (--explain says why):\n");
        printf("  %c %s\n", protocol->weak ? '!' : '-', p->promise);
        first = false;
    }
}

void serve_limits(FILE *out)
{
    for (const struct server_limit *l = server_limit_table; l->name; l++) {
        uint32_t value = 0;
        memcpy(&value, (const char *)&server_default_limits + l->offset, sizeof value);
        fprintf(out, "  %-12s %-56s %" PRIu32 "\n", l->name, l->help, value);
    }
}
