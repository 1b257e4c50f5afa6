// SPDX-License-Identifier: MIT
#include "tests/glasslock_talk.h"

#include "crypto/common/bytes.h"
#include "tests/run.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

const uint8_t glk_lobby[TALK_ROOM_BYTES];

void glk_room_free(struct glk_room *room)
{
    wire_free(&room->last);
}

// ---- members ----

int glk_sync(struct glk *c, struct glk_room *room, uint64_t after, uint64_t *last)
{
    struct wire_writer *w = glk_request(c, GLF_SYNC);
    wire_put_raw(w, room->id, TALK_ROOM_BYTES);
    wire_put_u64(w, after);
    glk_send(c);
    return glk_answer(c, last);
}

// One part into `room`; *last of it.
static bool read_part(struct glk_room *room, struct wire_reader *r, bool *last)
{
    const uint8_t *id = wire_raw(r, TALK_ROOM_BYTES);
    CU_ASSERT_TRUE_FATAL(id && memcmp(id, room->id, TALK_ROOM_BYTES) == 0);
    room->recipe = wire_u8(r);
    const uint8_t *salt = wire_raw(r, 16);
    CU_ASSERT_TRUE(salt && memcmp(salt, room->salt, 16) == 0);
    room->latest = wire_u32(r);
    const uint8_t *roster = wire_raw(r, TALK_HASH_BYTES);
    if (roster)
        memcpy(room->roster, roster, TALK_HASH_BYTES);
    room->stale = wire_u8(r);
    *last = wire_u8(r);
    uint16_t n = wire_u16(r);
    for (uint16_t i = 0; i < n && room->n < sizeof room->members / sizeof *room->members; i++, room->n++) {
        wire_text(r, room->members[room->n].name, TALK_NAME_ROOM);
        const uint8_t *card = wire_raw(r, TALK_HASH_BYTES);
        if (card)
            memcpy(room->members[room->n].card, card, TALK_HASH_BYTES);
        wire_field(r, &room->members[room->n].invitation);
        room->members[room->n].flags = wire_u8(r);
    }
    return wire_done(r);
}

bool glk_members(struct glk *c, struct glk_room *room)
{
    struct wire_reader r;
    bool last = false;
    room->n = 0;
    while (!last) {
        if (!glk_wait(c, GLF_MEMBERS, &r))
            return false;
        CU_ASSERT_TRUE_FATAL(read_part(room, &r, &last));
    }
    return true;
}

char *glk_names(const struct glk_room *room)
{
    static char text[2048];
    text[0] = '\0';
    for (size_t i = 0; i < room->n; i++) {
        uint8_t flags = room->members[i].flags;
        size_t used = strlen(text);
        snprintf(text + used, sizeof text - used, "%s%s%s%s%s", used ? " " : "", room->members[i].name,
                 flags & GLM_FOUNDER ? "^" : "", flags & GLM_PENDING ? "?" : "", flags & GLM_GONE ? "-" : "");
    }
    return text;
}

// ---- epochs ----

static struct talk_card card_of(struct glk *c, const char *name)
{
    struct talk_card card;
    struct wire_reader r;
    char text[TALK_NAME_ROOM];
    size_t bytes;
    struct wire_writer *w = glk_request(c, GLF_CARDS);
    wire_put_u16(w, 1);
    wire_put_text(w, name);
    glk_send(c);
    CU_ASSERT_EQUAL(glk_answer(c, NULL), 0);
    CU_ASSERT_TRUE_FATAL(glk_have(c, GLF_CARD, &r));
    wire_text(&r, text, sizeof text);
    const uint8_t *data = wire_field(&r, &bytes);
    talk_card_init(&card);
    CU_ASSERT_EQUAL_FATAL(talk_card_read(&card, data, bytes), GL_OK);
    return card;
}

bool glk_key(struct glk *c, struct glk_room *room, const struct talk_card *maker)
{
    struct wire_reader r;
    char name[TALK_NAME_ROOM];
    size_t bytes;
    if (!glk_wait(c, GLF_KEY, &r))
        return false;
    const uint8_t *id = wire_raw(&r, TALK_ROOM_BYTES);
    room->epoch.recipe = (enum talk_recipe)wire_u8(&r);
    room->epoch.epoch = wire_u32(&r);
    const uint8_t *roster = wire_raw(&r, TALK_HASH_BYTES);
    wire_text(&r, name, sizeof name);
    const uint8_t *wrapped = wire_field(&r, &bytes);
    CU_ASSERT_TRUE_FATAL(wire_done(&r) && memcmp(id, room->id, TALK_ROOM_BYTES) == 0);
    CU_ASSERT_STRING_EQUAL(name, maker ? maker->name : "");
    memcpy(room->epoch.room, id, TALK_ROOM_BYTES);
    memcpy(room->epoch.roster, roster, TALK_HASH_BYTES);
    struct ec_key identity;
    struct ec_point point;
    ec_key_init(&identity);
    ec_point_init(&point);
    CU_ASSERT_EQUAL(ec_point_decode(ec_group(&ec_p256), &point, c->identity, sizeof c->identity), GL_OK);
    CU_ASSERT_EQUAL(ec_key_set_public(&identity, &ec_p256, &point), GL_OK);
    enum gl_error error =
        talk_epoch_unwrap(&room->epoch, c->keys, maker, maker ? NULL : &identity, wrapped, bytes);
    CU_ASSERT_EQUAL(error, GL_OK);
    ec_point_clear(&point);
    ec_key_clear(&identity);
    return !error;
}

int glk_epoch_of(struct glk *c, struct glk_room *room, uint32_t number, size_t skip)
{
    // Where the server makes the keys, no member can: the refusal is tried with a strong one.
    enum talk_recipe recipe = room->recipe == TALK_SECURECHAT ? TALK_STRONG : (enum talk_recipe)room->recipe;
    struct talk_epoch e = {.recipe = recipe, .epoch = number};
    uint8_t cards[40 * TALK_HASH_BYTES];
    struct wire_writer list = {0}, wrapped = {0};
    size_t n = 0, wraps = 0;
    memcpy(e.room, room->id, TALK_ROOM_BYTES);
    for (size_t i = 0; i < room->n; i++)
        if (!(room->members[i].flags & (GLM_PENDING | GLM_GONE)))
            memcpy(cards + n++ * TALK_HASH_BYTES, room->members[i].card, TALK_HASH_BYTES);
    CU_ASSERT_EQUAL(talk_roster_hash(e.roster, cards, n), GL_OK);
    CU_ASSERT_EQUAL(talk_epoch_new(&e, NULL), GL_OK);
    for (size_t i = 0; i < room->n; i++) {
        if ((room->members[i].flags & (GLM_PENDING | GLM_GONE)) || wraps++ < skip)
            continue;
        struct talk_card card = card_of(c, room->members[i].name);
        wire_empty(&wrapped);
        CU_ASSERT_EQUAL(talk_epoch_wrap(&e, c->keys, NULL, &card, NULL, &wrapped), GL_OK);
        wire_put_text(&list, room->members[i].name);
        wire_put_field(&list, wrapped.data, wrapped.bytes);
        talk_card_clear(&card);
    }
    struct wire_writer *w = glk_request(c, GLF_EPOCH);
    wire_put_raw(w, room->id, TALK_ROOM_BYTES);
    wire_put_u32(w, number);
    wire_put_raw(w, e.roster, TALK_HASH_BYTES);
    wire_put_u8(w, 1);
    wire_put_u16(w, (uint16_t)(n - skip));
    wire_put_raw(w, list.data, list.bytes);
    glk_send(c);
    wire_free(&list);
    wire_free(&wrapped);
    gl_wipe(&e, sizeof e);
    return glk_answer(c, NULL);
}

int glk_epoch(struct glk *c, struct glk_room *room)
{
    struct wire_reader old;
    while (glk_have(c, GLF_MEMBERS, &old))
        continue;
    CU_ASSERT_EQUAL(glk_sync(c, room, UINT64_MAX, NULL), 0);
    CU_ASSERT_TRUE_FATAL(glk_members(c, room));
    return glk_epoch_of(c, room, room->latest + 1, 0);
}

// ---- messages ----

int glk_say_again(struct glk *c, struct glk_room *room)
{
    struct wire_writer *w = glk_request(c, GLF_SAY);
    wire_put_raw(w, room->id, TALK_ROOM_BYTES);
    wire_put_u32(w, room->epoch.epoch);
    wire_put_field(w, room->last.data, room->last.bytes);
    glk_send(c);
    return glk_answer(c, &room->number);
}

int glk_say(struct glk *c, struct glk_room *room, const char *text)
{
    struct talk_chain before = room->chain;
    enum talk_signature signature = room->epoch.recipe == TALK_STRONG ? TALK_ECDSA : TALK_PSS;
    wire_empty(&room->last);
    CU_ASSERT_EQUAL_FATAL(talk_message_seal(&room->epoch, c->keys, signature, &c->own, &room->chain,
                                            TALK_TEXT, text, (uint64_t)time(NULL), NULL, &room->last),
                          GL_OK);
    int code = glk_say_again(c, room);
    if (code)
        room->chain = before;
    return code;
}

const char *glk_hear(struct glk *c, struct glk_room *room, const struct talk_card *sender,
                     struct talk_chain *chain, uint64_t *number)
{
    static _Thread_local struct talk_message m;
    struct wire_reader r;
    char name[TALK_NAME_ROOM];
    size_t bytes;
    uint64_t missing;
    if (!glk_wait(c, GLF_MESSAGE, &r))
        return "(the connection ended)";
    const uint8_t *id = wire_raw(&r, TALK_ROOM_BYTES);
    uint64_t sequence = wire_u64(&r), when = wire_u64(&r);
    wire_text(&r, name, sizeof name);
    const uint8_t *data = wire_field(&r, &bytes);
    CU_ASSERT_TRUE_FATAL(wire_done(&r) && memcmp(id, room->id, TALK_ROOM_BYTES) == 0);
    CU_ASSERT_STRING_EQUAL(name, sender->name);
    CU_ASSERT_TRUE(when / 1000 + 60 >= (uint64_t)time(NULL));
    if (number)
        *number = sequence;
    enum talk_verdict verdict = talk_message_open(&room->epoch, sender, chain, data, bytes, &m, &missing);
    if (verdict == TALK_GOOD || verdict == TALK_GAP)
        return m.text;
    fprintf(stderr, "message %u of %s: %s\n", (unsigned)sequence, name, talk_verdict_text(verdict));
    return talk_verdict_text(verdict);
}

// ---- groups ----

void glk_open_begin(struct glk *c, struct glk_room *room, enum talk_recipe recipe, bool pair,
                    const char *title)
{
    struct wire_writer invitation = {0};
    CU_ASSERT_EQUAL(gl_random_bytes(NULL, room->salt, sizeof room->salt), GL_OK);
    talk_room_id(room->id, recipe, c->own.hash, room->salt);
    CU_ASSERT_EQUAL(talk_invite_make(c->keys, room->id, c->own.hash, c->own.hash, &invitation), GL_OK);
    struct wire_writer *w = glk_request(c, GLF_OPEN);
    wire_put_raw(w, room->id, TALK_ROOM_BYTES);
    wire_put_raw(w, room->salt, sizeof room->salt);
    wire_put_u8(w, (uint8_t)recipe);
    wire_put_u8(w, pair);
    wire_put_text(w, title);
    wire_put_field(w, invitation.data, invitation.bytes);
    glk_send(c);
    wire_free(&invitation);
}

int glk_open(struct glk *c, struct glk_room *room, enum talk_recipe recipe, bool pair, const char *title)
{
    glk_open_begin(c, room, recipe, pair, title);
    return glk_answer(c, NULL);
}

int glk_invite(struct glk *c, struct glk_room *room, const struct glk *guest)
{
    struct wire_writer invitation = {0};
    CU_ASSERT_EQUAL(talk_invite_make(c->keys, room->id, c->own.hash, guest->own.hash, &invitation), GL_OK);
    struct wire_writer *w = glk_request(c, GLF_INVITE);
    wire_put_raw(w, room->id, TALK_ROOM_BYTES);
    wire_put_text(w, guest->name);
    wire_put_field(w, invitation.data, invitation.bytes);
    glk_send(c);
    wire_free(&invitation);
    return glk_answer(c, NULL);
}

int glk_accept(struct glk *c, struct glk_room *room)
{
    struct wire_writer acceptance = {0};
    CU_ASSERT_EQUAL(talk_invite_make(c->keys, room->id, c->own.hash, c->own.hash, &acceptance), GL_OK);
    struct wire_writer *w = glk_request(c, GLF_ACCEPT);
    wire_put_raw(w, room->id, TALK_ROOM_BYTES);
    wire_put_field(w, acceptance.data, acceptance.bytes);
    glk_send(c);
    wire_free(&acceptance);
    return glk_answer(c, NULL);
}

int glk_room_request(struct glk *c, uint8_t type, const uint8_t *room)
{
    wire_put_raw(glk_request(c, type), room, TALK_ROOM_BYTES);
    glk_send(c);
    return glk_answer(c, NULL);
}
