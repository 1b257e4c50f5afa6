// SPDX-License-Identifier: MIT
// Friends by mutual request.
#include "net/glasslock/server_parts.h"

#include <stdlib.h>

// ---- FRIEND_IS ----

static void put_friend(struct wire_writer *w, struct gls_state *s, const char *name, uint8_t state)
{
    size_t mark = frame_begin(w, GLF_FRIEND_IS);
    wire_put_text(w, name);
    wire_put_u8(w, state);
    wire_put_u8(w, gls_is_online(s, name));
    frame_end(w, mark);
}

// To whoever of that name is online: how things stand with `other`.
static void tell_friend(struct gls_state *s, const char *name, const char *other)
{
    struct conn *to = server_find(s->server, name);
    uint8_t state;
    if (!to)
        return;
    struct gls_out out = {.conn = to};
    if (gls_read(&out, store_friend(s->store, name, other, &state)))
        put_friend(&out.w, s, other, state);
    gls_say(&out);
    conn_release(to);
}

struct list {
    struct gls_names names;
    struct wire_writer states;
    bool lost; // one had no room
};

static void collect_friend(void *context, const char *other, uint8_t state)
{
    struct list *l = context;
    if (gls_names_add(&l->names, other))
        wire_put_u8(&l->states, state);
    else
        l->lost = true;
}

void gls_friends_all(struct gls_out *out, const char *name)
{
    struct gls_state *s = gls_state(out->conn);
    struct list l = {0};
    gls_read(out, store_friends(s->store, name, collect_friend, &l));
    out->w.failed = out->w.failed || l.states.failed || l.lost;
    for (size_t i = 0; !l.states.failed && i < l.names.n; i++) {
        struct wire_writer w = {0};
        put_friend(&w, s, l.names.names[i], l.states.data[i]);
        size_t mark = out->w.bytes;
        wire_put_raw(&out->w, w.data, w.bytes);
        out->w.failed = out->w.failed || w.failed;
        gls_end(out, mark);
        wire_free(&w);
    }
    free(l.names.names);
    wire_free(&l.states);
}

bool gls_friends(struct conn *c, struct wire_reader *r)
{
    struct gls_out out = {.conn = c, .drain = true};
    uint32_t id = wire_u32(r);
    if (!wire_done(r))
        return false;
    gls_friends_all(&out, gls_session(c)->name);
    gls_say(&out);
    gls_ok(c, id, 0);
    return true;
}

// ---- FRIEND ----

// The state after an action in a state; -1: not possible.
static int next_state(uint8_t state, uint8_t action)
{
    switch (action) {
    case GLA_ASK:
        return state == GLS_NONE ? GLS_ASKED : state == GLS_ASKS ? GLS_FRIENDS : -1;
    case GLA_ACCEPT:
        return state == GLS_ASKS ? GLS_FRIENDS : -1;
    case GLA_DECLINE:
        return state == GLS_ASKS ? GLS_NONE : -1;
    default:
        return state == GLS_FRIENDS || state == GLS_ASKED ? GLS_NONE : -1;
    }
}

static const char *impossible(uint8_t state)
{
    switch (state) {
    case GLS_FRIENDS:
        return "you are friends already";
    case GLS_ASKED:
        return "you have asked already";
    case GLS_ASKS:
        return "you are asked: accept or decline";
    default:
        return "you are neither friends nor asked";
    }
}

bool gls_friend(struct conn *c, struct wire_reader *r)
{
    struct gls_state *s = gls_state(c);
    const struct gls_session *me = gls_session(c);
    char other[TALK_NAME_ROOM];
    struct store_person person;
    uint8_t state;
    uint32_t id = wire_u32(r);
    wire_text(r, other, sizeof other);
    uint8_t action = wire_u8(r);
    if (!wire_done(r) || action < GLA_ASK || action > GLA_REMOVE)
        return false;
    if (me->guest)
        return gls_error(c, id, GLE_FRIENDS, "a guest has no friends: register first");
    if (strcmp(other, me->name) == 0 || store_person_find(s->store, other, &person) != STORE_OK ||
        person.guest)
        return gls_error(c, id, GLE_UNKNOWN, "no account %s", other);
    if (store_friend(s->store, me->name, other, &state) != STORE_OK)
        return gls_store_error(c, id);
    int next = next_state(state, action);
    if (next < 0)
        return gls_error(c, id, GLE_FRIENDS, "%s", impossible(state));
    if (store_friend_set(s->store, me->name, other, (uint8_t)next) != STORE_OK)
        return gls_store_error(c, id);
    if (next != GLS_FRIENDS)
        gls_waits_drop(s, me->name);
    gls_ok(c, id, 0);
    tell_friend(s, me->name, other);
    tell_friend(s, other, me->name);
    return true;
}
