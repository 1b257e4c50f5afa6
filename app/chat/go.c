// SPDX-License-Identifier: MIT
// From one room to another.
#include "app/chat/view.h"

#include <stdio.h>
#include <stdlib.h>

void view_enter_room(struct chat_view *v, size_t index)
{
    const struct client_room *rooms = NULL;
    size_t n = v->engine->rooms(v->client, &rooms);
    char *line = NULL;
    if (index >= n) {
        view_say(v, "there are only %zu rooms", n);
        return;
    }
    if (rooms[index].current || asprintf(&line, "/room %s", rooms[index].title) < 0)
        return;
    v->engine->command(v->client, line);
    free(line);
    view_settle(v);
}

void view_change_room(struct chat_view *v, int by)
{
    const struct client_room *rooms = NULL;
    size_t n = v->engine->rooms(v->client, &rooms), at = 0;
    while (at < n && !rooms[at].current)
        at++;
    if (n > 1)
        view_enter_room(v, (at + n + (size_t)(by + (int)n)) % n);
}

void view_next_unread(struct chat_view *v)
{
    const struct client_room *rooms = NULL;
    size_t n = v->engine->rooms(v->client, &rooms);
    for (size_t i = 0; i < n; i++)
        if (rooms[i].unread && !rooms[i].current) {
            view_enter_room(v, i);
            return;
        }
    view_say(v, "nothing is unread");
}
