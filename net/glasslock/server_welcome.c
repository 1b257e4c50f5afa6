// SPDX-License-Identifier: MIT
// What a newcomer is told: WELCOME, who is online, open invitations, friends.
#include "net/glasslock/server_parts.h"

struct list {
    struct wire_writer *w;
    const char *name;
    uint16_t n;
};

static void list_room(void *context, const struct store_room *room)
{
    struct list *l = context;
    if (l->w->bytes > 60000)
        return;
    wire_put_raw(l->w, room->id, TALK_ROOM_BYTES);
    wire_put_u8(l->w, room->recipe);
    wire_put_u8(l->w, gls_room_flags(room));
    wire_put_text(l->w, gls_room_title(room, l->name));
    wire_put_u64(l->w, room->last);
    l->n++;
}

static void welcome_rooms(struct conn *c, struct wire_writer *w)
{
    struct wire_writer rooms = {0};
    struct list l = {.w = &rooms, .name = gls_session(c)->name};
    enum store_result read = store_rooms_of(gls_state(c)->store, l.name, STORE_ACTIVE, list_room, &l);
    wire_put_u16(w, l.n);
    wire_put_raw(w, rooms.data, rooms.bytes);
    w->failed = w->failed || rooms.failed || read == STORE_FAILED;
    wire_free(&rooms);
}

struct invited {
    struct wire_writer by, invitation;
};

static void see_invitation(void *context, const struct store_member *member)
{
    struct invited *i = context;
    wire_put_raw(&i->by, member->inviter, strlen(member->inviter) + 1);
    wire_put_raw(&i->invitation, member->invitation, member->invitation_bytes);
}

static void invited_all(struct conn *c)
{
    struct gls_state *s = gls_state(c);
    const char *name = gls_session(c)->name;
    struct wire_writer rooms = {0};
    struct gls_out out = {.conn = c};
    struct store_room room;
    gls_read(&out, store_rooms_of(s->store, name, STORE_INVITED, gls_collect_room, &rooms));
    out.w.failed = out.w.failed || rooms.failed;
    for (size_t i = 0; gls_room_at(&rooms, i, &room); i++) {
        struct invited its = {0};
        if (gls_read(&out, store_member(s->store, room.id, name, see_invitation, &its))) {
            out.w.failed = out.w.failed || its.by.failed || its.invitation.failed;
            if (!out.w.failed)
                gls_put_invited(&out.w, s, &room, GLR_INVITED, name, (const char *)its.by.data,
                                its.invitation.data, its.invitation.bytes);
        }
        gls_say(&out);
        wire_free(&its.by);
        wire_free(&its.invitation);
    }
    gls_say(&out);
    wire_free(&rooms);
}

static void say_welcome(struct conn *c, uint32_t id)
{
    const struct gls_session *me = gls_session(c);
    struct wire_writer card = {0};
    struct gls_out out = {.conn = c};
    size_t mark = frame_begin(&out.w, GLF_WELCOME);
    gls_read(&out, store_card(gls_state(c)->store, me->name, &card));
    out.w.failed = out.w.failed || card.failed;
    wire_put_u32(&out.w, id);
    wire_put_text(&out.w, me->name);
    wire_put_u8(&out.w, me->guest);
    wire_put_field(&out.w, card.data, card.bytes);
    welcome_rooms(c, &out.w);
    gls_end(&out, mark);
    gls_say(&out);
    wire_free(&card);
}

void gls_come_in(struct conn *c, uint32_t id, const char *name, bool guest, const uint8_t *card)
{
    struct gls_state *s = gls_state(c);
    struct gls_session *me = gls_session(c);
    me->in = true;
    me->guest = guest;
    memcpy(me->name, name, strlen(name) + 1);
    memcpy(me->card, card, TALK_HASH_BYTES);
    gls_pending_drop(c);
    conn_joined(c);
    server_log(s->server, "%s joined%s from %s", name, guest ? " as a guest" : "", conn_address(c));
    gls_journal(s, "%s joined%s", name, guest ? " as a guest" : "");
    say_welcome(c, id);
    gls_presence_in(c);
    invited_all(c);
    struct gls_out out = {.conn = c};
    gls_friends_all(&out, name);
    gls_say(&out);
}
