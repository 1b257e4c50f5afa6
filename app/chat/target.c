// SPDX-License-Identifier: MIT
#include "app/chat/target.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool parse_port(struct target *t, const char *text)
{
    size_t n = strlen(text);
    unsigned long port = n > 0 && n <= 5 && strspn(text, "0123456789") == n ? strtoul(text, NULL, 10) : 0;
    t->port = port <= UINT16_MAX ? (uint16_t)port : 0;
    return t->port != 0;
}

bool target_parse(struct target *t, const char *text)
{
    *t = (struct target){0};
    const char *from = text ? text : "127.0.0.1", *end = from + strlen(from), *port = NULL;
    if (*from == '[') { // an IPv6 address, whose colons are its own
        end = strchr(++from, ']');
        if (!end || (end[1] && end[1] != ':'))
            return false;
        port = end[1] ? end + 2 : NULL;
    } else if (strchr(from, ':') && strchr(from, ':') == strrchr(from, ':')) {
        end = strchr(from, ':');
        port = end + 1;
    }
    if (end == from || end - from >= TARGET_HOST_CHARS)
        return false;
    snprintf(t->host, sizeof t->host, "%.*s", (int)(end - from), from);
    return !port || parse_port(t, port);
}
