// SPDX-License-Identifier: MIT
// Who is in a room, and who may have its keys: the founder is who the room's id says, and everybody else
// needs an invitation, signed by somebody who may. What the server says besides is only told to the user.
#include "net/glasslock/client_parts.h"

#include <stdio.h>
#include <stdlib.h>

bool gc_is_in(const struct gc_member *m)
{
    return !(m->flags & (GLM_PENDING | GLM_GONE));
}

size_t gc_count(const struct gc_room *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->n_members; i++)
        n += gc_is_in(&r->members[i]);
    return n;
}

struct gc_member *gc_member(struct gc_room *r, const char *name)
{
    for (size_t i = 0; i < r->n_members; i++)
        if (strcmp(r->members[i].name, name) == 0)
            return &r->members[i];
    return NULL;
}

enum gl_error gc_roster(const struct gc_room *r, uint8_t roster[TALK_HASH_BYTES])
{
    uint8_t *hashes = malloc((r->n_members + 1) * TALK_HASH_BYTES);
    size_t n = 0;
    if (!hashes)
        return GL_ERR_MEMORY;
    for (size_t i = 0; i < r->n_members; i++)
        if (gc_is_in(&r->members[i]))
            memcpy(hashes + TALK_HASH_BYTES * n++, r->members[i].hash, TALK_HASH_BYTES);
    enum gl_error error = talk_roster_hash(roster, hashes, n);
    free(hashes);
    return error;
}

void gc_members_free(struct gc_member *members, size_t n)
{
    for (size_t i = 0; i < n; i++)
        free(members[i].invitation);
    free(members);
}

// The server took an invitation of ours. It may be declined before the next list comes.
void gc_await_guest(struct gc *g, struct gc_room *r, const char *name)
{
    const struct gc_peer *p = gc_peer(g, name, false);
    struct gc_member *m = gc_member(r, name);
    gc_tell(g, EVENT_INFO, r, "%s is invited to %s", name, r->title);
    if (!p || (m && gc_is_in(m)))
        return;
    if (!m) {
        struct gc_member *grown = realloc(r->members, (r->n_members + 1) * sizeof *grown);
        if (!grown) {
            client_no_memory(g->c);
            return;
        }
        r->members = grown;
        m = &grown[r->n_members++];
        *m = (struct gc_member){0};
        snprintf(m->name, sizeof m->name, "%s", name);
    }
    memcpy(m->hash, p->card.hash, sizeof m->hash);
    m->flags = GLM_PENDING;
}

// ---- reading ----

static bool read_member(struct gc *g, struct gc_member *m, struct wire_reader *r)
{
    size_t bytes;
    wire_text(r, m->name, sizeof m->name);
    const uint8_t *hash = wire_raw(r, TALK_HASH_BYTES), *invitation = wire_field(r, &bytes);
    m->flags = wire_u8(r);
    if (r->failed || talk_name_problem(m->name))
        return false;
    memcpy(m->hash, hash, TALK_HASH_BYTES);
    if (bytes) {
        m->invitation = malloc(bytes);
        if (!m->invitation) {
            client_no_memory(g->c);
            return false;
        }
        memcpy(m->invitation, invitation, bytes);
        m->invitation_bytes = bytes;
    }
    return true;
}

static bool read_part(struct gc *g, struct gc_room *room, struct wire_reader *r)
{
    uint16_t n = wire_u16(r);
    if (r->failed || room->n_coming + n > GC_MOST_MEMBERS)
        return false;
    struct gc_member *all = realloc(room->coming, (room->n_coming + n + 1) * sizeof *all);
    if (!all) {
        client_no_memory(g->c);
        return false;
    }
    room->coming = all;
    for (uint16_t i = 0; i < n; i++) {
        struct gc_member *m = &all[room->n_coming];
        *m = (struct gc_member){0};
        if (!read_member(g, m, r)) {
            free(m->invitation);
            return false;
        }
        room->n_coming++;
    }
    return wire_done(r);
}

// What we know of those who were in the list already.
static void carry_over(struct gc_room *room, const struct gc_member *old, size_t n_old)
{
    for (size_t i = 0; i < n_old; i++) {
        struct gc_member *m = old[i].told || old[i].asked ? gc_member(room, old[i].name) : NULL;
        if (!m || memcmp(m->hash, old[i].hash, TALK_HASH_BYTES) != 0)
            continue;
        m->told = old[i].told;
        m->asked = old[i].asked;
    }
}

static void tell_joined(struct gc *g, struct gc_room *room, struct gc_member *old, size_t n_old)
{
    struct gc_room before = {.members = old, .n_members = n_old};
    for (size_t i = 0; i < room->n_members && n_old; i++) {
        const struct gc_member *m = &room->members[i], *was = gc_member(&before, m->name);
        if (gc_is_in(m) && (!was || !gc_is_in(was)))
            client_emit(g->c,
                        &(struct client_event){.kind = EVENT_JOIN, .who = m->name, .room = room->title});
    }
}

// The parts are all there.
static void members_whole(struct gc *g, struct gc_room *room)
{
    struct gc_member *old = room->members;
    size_t n_old = room->n_members;
    uint8_t roster[TALK_HASH_BYTES];
    room->members = room->coming;
    room->n_members = room->n_coming;
    room->coming = NULL;
    room->n_coming = 0;
    room->listed = true;
    carry_over(room, old, n_old);
    if (!room->lobby && !room->pair)
        tell_joined(g, room, old, n_old);
    gc_members_free(old, n_old);
    const bool judged = room->epoch && !room->stale;
    if (judged && gc_roster(room, roster)) {
        client_no_memory(g->c);
    } else if (judged && memcmp(roster, room->roster, sizeof roster) != 0) {
        gc_tell(g, EVENT_WARNING, room,
                "the server shows other members of %s than those for whom its key was made: a new key is "
                "made before "
                "anything is said",
                room->title);
        room->stale = true;
    }
    gc_judge(g, room);
    gc_show_room(g, room);
}

bool gc_on_members(struct gc *g, struct wire_reader *r)
{
    const uint8_t *id = wire_raw(r, TALK_ROOM_BYTES);
    uint8_t recipe = wire_u8(r);
    const uint8_t *salt = wire_raw(r, 16);
    uint32_t epoch = wire_u32(r);
    const uint8_t *roster = wire_raw(r, TALK_HASH_BYTES);
    bool stale = wire_u8(r), last = wire_u8(r);
    if (r->failed)
        return false;
    struct gc_room *room = gc_room(g, id), ignored = {0};
    bool read = read_part(g, room ? room : &ignored, r);
    gc_members_free(ignored.coming, ignored.n_coming);
    if (!read || !room)
        return read;
    room->recipe = recipe;
    memcpy(room->salt, salt, sizeof room->salt);
    if (epoch < room->epoch)
        gc_tell(g, EVENT_WARNING, room, "the server goes back to an old key of %s; a new one is made",
                room->title);
    room->stale = stale || epoch < room->epoch;
    if (epoch >= room->epoch) {
        room->epoch = epoch;
        memcpy(room->roster, roster, TALK_HASH_BYTES);
    }
    room->key_asked = false;
    if (last)
        members_whole(g, room);
    return true;
}
