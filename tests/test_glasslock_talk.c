// SPDX-License-Identifier: MIT
// Conversations over the default protocol's server: lobby, groups, pairs, epochs, offline delivery, receipts.
#include "tests/glasslock_talk.h"
#include "tests/run.h"
#include "tests/shell.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define SECRET_TEXT "the eagle lands at noon"

static void expect_names(struct glk *c, struct glk_room *room, const char *names)
{
    CU_ASSERT_TRUE_FATAL(glk_members(c, room));
    CU_ASSERT_STRING_EQUAL(glk_names(room), names);
}

// ---- the lobby ----

// Alice's first message of the lobby was read.
static void send_receipt(struct glk *b)
{
    struct wire_writer *w = glk_begin(b, GLF_RECEIPT);
    wire_put_raw(w, glk_lobby, TALK_ROOM_BYTES);
    wire_put_u32(w, 1);
    wire_put_u8(w, TALK_READ);
    wire_put_text(w, "alice");
    wire_put_u64(w, 1);
    wire_put_raw(w, "0123456789abcdef0123456789abcdef", 32);
    glk_send(b);
}

// A card with the keys of another.
static void publish_another(struct glk *b)
{
    struct wire_writer *w = glk_request(b, GLF_PUBLISH);
    struct wire_writer card = {0};
    CU_ASSERT_EQUAL(talk_card_make(&talk_person(2)->keys, "bob", &card), GL_OK);
    wire_put_field(w, card.data, card.bytes);
    glk_send(b);
    CU_ASSERT_EQUAL(glk_answer(b, NULL), 0);
    wire_free(&card);
}

// No epoch, no text; then one, with a key for both.
static void first_epoch(struct glk *a, struct glk_room *ra, struct glk *b, struct glk_room *rb)
{
    ra->epoch.recipe = TALK_STRONG;
    ra->epoch.epoch = 1;
    CU_ASSERT_EQUAL(glk_say(a, ra, "too early"), GLE_STALE);
    CU_ASSERT_EQUAL(glk_epoch(a, ra), 0);
    CU_ASSERT_TRUE(glk_key(a, ra, &a->own) && glk_key(b, rb, &a->own));
}

static void test_lobby(void)
{
    struct core_server t;
    struct glk_room ra = {0}, rb = {0};
    struct talk_chain from_a = {0}, own = {0};
    struct wire_reader r;
    uint64_t number = 0, last = 0;
    glk_serve(&t, "lobby", NULL);
    struct glk a = glk_account(&t, "alice", 0), b = glk_account(&t, "bob", 1);
    CU_ASSERT_EQUAL(glk_sync(&a, &ra, 0, &last), 0);
    CU_ASSERT_EQUAL(last, 0);
    expect_names(&a, &ra, "alice bob");
    CU_ASSERT_TRUE(ra.stale && ra.latest == 0);
    CU_ASSERT_EQUAL(glk_sync(&b, &rb, 0, NULL), 0);
    expect_names(&b, &rb, "alice bob");

    first_epoch(&a, &ra, &b, &rb);
    CU_ASSERT_EQUAL(glk_say(&a, &ra, SECRET_TEXT), 0);
    CU_ASSERT_EQUAL(ra.number, 1);
    CU_ASSERT_STRING_EQUAL(glk_hear(&b, &rb, &a.own, &from_a, &number), SECRET_TEXT);
    CU_ASSERT_EQUAL(number, 1);
    // The speaker hears itself, once; and said again it is not said again.
    CU_ASSERT_STRING_EQUAL(glk_hear(&a, &ra, &a.own, &own, &number), SECRET_TEXT);
    CU_ASSERT_EQUAL(glk_say_again(&a, &ra), 0);
    CU_ASSERT_EQUAL(ra.number, 1);
    CU_ASSERT_EQUAL(glk_say(&a, &ra, "two"), 0);
    CU_ASSERT_EQUAL(ra.number, 2);
    CU_ASSERT_STRING_EQUAL(glk_hear(&b, &rb, &a.own, &from_a, &number), "two");
    glk_barrier(&a);
    glk_forget(&a);

    // Bob reads; then a receipt finds its author offline.
    send_receipt(&b);
    CU_ASSERT_TRUE_FATAL(glk_wait(&a, GLF_RECEIVED, &r));
    CU_ASSERT_EQUAL(r.left, 16 + 4 + 1 + 2 + 3 + 2 + 5 + 8 + 32);
    glk_hang_up(&a);
    core_wait_log(&t, "alice 127.0.0.1");
    glk_send_content(&b, b.out.data, b.out.bytes);
    glk_barrier(&b);

    // A new card makes the epoch stale; another's roster is refused.
    publish_another(&b);
    CU_ASSERT_EQUAL(glk_say(&b, &rb, "under the old card"), GLE_STALE);
    glk_hang_up(&b);

    a = glk_connect(&t, "alice", 0);
    CU_ASSERT_EQUAL(glk_login(&a, GLK_PASSWORD), 0);
    CU_ASSERT_EQUAL(glk_sync(&a, &ra, 1, &last), 0);
    CU_ASSERT_EQUAL(last, 2);
    CU_ASSERT_TRUE(glk_have(&a, GLF_RECEIVED, &r));
    own = (struct talk_chain){.counter = 1};
    CU_ASSERT_TRUE(glk_key(&a, &ra, &a.own)); // that of the message, before it
    struct talk_chain whatever = {0};
    CU_ASSERT_STRING_EQUAL(glk_hear(&a, &ra, &a.own, &whatever, &number), "two");
    CU_ASSERT_FALSE(glk_have(&a, GLF_MESSAGE, &r));
    glk_hang_up(&a);
    core_end(&t, true);
    shell_expect(1, "grep -rl 'eagle' %s", glk_folder("lobby"));
    glk_room_free(&ra);
    glk_room_free(&rb);
}

// What was said while somebody was away, across a restart; and what the server no longer keeps.
static void test_offline(void)
{
    struct core_server t;
    struct server_config config = {.open = true, .limits = server_default_limits};
    struct glk_room ra = {0}, rb = {0};
    struct talk_chain from_a = {0};
    char text[40];
    uint64_t number, last = 0;
    config.limits.history = 150;
    glk_serve(&t, "offline", &config);
    struct glk a = glk_account(&t, "alice", 0), b = glk_account(&t, "bob", 1);
    glk_hang_up(&b);
    core_wait_log(&t, "bob 127.0.0.1");
    CU_ASSERT_EQUAL(glk_epoch(&a, &ra), 0);
    CU_ASSERT_TRUE(glk_key(&a, &ra, &a.own));
    for (int i = 1; i <= 200; i++) {
        snprintf(text, sizeof text, "message %d", i);
        CU_ASSERT_EQUAL(glk_say(&a, &ra, text), 0);
    }
    core_end(&t, false); // at once
    glk_hang_up(&a);

    glk_serve(&t, "offline", &config);
    b = glk_connect(&t, "bob", 1);
    CU_ASSERT_EQUAL(glk_login(&b, GLK_PASSWORD), 0);
    CU_ASSERT_EQUAL(glk_sync(&b, &rb, 0, &last), 0);
    CU_ASSERT_EQUAL(last, 200);
    a = glk_connect(&t, "alice", 0); // only for her card
    CU_ASSERT_TRUE(glk_key(&b, &rb, &a.own));
    for (int i = 51; i <= 200; i++) {
        snprintf(text, sizeof text, "message %d", i);
        const char *heard = glk_hear(&b, &rb, &a.own, &from_a, &number);
        CU_ASSERT_TRUE_FATAL(heard && strcmp(heard, text) == 0 && number == (uint64_t)i);
    }
    struct wire_reader r;
    CU_ASSERT_FALSE(glk_have(&b, GLF_MESSAGE, &r));
    // A newcomer gets nothing from before.
    struct glk g = glk_connect(&t, "guest", 2);
    CU_ASSERT_EQUAL(glk_guest(&g), 0);
    CU_ASSERT_EQUAL(glk_sync(&g, &rb, 0, &last), 0);
    CU_ASSERT_EQUAL(last, 200);
    CU_ASSERT_FALSE(glk_have(&g, GLF_MESSAGE, &r) || glk_have(&g, GLF_KEY, &r));
    glk_hang_up(&a);
    glk_hang_up(&b);
    glk_hang_up(&g);
    core_end(&t, true);
    glk_room_free(&ra);
    glk_room_free(&rb);
}

// ---- epochs ----

// The beginning of an EPOCH: its room, number and roster, and how many keys follow.
static void put_epoch(struct wire_writer *w, const void *room, uint32_t number, const uint8_t *roster,
                      uint8_t last, uint16_t keys)
{
    wire_put_raw(w, room, 16);
    wire_put_u32(w, number);
    wire_put_raw(w, roster, 32);
    wire_put_u8(w, last);
    wire_put_u16(w, keys);
}

static void epoch_in_parts(struct glk *a, struct glk *b, const uint8_t *roster)
{
    struct wire_reader r;
    struct wire_writer *w = glk_request(b, GLF_EPOCH);
    put_epoch(w, glk_lobby, 3, roster, 0, 1);
    wire_put_text(w, "alice");
    wire_put_field(w, "k", 1);
    glk_send(b);
    glk_barrier(b);
    CU_ASSERT_FALSE(glk_have(b, GLF_OK, &r) || glk_have(b, GLF_ERROR, &r));
    w = glk_begin(b, GLF_EPOCH);
    wire_put_u32(w, b->id);
    put_epoch(w, glk_lobby, 3, roster, 1, 1);
    wire_put_text(w, "bob");
    wire_put_field(w, "", 0); // left out: no key comes
    glk_send(b);
    glk_forget(b);
    CU_ASSERT_EQUAL(glk_answer(b, NULL), 0);
    CU_ASSERT_FALSE(glk_have(b, GLF_KEY, &r));
    CU_ASSERT_TRUE(glk_wait(a, GLF_KEY, &r));
}

// A name twice, an unknown one, no such room; what comes after a refusal is passed over.
static void epochs_refused(struct glk *b, const uint8_t *roster)
{
    struct wire_reader r;
    for (int kind = 0; kind < 3; kind++) {
        struct wire_writer *w = glk_request(b, GLF_EPOCH);
        put_epoch(w, kind == 2 ? (const uint8_t *)"no such room ..." : glk_lobby, 4, roster, 1, 2);
        wire_put_text(w, "alice");
        wire_put_field(w, "k", 1);
        wire_put_text(w, kind ? "mallory" : "alice");
        wire_put_field(w, "k", 1);
        glk_send(b);
        CU_ASSERT_EQUAL(glk_answer(b, NULL), kind == 2 ? GLE_ROOM : GLE_EPOCH);
    }
    glk_barrier(b);
    CU_ASSERT_FALSE(glk_have(b, GLF_ERROR, &r));
}

static void test_epochs(void)
{
    struct core_server t;
    struct glk_room ra = {0}, rb = {0};
    glk_serve(&t, "epochs", NULL);
    struct glk a = glk_account(&t, "alice", 0), b = glk_account(&t, "bob", 1);
    CU_ASSERT_EQUAL(glk_sync(&a, &ra, 0, NULL), 0);
    CU_ASSERT_EQUAL(glk_sync(&b, &rb, 0, NULL), 0);
    CU_ASSERT_TRUE(glk_members(&a, &ra) && glk_members(&b, &rb));
    // Both make epoch 1: one is first.
    CU_ASSERT_EQUAL(glk_epoch_of(&a, &ra, 1, 0), 0);
    CU_ASSERT_EQUAL(glk_epoch_of(&b, &rb, 1, 0), GLE_EPOCH);
    CU_ASSERT_EQUAL(glk_epoch_of(&b, &rb, 3, 0), GLE_EPOCH);
    CU_ASSERT_TRUE(glk_key(&b, &rb, &a.own));
    CU_ASSERT_EQUAL(glk_say(&b, &rb, "in hers"), 0);
    CU_ASSERT_EQUAL(glk_epoch_of(&b, &rb, 2, 1), GLE_EPOCH); // not for all
    CU_ASSERT_EQUAL(glk_epoch_of(&b, &rb, 2, 0), 0);         // though 1 was not stale: a new key, as wished
    // The members change: the same roster does no more.
    struct glk g = glk_connect(&t, "guest", 2);
    CU_ASSERT_EQUAL(glk_guest(&g), 0);
    CU_ASSERT_TRUE(glk_key(&b, &rb, &b.own));
    CU_ASSERT_EQUAL(glk_say(&b, &rb, "not for the guest"), GLE_STALE);
    CU_ASSERT_EQUAL(glk_epoch_of(&b, &rb, 3, 0), GLE_EPOCH);
    // The guest goes, and the epoch is right again.
    glk_hang_up(&g);
    core_wait_log(&t, "guest 127.0.0.1");
    CU_ASSERT_EQUAL(glk_say(&b, &rb, "for the old ones"), 0);

    epoch_in_parts(&a, &b, rb.epoch.roster);
    epochs_refused(&b, rb.epoch.roster);
    glk_hang_up(&a);
    glk_hang_up(&b);
    core_end(&t, true);
    glk_room_free(&ra);
    glk_room_free(&rb);
}

// ---- groups ----

// Nobody gets in, or does anything, without an invitation that was accepted.
static void not_yet_in(struct glk *a, struct glk *b, struct glk_room *rb, struct glk *m, struct glk_room *rc)
{
    CU_ASSERT_EQUAL(glk_sync(b, rb, 0, NULL), GLE_ROOM);
    CU_ASSERT_EQUAL(glk_invite(b, rb, m), GLE_ROOM);
    CU_ASSERT_EQUAL(glk_accept(m, rc), GLE_ROOM);
    CU_ASSERT_EQUAL(glk_sync(m, rc, 0, NULL), GLE_ROOM);
    CU_ASSERT_EQUAL(glk_room_request(m, GLF_LEAVE, rb->id), GLE_ROOM);
    CU_ASSERT_EQUAL(glk_room_request(m, GLF_DECLINE, rb->id), GLE_ROOM);
    CU_ASSERT_EQUAL(glk_room_request(a, GLF_LEAVE, glk_lobby), GLE_ROOM);
}

static void test_groups(void)
{
    struct core_server t;
    struct glk_room ra = {0}, rb = {0}, rc = {0};
    struct talk_chain from_b = {0};
    struct wire_reader r;
    char text[TALK_NAME_ROOM];
    glk_serve(&t, "groups", NULL);
    struct glk a = glk_account(&t, "alice", 0), b = glk_account(&t, "bob", 1),
               m = glk_account(&t, "mallory", 2);
    CU_ASSERT_EQUAL(glk_open(&a, &ra, TALK_STRONG, false, "exam"), 0);
    CU_ASSERT_EQUAL(glk_invite(&a, &ra, &b), 0);
    CU_ASSERT_EQUAL(glk_invite(&a, &ra, &b), GLE_ALREADY);
    CU_ASSERT_EQUAL(glk_invite(&a, &ra, &a), GLE_ALREADY);
    CU_ASSERT_TRUE_FATAL(glk_wait(&b, GLF_INVITED, &r));
    memcpy(rb.id, wire_raw(&r, 16), 16);
    memcpy(rb.salt, ra.salt, 16);
    memcpy(&rc, &rb, sizeof rc);
    CU_ASSERT_EQUAL(wire_u8(&r), TALK_STRONG);
    CU_ASSERT_EQUAL(wire_u8(&r), GLR_INVITED);
    CU_ASSERT_TRUE(wire_text(&r, text, sizeof text) && strcmp(text, "exam") == 0);
    CU_ASSERT_TRUE(wire_text(&r, text, sizeof text) && strcmp(text, "alice") == 0);

    not_yet_in(&a, &b, &rb, &m, &rc);
    CU_ASSERT_EQUAL(glk_accept(&b, &rb), 0);
    CU_ASSERT_EQUAL(glk_accept(&b, &rb), GLE_ALREADY);
    expect_names(&a, &ra, "alice^ bob");
    CU_ASSERT_EQUAL(glk_sync(&b, &rb, 0, NULL), 0);
    expect_names(&b, &rb, "alice^ bob"); // told on accepting
    expect_names(&b, &rb, "alice^ bob"); // and on syncing
    CU_ASSERT_EQUAL(glk_epoch(&b, &rb), 0);
    CU_ASSERT_TRUE(glk_key(&a, &ra, &b.own) && glk_key(&b, &rb, &b.own));
    CU_ASSERT_EQUAL(glk_say(&b, &rb, "hello"), 0);
    CU_ASSERT_STRING_EQUAL(glk_hear(&a, &ra, &b.own, &from_b, NULL), "hello");
    CU_ASSERT_EQUAL(glk_say(&m, &rb, "I am not in it"), GLE_ROOM);

    // Bob invites the third, who declines, is invited again, and comes.
    CU_ASSERT_EQUAL(glk_invite(&b, &rb, &m), 0);
    CU_ASSERT_EQUAL(glk_say(&b, &rb, "not stale: an invited one is not in"), 0);
    CU_ASSERT_EQUAL(glk_room_request(&m, GLF_DECLINE, ra.id), 0);
    CU_ASSERT_TRUE(glk_wait(&a, GLF_LEFT, &r));
    CU_ASSERT_TRUE(wire_raw(&r, 16) && wire_text(&r, text, sizeof text) && strcmp(text, "mallory") == 0);
    CU_ASSERT_EQUAL(glk_invite(&b, &rb, &m), 0);
    CU_ASSERT_EQUAL(glk_accept(&m, &rc), 0);
    CU_ASSERT_EQUAL(glk_say(&b, &rb, "stale now"), GLE_STALE);
    glk_barrier(&a);
    glk_forget(&a);
    CU_ASSERT_EQUAL(glk_room_request(&b, GLF_LEAVE, ra.id), 0);
    // Bob stays listed as long as one is in whom he invited.
    expect_names(&a, &ra, "alice^ mallory bob-");
    CU_ASSERT_EQUAL(glk_say(&b, &rb, "after leaving"), GLE_ROOM);
    CU_ASSERT_EQUAL(glk_room_request(&m, GLF_LEAVE, ra.id), 0);
    expect_names(&a, &ra, "alice^");
    CU_ASSERT_EQUAL(glk_room_request(&a, GLF_LEAVE, ra.id), 0);
    CU_ASSERT_EQUAL(glk_sync(&a, &ra, 0, NULL), GLE_ROOM);
    glk_hang_up(&a);
    glk_hang_up(&b);
    glk_hang_up(&m);
    core_end(&t, true);
    glk_room_free(&ra);
    glk_room_free(&rb);
}

static void test_rooms_refused(void)
{
    struct core_server t;
    struct server_config config = {.open = true, .limits = server_default_limits};
    struct glk_room room = {0}, other = {0};
    config.limits.rooms = 2;
    glk_serve(&t, "refused", &config);
    struct glk a = glk_account(&t, "alice", 0), b = glk_account(&t, "bob", 1),
               stranger = glk_connect(&t, "eve", 2);
    // An id that is not the founder's, a recipe that is none.
    CU_ASSERT_EQUAL(glk_open(&a, &room, (enum talk_recipe)9, false, "x"), GLE_RECIPE);
    struct wire_writer *w = glk_request(&a, GLF_OPEN);
    wire_put_raw(w, "sixteen bytes ..", 16);
    wire_put_raw(w, "sixteen bytes ..", 16);
    wire_put_raw(w, "\1\0", 2);
    wire_put_text(w, "x");
    wire_put_field(w, "", 0);
    glk_send(&a);
    CU_ASSERT_EQUAL(glk_answer(&a, NULL), GLE_CARD);
    CU_ASSERT_EQUAL(glk_open(&a, &room, TALK_STRONG, false, "one"), 0);
    CU_ASSERT_EQUAL(glk_invite(&a, &room, &stranger), GLE_UNKNOWN);
    struct glk_room lobby = {0};
    CU_ASSERT_EQUAL(glk_invite(&a, &lobby, &b), GLE_ROOM);
    // An invitation that names another card, or that another has signed.
    struct wire_writer invitation = {0};
    CU_ASSERT_EQUAL(talk_invite_make(b.keys, room.id, a.own.hash, b.own.hash, &invitation), GL_OK);
    w = glk_request(&a, GLF_INVITE);
    wire_put_raw(w, room.id, 16);
    wire_put_text(w, "bob");
    wire_put_field(w, invitation.data, invitation.bytes);
    glk_send(&a);
    CU_ASSERT_EQUAL(glk_answer(&a, NULL), GLE_CARD);
    wire_free(&invitation);
    CU_ASSERT_EQUAL(glk_open(&a, &other, TALK_STRONG, true, "nobody"), GLE_UNKNOWN);
    CU_ASSERT_EQUAL(glk_open(&a, &other, TALK_STRONG, true, "alice"), GLE_UNKNOWN);
    CU_ASSERT_EQUAL(glk_open(&a, &other, TALK_STRONG, false, "two"), 0);
    CU_ASSERT_EQUAL(glk_open(&a, &other, TALK_STRONG, false, "three"), GLE_LIMIT);
    glk_hang_up(&a);
    glk_hang_up(&b);
    glk_hang_up(&stranger);
    core_end(&t, true);
}

// WELCOME names the lobby, and the pair with Alice as it is now.
static void log_in_to_pair(struct glk *b, const uint8_t *pair)
{
    struct wire_reader r;
    char text[TALK_NAME_ROOM];
    size_t bytes;
    struct wire_writer *w = glk_request(b, GLF_LOGIN);
    wire_put_text(w, "bob");
    wire_put_text(w, GLK_PASSWORD);
    glk_send(b);
    CU_ASSERT_TRUE_FATAL(glk_wait(b, GLF_WELCOME, &r));
    CU_ASSERT_EQUAL(wire_u32(&r), b->id);
    wire_text(&r, text, sizeof text);
    CU_ASSERT_EQUAL(wire_u8(&r), 0);
    CU_ASSERT_TRUE(wire_field(&r, &bytes) && bytes == b->card.bytes);
    CU_ASSERT_EQUAL(wire_u16(&r), 2);
    wire_raw(&r, 16);
    CU_ASSERT_EQUAL(wire_u8(&r), TALK_STRONG);
    CU_ASSERT_EQUAL(wire_u8(&r), GLR_LOBBY);
    CU_ASSERT_TRUE(wire_text(&r, text, sizeof text) && strcmp(text, "lobby") == 0);
    CU_ASSERT_EQUAL(wire_u64(&r), 0);
    CU_ASSERT_TRUE(memcmp(wire_raw(&r, 16), pair, 16) == 0);
    CU_ASSERT_EQUAL(wire_u8(&r), TALK_SECURECHAT);
    CU_ASSERT_EQUAL(wire_u8(&r), GLR_PAIR);
    CU_ASSERT_TRUE(wire_text(&r, text, sizeof text) && strcmp(text, "alice") == 0);
    CU_ASSERT_EQUAL(wire_u64(&r), 1);
    CU_ASSERT_TRUE(wire_done(&r));
}

static void test_pairs(void)
{
    struct core_server t;
    struct glk_room ra = {0}, rb = {0};
    struct wire_reader r;
    char text[TALK_NAME_ROOM];
    glk_serve(&t, "pairs", NULL);
    struct glk a = glk_account(&t, "alice", 0), b = glk_account(&t, "bob", 1),
               m = glk_account(&t, "mallory", 2);
    CU_ASSERT_EQUAL(glk_open(&b, &rb, TALK_STRONG, true, "alice"), 0);
    CU_ASSERT_EQUAL(glk_invite(&b, &rb, &m), GLE_ROOM);
    CU_ASSERT_EQUAL(glk_invite(&b, &rb, &a), 0);
    CU_ASSERT_TRUE_FATAL(glk_wait(&a, GLF_INVITED, &r));
    memcpy(ra.id, wire_raw(&r, 16), 16);
    memcpy(ra.salt, rb.salt, 16);
    CU_ASSERT_EQUAL(wire_u8(&r), TALK_STRONG);
    CU_ASSERT_EQUAL(wire_u8(&r), GLR_PAIR);
    CU_ASSERT_TRUE(wire_text(&r, text, sizeof text) && strcmp(text, "bob") == 0); // the other's name
    CU_ASSERT_EQUAL(glk_open(&a, &rb, TALK_STRONG, true, "bob"), GLE_ALREADY);
    memcpy(&rb.id, ra.id, 16);
    memcpy(&rb.salt, ra.salt, 16);
    // Either side chooses another recipe, for the next epoch.
    CU_ASSERT_EQUAL(glk_epoch(&a, &ra), 0);
    CU_ASSERT_TRUE(glk_key(&a, &ra, &a.own));
    CU_ASSERT_EQUAL(glk_say(&a, &ra, "strong"), 0);
    glk_barrier(&b);
    glk_forget(&b);
    struct wire_writer *w = glk_request(&a, GLF_RECIPE);
    wire_put_raw(w, ra.id, 16);
    wire_put_u8(w, TALK_SECURECHAT);
    glk_send(&a);
    CU_ASSERT_EQUAL(glk_answer(&a, NULL), 0);
    CU_ASSERT_TRUE(glk_members(&b, &rb) && rb.recipe == TALK_SECURECHAT && rb.stale);
    CU_ASSERT_EQUAL(glk_say(&a, &ra, "strong"), GLE_STALE);
    // To the offline one, too; and it is in the list at the next log-in.
    glk_hang_up(&b);
    core_wait_log(&t, "bob 127.0.0.1");
    b = glk_connect(&t, "bob", 1);
    log_in_to_pair(&b, ra.id);
    // One leaves; a new pair takes the place of the old one.
    CU_ASSERT_EQUAL(glk_room_request(&a, GLF_LEAVE, ra.id), 0);
    CU_ASSERT_EQUAL(glk_open(&a, &ra, TALK_STRONG, true, "bob"), 0);
    glk_forget(&b);
    CU_ASSERT_EQUAL(glk_sync(&b, &rb, 0, NULL), GLE_ROOM);
    glk_hang_up(&a);
    glk_hang_up(&b);
    glk_hang_up(&m);
    core_end(&t, true);
    glk_room_free(&ra);
    glk_room_free(&rb);
}

// Whoever of two is first has the pair; nobody's is taken away while its INVITE is on its way.
static void test_pairs_at_once(void)
{
    struct core_server t;
    struct wire_reader r;
    glk_serve(&t, "at-once", NULL);
    struct glk a = glk_account(&t, "alice", 0), b = glk_account(&t, "bob", 1);
    for (int i = 0; i < 40; i++) {
        struct glk_room ra = {0}, rb = {0};
        glk_open_begin(&a, &ra, TALK_STRONG, true, "bob");
        glk_open_begin(&b, &rb, TALK_STRONG, true, "alice");
        int to_alice = glk_answer(&a, NULL), to_bob = glk_answer(&b, NULL);
        CU_ASSERT_TRUE((to_alice == 0 && to_bob == GLE_ALREADY) || (to_alice == GLE_ALREADY && to_bob == 0));
        glk_barrier(&a);
        glk_barrier(&b);
        CU_ASSERT_FALSE(glk_have(&a, GLF_LEFT, &r) || glk_have(&b, GLF_LEFT, &r));
        CU_ASSERT_EQUAL(glk_room_request(to_alice ? &b : &a, GLF_LEAVE, to_alice ? rb.id : ra.id), 0);
    }
    glk_hang_up(&a);
    glk_hang_up(&b);
    core_end(&t, true);
}

// ---- the other recipes ----

static void test_recipes(void)
{
    struct core_server t;
    struct glk_room ra = {0}, rb = {0};
    struct talk_chain from_a = {0}, from_b = {0};
    struct wire_reader r;
    glk_serve(&t, "recipes", NULL);
    struct glk a = glk_account(&t, "alice", 0), b = glk_account(&t, "bob", 1);
    // securechat: the server makes the key when somebody SYNCs.
    CU_ASSERT_EQUAL(glk_open(&a, &ra, TALK_SECURECHAT, true, "bob"), 0);
    CU_ASSERT_EQUAL(glk_invite(&a, &ra, &b), 0);
    rb = ra;
    CU_ASSERT_EQUAL(glk_sync(&b, &rb, 0, NULL), 0);
    CU_ASSERT_TRUE(glk_key(&a, &ra, NULL) && glk_key(&b, &rb, NULL));
    CU_ASSERT_EQUAL(glk_say(&b, &rb, "server, you may read this"), 0);
    CU_ASSERT_STRING_EQUAL(glk_hear(&a, &ra, &b.own, &from_b, NULL), "server, you may read this");
    CU_ASSERT_EQUAL(glk_epoch(&a, &ra), GLE_RECIPE);

    // fernet: the highest name makes it, and is asked to.
    struct wire_writer *w = glk_request(&a, GLF_RECIPE);
    wire_put_raw(w, ra.id, 16);
    wire_put_u8(w, TALK_FERNET);
    glk_send(&a);
    CU_ASSERT_EQUAL(glk_answer(&a, NULL), 0);
    CU_ASSERT_EQUAL(glk_epoch(&a, &ra), GLE_RECIPE);
    glk_barrier(&b);
    glk_forget(&b);
    w = glk_request(&a, GLF_SAY);
    wire_put_raw(w, ra.id, 16);
    wire_put_u32(w, 0);
    wire_put_field(w, "", 0);
    glk_send(&a);
    CU_ASSERT_EQUAL(glk_answer(&a, NULL), GLE_STALE);
    CU_ASSERT_TRUE_FATAL(glk_wait(&b, GLF_MAKE_KEY, &r));
    CU_ASSERT_TRUE(r.left == 16 && memcmp(r.at, ra.id, 16) == 0);
    glk_forget(&a);
    CU_ASSERT_EQUAL(glk_epoch(&b, &rb), 0);
    glk_forget(&b);
    CU_ASSERT_TRUE_FATAL(glk_key(&a, &ra, &b.own));
    CU_ASSERT_EQUAL(glk_say(&a, &ra, "a token"), 0);
    CU_ASSERT_EQUAL(glk_sync(&b, &rb, 1, NULL), 0);
    CU_ASSERT_TRUE_FATAL(glk_key(&b, &rb, &b.own));
    CU_ASSERT_STRING_EQUAL(glk_hear(&b, &rb, &a.own, &from_a, NULL), "a token");
    glk_hang_up(&a);
    glk_hang_up(&b);
    core_end(&t, true);
    glk_room_free(&ra);
    glk_room_free(&rb);
}

// ---- friends ----

static int befriend(struct glk *c, const char *name, uint8_t action)
{
    struct wire_writer *w = glk_request(c, GLF_FRIEND);
    wire_put_text(w, name);
    wire_put_u8(w, action);
    glk_send(c);
    return glk_answer(c, NULL);
}

static void expect_friend(struct glk *c, const char *name, uint8_t state)
{
    struct wire_reader r;
    char text[TALK_NAME_ROOM];
    CU_ASSERT_TRUE_FATAL(glk_wait(c, GLF_FRIEND_IS, &r));
    CU_ASSERT_TRUE(wire_text(&r, text, sizeof text) && strcmp(text, name) == 0);
    CU_ASSERT_EQUAL(wire_u8(&r), state);
    wire_u8(&r);
    CU_ASSERT_TRUE(wire_done(&r));
}

static int wait_for(struct glk *c, const char *name, uint8_t recipe, uint8_t on)
{
    struct wire_writer *w = glk_request(c, GLF_WAIT);
    wire_put_text(w, name);
    wire_put_u8(w, recipe);
    wire_put_u8(w, on);
    glk_send(c);
    return glk_answer(c, NULL);
}

static void expect_ready(struct glk *c, const char *name, uint8_t recipe)
{
    struct wire_reader r;
    char text[TALK_NAME_ROOM];
    CU_ASSERT_TRUE_FATAL(glk_wait(c, GLF_READY, &r));
    CU_ASSERT_TRUE(wire_text(&r, text, sizeof text) && strcmp(text, name) == 0);
    CU_ASSERT_EQUAL(wire_u8(&r), recipe);
}

static void test_friends(void)
{
    struct core_server t;
    struct wire_reader r;
    glk_serve(&t, "friends", NULL);
    struct glk a = glk_account(&t, "alice", 0), b = glk_account(&t, "bob", 1),
               g = glk_connect(&t, "guest", 2);
    CU_ASSERT_EQUAL(glk_guest(&g), 0);
    CU_ASSERT_EQUAL(befriend(&a, "nobody", GLA_ASK), GLE_UNKNOWN);
    CU_ASSERT_EQUAL(befriend(&a, "alice", GLA_ASK), GLE_UNKNOWN);
    CU_ASSERT_EQUAL(befriend(&a, "guest", GLA_ASK), GLE_UNKNOWN);
    CU_ASSERT_EQUAL(befriend(&g, "alice", GLA_ASK), GLE_FRIENDS);
    CU_ASSERT_EQUAL(befriend(&a, "bob", GLA_ACCEPT), GLE_FRIENDS);
    CU_ASSERT_EQUAL(wait_for(&a, "bob", TALK_FERNET, 1), GLE_FRIENDS);
    CU_ASSERT_EQUAL(befriend(&a, "bob", GLA_ASK), 0);
    CU_ASSERT_EQUAL(befriend(&a, "bob", GLA_ASK), GLE_FRIENDS);
    expect_friend(&a, "bob", GLS_ASKED);
    expect_friend(&b, "alice", GLS_ASKS);
    CU_ASSERT_EQUAL(befriend(&b, "alice", GLA_DECLINE), 0);
    expect_friend(&a, "bob", GLS_NONE);
    expect_friend(&b, "alice", GLS_NONE);
    CU_ASSERT_EQUAL(befriend(&b, "alice", GLA_ASK), 0);
    CU_ASSERT_EQUAL(befriend(&a, "bob", GLA_ACCEPT), 0);
    glk_barrier(&a);
    glk_forget(&a);
    glk_request(&a, GLF_FRIENDS);
    glk_send(&a);
    CU_ASSERT_EQUAL(glk_answer(&a, NULL), 0);
    expect_friend(&a, "bob", GLS_FRIENDS);

    CU_ASSERT_EQUAL(wait_for(&b, "alice", TALK_STRONG, 1), 0);
    CU_ASSERT_TRUE(glk_wait(&a, GLF_NOTICE, &r)); // bob waits
    CU_ASSERT_EQUAL(wait_for(&b, "alice", TALK_STRONG, 0), 0);
    CU_ASSERT_EQUAL(wait_for(&a, "bob", TALK_FERNET, 1), 0);
    glk_barrier(&a);
    CU_ASSERT_FALSE(glk_have(&a, GLF_READY, &r));
    CU_ASSERT_EQUAL(wait_for(&b, "alice", TALK_STRONG, 1), 0);
    expect_ready(&a, "bob", TALK_FERNET); // the lower name opens, and chooses
    expect_ready(&b, "alice", TALK_FERNET);
    // Who goes waits no more.
    CU_ASSERT_EQUAL(wait_for(&b, "alice", TALK_STRONG, 1), 0);
    glk_hang_up(&b);
    core_wait_log(&t, "bob 127.0.0.1");
    CU_ASSERT_EQUAL(wait_for(&a, "bob", TALK_FERNET, 1), 0);
    glk_barrier(&a);
    CU_ASSERT_FALSE(glk_have(&a, GLF_READY, &r));
    CU_ASSERT_EQUAL(befriend(&a, "bob", GLA_REMOVE), 0);
    CU_ASSERT_EQUAL(befriend(&a, "bob", GLA_REMOVE), GLE_FRIENDS);
    glk_hang_up(&a);
    glk_hang_up(&g);
    core_end(&t, true);
}

// ---- twenty at once ----

#define CROWD 20
#define TEXTS 10

struct speaker {
    const struct core_server *server;
    pthread_barrier_t *all_in;
    uint64_t numbers[CROWD * TEXTS]; // in the order of hearing
    size_t heard, again;
    int person;
    char name[TALK_NAME_ROOM];
    bool good;
};

// Say one text, with a new epoch wherever one is needed.
static bool insist(struct glk *c, struct glk_room *room, const char *text)
{
    for (int tries = 0; tries < 200; tries++) {
        int code = room->epoch.epoch ? glk_say(c, room, text) : GLE_STALE;
        if (code != GLE_STALE)
            return code == 0;
        struct wire_reader r;
        code = glk_epoch(c, room);
        if (code != 0 && code != GLE_EPOCH)
            return false;
        // The latest key: that of the one who was first. Its maker is told in the frame.
        glk_barrier(c);
        while (glk_have(c, GLF_KEY, &r)) {
            struct wire_reader peek = r;
            char maker[TALK_NAME_ROOM];
            wire_raw(&peek, TALK_ROOM_BYTES + 1 + 4 + TALK_HASH_BYTES);
            wire_text(&peek, maker, sizeof maker);
            int person = maker[1] - '0';
            struct wire_writer card = {0};
            struct talk_card of;
            talk_card_init(&of);
            talk_card_make(&talk_person(person)->keys, maker, &card);
            talk_card_read(&of, card.data, card.bytes);
            wire_free(&card);
            memcpy(room->epoch.room, wire_raw(&r, TALK_ROOM_BYTES), TALK_ROOM_BYTES);
            room->epoch.recipe = (enum talk_recipe)wire_u8(&r);
            room->epoch.epoch = wire_u32(&r);
            memcpy(room->epoch.roster, wire_raw(&r, TALK_HASH_BYTES), TALK_HASH_BYTES);
            wire_text(&r, maker, sizeof maker);
            size_t bytes;
            const uint8_t *wrapped = wire_field(&r, &bytes);
            enum gl_error error = talk_epoch_unwrap(&room->epoch, c->keys, &of, NULL, wrapped, bytes);
            talk_card_clear(&of);
            if (error)
                return false;
        }
    }
    return false;
}

static void count_heard(struct speaker *me, struct glk *c)
{
    struct wire_reader r;
    while (me->heard < CROWD * TEXTS && glk_wait(c, GLF_MESSAGE, &r)) {
        wire_raw(&r, TALK_ROOM_BYTES);
        uint64_t number = wire_u64(&r);
        if (me->heard && number <= me->numbers[me->heard - 1])
            me->again++;
        else
            me->numbers[me->heard++] = number;
    }
}

static void *speak(void *context)
{
    struct speaker *me = context;
    struct glk_room room = {0};
    char text[64];
    struct glk c = glk_connect(me->server, me->name, me->person);
    me->good = glk_guest(&c) == 0;
    pthread_barrier_wait(me->all_in);
    me->good = glk_sync(&c, &room, 0, NULL) == 0 && me->good;
    for (int i = 0; i < TEXTS && me->good; i++) {
        snprintf(text, sizeof text, "%s says %d", me->name, i);
        me->good = insist(&c, &room, text);
    }
    count_heard(me, &c);
    pthread_barrier_wait(me->all_in);
    glk_hang_up(&c);
    glk_room_free(&room);
    return NULL;
}

static void test_crowd(void)
{
    struct core_server t;
    static struct speaker speakers[CROWD];
    pthread_t threads[CROWD];
    pthread_barrier_t all_in;
    talk_person(0);
    glk_serve(&t, "crowd", NULL);
    pthread_barrier_init(&all_in, NULL, CROWD);
    for (int i = 0; i < CROWD; i++) {
        speakers[i] = (struct speaker){.server = &t, .all_in = &all_in, .person = i % TALK_PEOPLE};
        snprintf(speakers[i].name, TALK_NAME_ROOM, "g%dx%d", i % TALK_PEOPLE, i);
        CU_ASSERT_EQUAL_FATAL(pthread_create(&threads[i], NULL, speak, &speakers[i]), 0);
    }
    for (int i = 0; i < CROWD; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < CROWD; i++) {
        const struct speaker *s = &speakers[i];
        CU_ASSERT_TRUE(s->good);
        CU_ASSERT_EQUAL(s->heard, CROWD * TEXTS);
        bool gapless = true;
        for (size_t j = 0; j < s->heard; j++)
            gapless = gapless && s->numbers[j] == j + 1;
        CU_ASSERT_TRUE(gapless);
    }
    pthread_barrier_destroy(&all_in);
    core_end(&t, true);
}

void suite_glasslock_talk(void)
{
    static const struct test_case cases[] = {
        {"the lobby: epoch, texts, receipts, another card", test_lobby},
        {"offline delivery, a restart, retention", test_offline},
        {"epochs: races, members, parts", test_epochs},
        {"groups: inviting, accepting, leaving", test_groups},
        {"what no room is opened or joined with", test_rooms_refused},
        {"pairs", test_pairs},
        {"two open a pair at once", test_pairs_at_once},
        {"securechat and fernet", test_recipes},
        {"friends, and waiting for them", test_friends},
        {"twenty clients", test_crowd},
        {0},
    };
    add_suite("glasslock server: conversations", cases);
}
