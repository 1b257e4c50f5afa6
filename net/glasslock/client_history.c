// SPDX-License-Identifier: MIT
// Our own history: lines of the store, shown again on entering a room, and searched.
#include "net/glasslock/client_parts.h"

#include "crypto/common/bytes.h"

#include <stdio.h>
#include <stdlib.h>

#define MOST_LINES 10000 // of one room, shown or searched at once

enum { LINE_OWN = 1, LINE_EMOTE = 2, LINE_UNSENT = 4 };

int64_t gc_write_line(struct gc *g, struct gc_room *r, int64_t id, const struct gc_line *line)
{
    struct wire_writer w = {0};
    wire_put_u64(&w, line->sequence);
    wire_put_u64(&w, line->time);
    wire_put_u64(&w, line->counter);
    wire_put_u64(&w, line->local);
    wire_put_u8(&w, (uint8_t)((line->own ? LINE_OWN : 0) | (line->emote ? LINE_EMOTE : 0) |
                              (line->unsent ? LINE_UNSENT : 0)));
    wire_put_text(&w, line->who);
    wire_put_field(&w, line->text, strlen(line->text));
    if (w.failed && g->store)
        client_store_no_memory(g->store);
    if (!w.failed && g->store) {
        if (id)
            client_store_replace(g->store, r->id, id, w.data, w.bytes);
        else
            id = client_store_append(g->store, r->id, w.data, w.bytes);
        if (!r->first_line)
            r->first_line = id;
    }
    wire_free(&w);
    return id;
}

struct showing {
    struct gc *g;
    struct gc_room *room;
    int64_t before;   // only lines with a lower id; 0: all
    const char *find; // NULL: all
    size_t n;
};

// Without regard to the case of ASCII letters.
static bool contains(const char *text, const char *words)
{
    return strcasestr(text, words) != NULL;
}

static void show_line(void *context, int64_t id, struct wire_reader r)
{
    struct showing *s = context;
    struct gc_line line = {.sequence = wire_u64(&r), .time = 0};
    char who[TALK_NAME_ROOM];
    size_t bytes;
    line.time = wire_u64(&r);
    line.counter = wire_u64(&r);
    line.local = wire_u64(&r);
    uint8_t flags = wire_u8(&r);
    wire_text(&r, who, sizeof who);
    const uint8_t *text = wire_field(&r, &bytes);
    if (!wire_done(&r) || (s->before && id >= s->before))
        return;
    char *copy = strndup((const char *)text, bytes);
    if (!copy)
        client_no_memory(s->g->c);
    if (copy && (!s->find || contains(copy, s->find))) {
        s->n++;
        client_emit(s->g->c, &(struct client_event){.kind = EVENT_MESSAGE,
                                                    .room = s->room->title,
                                                    .who = who,
                                                    .to = s->room->pair ? s->room->by : NULL,
                                                    .text = copy,
                                                    .time = line.time,
                                                    .sequence = line.sequence,
                                                    .counter = line.counter,
                                                    .local = flags & LINE_UNSENT ? line.local : 0,
                                                    .own = flags & LINE_OWN,
                                                    .emote = flags & LINE_EMOTE,
                                                    .old = true,
                                                    .flag = true});
    }
    gl_wipe_free(copy, bytes);
}

static size_t show(struct gc *g, struct gc_room *room, size_t most, int64_t before, const char *find)
{
    struct showing s = {g, room, before, find, 0};
    size_t damaged = client_store_history(g->store, room->id, most, show_line, &s);
    if (damaged)
        gc_tell(g, EVENT_WARNING, room,
                "%zu lines of the history of %s are damaged, or were altered by somebody", damaged,
                room->title);
    return s.n;
}

// The first time in a session; what has come since is on the screen already.
void gc_entered(struct chat_client *c, const char *title)
{
    struct gc *g = gc_of(c);
    struct gc_room *r = gc_room_titled(g, title);
    if (!r || !g->store || r->shown)
        return;
    r->shown = true;
    show(g, r, GC_HISTORY_LINES, r->first_line, NULL);
}

void gc_history(struct gc *g, const char *rest)
{
    char *end;
    unsigned long most = strtoul(rest, &end, 10);
    if (end == rest)
        most = GC_HISTORY_LINES;
    end += strspn(end, " ");
    struct gc_room *r = gc_room_titled(g, *end ? end : NULL);
    if (!r || !g->store || !most || most > MOST_LINES) {
        client_tell(g->c, EVENT_ERROR, "/history [N] [ROOM]: N from 1 to %d; /room shows the rooms",
                    MOST_LINES);
        return;
    }
    if (!show(g, r, most, 0, NULL) && !gc_halted(g))
        gc_tell(g, EVENT_INFO, r, "nothing was said in %s yet", r->title);
}

void gc_find(struct gc *g, const char *rest)
{
    size_t n = 0;
    if (!*rest || !g->store) {
        client_tell(g->c, EVENT_ERROR, "/find TEXT: searches the history of all rooms");
        return;
    }
    for (size_t i = 0; i < g->n_rooms; i++)
        n += show(g, g->rooms[i], MOST_LINES, 0, rest);
    if (!gc_halted(g))
        client_tell(g->c, EVENT_INFO, n == 1 ? "found once" : "found %zu times", n);
}
