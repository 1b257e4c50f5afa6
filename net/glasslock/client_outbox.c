// SPDX-License-Identifier: MIT
// The outbox: what is said waits here, in the store too, until the server has given it a number.
#include "net/glasslock/client_parts.h"

#include "crypto/common/bytes.h"

#include <stdio.h>
#include <stdlib.h>

void gc_unsent_free(struct gc_unsent *u)
{
    gl_wipe_free(u->text, u->text ? strlen(u->text) : 0);
    wire_free(&u->sealed);
    free(u);
}

struct gc_unsent *gc_first_unsent(struct gc *g, const struct gc_room *r)
{
    for (size_t i = 0; i < g->n_unsent; i++)
        if (!*g->unsent[i]->to && !g->unsent[i]->done &&
            memcmp(g->unsent[i]->room, r->id, TALK_ROOM_BYTES) == 0)
            return g->unsent[i];
    return NULL;
}

void gc_forget_unsent(struct gc *g, struct gc_unsent *u)
{
    for (size_t i = 0; i < g->n_unsent; i++)
        if (g->unsent[i] == u) {
            memmove(g->unsent + i, g->unsent + i + 1, (g->n_unsent - i - 1) * sizeof(struct gc_unsent *));
            g->n_unsent--;
            break;
        }
    gc_drop_unsent(g, u);
    gc_unsent_free(u);
}

void gc_settle_unsent(struct gc *g, bool kept)
{
    for (size_t i = g->n_unsent; i--;) {
        struct gc_unsent *u = g->unsent[i];
        if (!u->done)
            continue;
        u->done = false;
        if (!kept) // SYNC will tell it again
            continue;
        memmove(g->unsent + i, g->unsent + i + 1, (g->n_unsent - i - 1) * sizeof(struct gc_unsent *));
        g->n_unsent--;
        gc_unsent_free(u);
    }
}

bool gc_forget_to(struct gc *g, const char *name, const char *why)
{
    bool any = false;
    for (size_t i = g->n_unsent; i--;)
        if (strcmp(g->unsent[i]->to, name) == 0) {
            any = true;
            gc_forget_unsent(g, g->unsent[i]);
        }
    if (any)
        client_tell(g->c, EVENT_ERROR, "not sent to %s: %s", name, why);
    return any;
}

void gc_unsure(struct gc *g, struct gc_unsent *u)
{
    const struct gc_room *r = gc_room(g, u->room);
    gc_tell(g, EVENT_ERROR, r,
            "the connection was lost, and nobody knows whether this arrived; say it again if not: %s",
            u->text);
    gc_forget_unsent(g, u);
}

void gc_await_pair(struct gc *g, const char *name)
{
    for (size_t i = 0; i < g->n_unsent; i++)
        if (strcmp(g->unsent[i]->to, name) == 0)
            g->unsent[i]->refused = true;
}

void gc_unsent_to(struct gc *g, const struct gc_room *r, const char *name)
{
    for (size_t i = 0; i < g->n_unsent; i++) {
        struct gc_unsent *u = g->unsent[i];
        if (*u->to || memcmp(u->room, r->id, TALK_ROOM_BYTES) != 0)
            continue;
        snprintf(u->to, sizeof u->to, "%s", name);
        wire_empty(&u->sealed);
        u->id = 0;
        u->known = false;
        u->line = 0;
        gc_keep_unsent(g, u);
    }
}

// ---- saying ----

void gc_write_unsent(struct gc *g, struct gc_room *r, struct gc_unsent *u)
{
    const struct gc_line line = {.time = u->time,
                                 .local = u->local,
                                 .own = true,
                                 .emote = u->emote,
                                 .unsent = true,
                                 .who = client_name(g->c),
                                 .text = u->text};
    u->line = gc_write_line(g, r, 0, &line);
    u->unlined = !u->line;
}

static bool fits(struct gc *g, const char *text)
{
    size_t bytes = strlen(text);
    if (bytes > TALK_MAX_TEXT_BYTES)
        client_tell(g->c, EVENT_ERROR, "not sent: the text has %zu bytes, and %d are the limit", bytes,
                    TALK_MAX_TEXT_BYTES);
    else if (!wire_text_valid(text, bytes, true))
        client_tell(g->c, EVENT_ERROR, "not sent: the text is not plain UTF-8");
    else if (g->n_unsent == GC_MOST_UNSENT)
        client_tell(g->c, EVENT_ERROR, "not sent: %d messages wait already", GC_MOST_UNSENT);
    else if (!g->store)
        client_tell(g->c, EVENT_ERROR, "not sent: you are not in; /login or /register first");
    else
        return true;
    return false;
}

void gc_say(struct gc *g, struct gc_room *r, const char *to, const char *text, bool emote)
{
    if (!fits(g, text))
        return;
    struct gc_unsent *u = calloc(1, sizeof *u);
    if (u)
        u->text = strdup(text);
    if (!u || !u->text) {
        client_tell(g->c, EVENT_ERROR, "not sent: %s", gl_error_string(GL_ERR_MEMORY));
        free(u);
        return;
    }
    u->local = ++g->next_local;
    u->emote = emote;
    u->time = client_wall_ms();
    client_store_begin(g->store);
    if (r) {
        memcpy(u->room, r->id, sizeof u->room);
        gc_write_unsent(g, r, u);
    } else {
        snprintf(u->to, sizeof u->to, "%s", to);
    }
    gc_keep_unsent(g, u);
    if (!client_store_commit(g->store)) {
        u->line = 0;
        u->unlined = r;
        client_tell(g->c, EVENT_ERROR,
                    "the store cannot be written: it is sent when that is possible again, and is lost if "
                    "this ends before");
    }
    g->unsent[g->n_unsent++] = u;
    client_emit(g->c, &(struct client_event){.kind = EVENT_MESSAGE,
                                             .room = r ? r->title : to,
                                             .who = client_name(g->c),
                                             .to = r && r->pair ? r->by : to,
                                             .text = u->text,
                                             .time = u->time,
                                             .local = u->local,
                                             .own = true,
                                             .emote = emote});
    if (g->in)
        gc_pump(g);
    else
        client_tell(g->c, EVENT_INFO, "you are not connected: it is sent when you are");
}
