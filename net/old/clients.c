// SPDX-License-Identifier: MIT
#include "net/old/clients.h"

#include <string.h>

// How many bytes the first character takes; 0: it must not be shown.
static size_t showable(const char *text, size_t bytes)
{
    for (size_t n = 1; n <= 4 && n <= bytes; n++)
        if (wire_text_valid(text, n, true))
            return n;
    return 0;
}

void old_clean(char *text, size_t bytes)
{
    for (size_t i = 0; i < bytes;) {
        size_t n = showable(text + i, bytes - i);
        if (!n)
            text[i++] = '?';
        i += n;
    }
}

bool old_is_name(const char *name, size_t bytes)
{
    return bytes && bytes <= OLD_NAME_MOST && wire_text_valid(name, bytes, false);
}

bool old_may_say(struct chat_client *c, const char *enter)
{
    enum client_state state = client_state(c);
    if (state == CLIENT_ONLINE)
        return true;
    client_tell(c, EVENT_ERROR, "nothing was said: %s",
                state == CLIENT_CONNECTED ? enter : "there is no connection");
    return false;
}

bool old_no_private(struct chat_client *c, const char *name, const char *text)
{
    (void)name, (void)text;
    client_tell(c, EVENT_ERROR, "nothing was said: this protocol has no private messages");
    return true;
}

void old_came(struct chat_client *c, const char *name, bool tell)
{
    if (!old_is_name(name, strlen(name)))
        return;
    client_person_set(
        c, &(struct client_person){.name = name, .online = true, .self = strcmp(name, client_name(c)) == 0});
    if (tell)
        client_emit(c, &(struct client_event){.kind = EVENT_JOIN, .who = name});
}

void old_went(struct chat_client *c, const char *name)
{
    if (!old_is_name(name, strlen(name)))
        return;
    client_person_gone(c, name);
    client_emit(c, &(struct client_event){.kind = EVENT_LEAVE, .who = name});
}
