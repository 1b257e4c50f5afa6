// SPDX-License-Identifier: MIT
// Cards: a new one of one's own, and those of others.
#include "net/glasslock/server_parts.h"

static void tell_new_card(struct conn *c, const uint8_t *room_id)
{
    struct gls_state *s = gls_state(c);
    struct gls_room *room = gls_room_get(s, room_id);
    if (!room)
        return;
    pthread_mutex_lock(&room->lock);
    room->roster_known = false;
    if (!gls_is_lobby(room_id))
        gls_members_to_all(s, room);
    pthread_mutex_unlock(&room->lock);
    gls_room_put(s, room);
}

bool gls_publish(struct conn *c, struct wire_reader *r)
{
    struct gls_state *s = gls_state(c);
    struct gls_session *me = gls_session(c);
    struct wire_writer rooms = {0};
    struct store_room room;
    uint8_t hash[TALK_HASH_BYTES];
    size_t bytes;
    uint32_t id = wire_u32(r);
    const uint8_t *card = wire_field(r, &bytes);
    if (!wire_done(r))
        return false;
    if (me->guest)
        return gls_error(c, id, GLE_CARD, "a guest has one card: come in anew with another");
    if (!gls_check_card(c, id, me->name, card, bytes, hash))
        return true;
    if (store_publish(s->store, me->name, hash, card, bytes) != STORE_OK)
        return gls_store_error(c, id);
    memcpy(me->card, hash, sizeof me->card);
    server_log(s->server, "%s has new keys", me->name);
    gls_journal(s, "%s has new keys", me->name);
    store_rooms_of(s->store, me->name, STORE_ACTIVE, gls_collect_room, &rooms);
    for (size_t i = 0; gls_room_at(&rooms, i, &room); i++)
        tell_new_card(c, room.id);
    wire_free(&rooms);
    gls_ok(c, id, 0);
    return true;
}

static void answer_card(struct gls_out *out, const char *name)
{
    struct gls_state *s = gls_state(out->conn);
    struct wire_writer card = {0};
    struct store_person person;
    if (!gls_read(out, store_person_find(s->store, name, &person)) ||
        !gls_read(out, store_card(s->store, name, &card)))
        return;
    out->w.failed = out->w.failed || card.failed;
    bool online = gls_is_online(s, name);
    size_t mark = frame_begin(&out->w, GLF_CARD);
    wire_put_text(&out->w, name);
    wire_put_field(&out->w, card.data, card.bytes);
    wire_put_u8(&out->w, (uint8_t)((online ? 1 : 0) | (person.guest ? 2 : 0)));
    gls_end(out, mark);
    wire_free(&card);
}

bool gls_cards(struct conn *c, struct wire_reader *r)
{
    struct gls_out out = {.conn = c, .drain = true};
    char name[TALK_NAME_ROOM];
    uint32_t id = wire_u32(r);
    uint16_t n = wire_u16(r);
    // First to the end: a malformed list gets no half answer.
    struct wire_reader again = *r;
    for (uint16_t i = 0; i < n; i++)
        wire_text(r, name, sizeof name);
    if (!wire_done(r))
        return false;
    for (uint16_t i = 0; i < n; i++) {
        wire_text(&again, name, sizeof name);
        answer_card(&out, name);
    }
    gls_say(&out);
    gls_ok(c, id, 0);
    return true;
}
