// SPDX-License-Identifier: MIT
// Who is online. Comings and goings are told in batches, so that a thousand who join cost each of the others
// a few frames and not a thousand.
#include "net/glasslock/server_parts.h"

#include <stdlib.h>

#define PART_NAMES 500 // in one PRESENCE frame

bool gls_is_online(struct gls_state *s, const char *name)
{
    struct conn *c = server_find(s->server, name);
    if (c)
        conn_release(c);
    return c;
}

// ---- lists of names ----

static size_t place_of(const struct gls_names *names, const char *name)
{
    size_t i = 0;
    while (i < names->n && strcmp(names->names[i], name) != 0)
        i++;
    return i;
}

bool gls_names_add(struct gls_names *names, const char *name)
{
    if (names->n == names->room) {
        size_t room = names->room ? 2 * names->room : 16;
        char(*grown)[TALK_NAME_ROOM] = realloc(names->names, room * sizeof *grown);
        if (!grown)
            return false;
        names->names = grown;
        names->room = room;
    }
    snprintf(names->names[names->n++], TALK_NAME_ROOM, "%s", name);
    return true;
}

bool gls_names_drop(struct gls_names *names, const char *name)
{
    size_t at = place_of(names, name);
    if (at == names->n)
        return false;
    memmove(names->names + at, names->names + at + 1, (--names->n - at) * sizeof *names->names);
    return true;
}

// ---- frames ----

static size_t put_part(struct wire_writer *w, const struct gls_names *names, size_t from)
{
    size_t n = names->n - from < PART_NAMES ? names->n - from : PART_NAMES;
    wire_put_u16(w, (uint16_t)n);
    for (size_t i = 0; i < n; i++)
        wire_put_text(w, names->names[from + i]);
    return n;
}

// One part of two lists; false: nothing was left.
static bool put_presence(struct wire_writer *w, bool everybody, const struct gls_names *joined,
                         size_t *joined_at, const struct gls_names *left, size_t *left_at)
{
    if (*joined_at == joined->n && *left_at == left->n)
        return false;
    size_t mark = frame_begin(w, GLF_PRESENCE);
    wire_put_u8(w, everybody);
    *joined_at += put_part(w, joined, *joined_at);
    *left_at += put_part(w, left, *left_at);
    frame_end(w, mark);
    return true;
}

// Everybody who is online, to one; presence_lock is held, so that no change overtakes it.
static void say_everybody(struct conn *c)
{
    struct gls_state *s = gls_state(c);
    const struct gls_names nobody = {0};
    struct gls_out out = {.conn = c};
    size_t at = 0, none = 0;
    for (bool first = true; put_presence(&out.w, first, &s->online, &at, &nobody, &none); first = false)
        gls_say(&out);
}

// ---- coming and going ----

// Who comes and goes within one batch is told as gone, and the other way round: somebody may have got the
// list of everybody in between. To others it is no news.

void gls_presence_in(struct conn *c)
{
    struct gls_state *s = gls_state(c);
    const char *name = gls_session(c)->name;
    // It hears the news before it hears the list: news that the list holds already change nothing.
    room_join(s->everybody, c);
    pthread_mutex_lock(&s->presence_lock);
    gls_names_add(&s->online, name);
    gls_names_drop(&s->left, name);
    gls_names_add(&s->joined, name);
    say_everybody(c);
    pthread_mutex_unlock(&s->presence_lock);
}

void gls_presence_out(struct conn *c)
{
    struct gls_state *s = gls_state(c);
    const char *name = gls_session(c)->name;
    pthread_mutex_lock(&s->presence_lock);
    gls_names_drop(&s->online, name);
    gls_names_drop(&s->joined, name);
    gls_names_add(&s->left, name);
    pthread_mutex_unlock(&s->presence_lock);
}

bool gls_who(struct conn *c, struct wire_reader *r)
{
    struct gls_state *s = gls_state(c);
    uint32_t id = wire_u32(r);
    if (!wire_done(r))
        return false;
    pthread_mutex_lock(&s->presence_lock);
    say_everybody(c);
    pthread_mutex_unlock(&s->presence_lock);
    gls_ok(c, id, 0);
    return true;
}

void gls_tick(struct server *server)
{
    struct gls_state *s = server_state(server);
    struct wire_writer w = {0};
    size_t joined_at = 0, left_at = 0;
    pthread_mutex_lock(&s->presence_lock);
    struct gls_names joined = s->joined, left = s->left;
    s->joined = s->left = (struct gls_names){0};
    pthread_mutex_unlock(&s->presence_lock);
    while (put_presence(&w, false, &joined, &joined_at, &left, &left_at)) {
        if (!w.failed)
            room_say(s->everybody, &(struct room_saying){.data = w.data, .bytes = w.bytes});
        wire_empty(&w);
    }
    wire_free(&w);
    free(joined.names);
    free(left.names);
}
