// SPDX-License-Identifier: MIT
// A server that cannot be trusted: while it is down, somebody works on what it keeps. Whatever they do, it is
// noticed and named, and nothing of it is shown as said.
#include "tests/chat_cast.h"
#include "tests/glasslock_client.h"
#include "tests/run.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

// On the server's data base there is one pair.
#define PAIR "room = (SELECT id FROM rooms WHERE pair = 1)"

static void tamper(const struct cast *s, const char *sql)
{
    char path[400], *error = NULL;
    sqlite3 *db;
    snprintf(path, sizeof path, "%s/server/chat.db", s->folder);
    CU_ASSERT_FATAL(sqlite3_open(path, &db) == SQLITE_OK);
    int result = sqlite3_exec(db, sql, NULL, NULL, &error);
    if (result != SQLITE_OK)
        fprintf(stderr, "%s: %s\n", sql, error);
    CU_ASSERT_EQUAL(result, SQLITE_OK);
    CU_ASSERT(sqlite3_total_changes(db) > 0);
    sqlite3_free(error);
    sqlite3_close(db);
}

// Alice says four things to Bob, who is away; the server stops, is worked on, and Bob comes back.
static void bob_comes_back_to(const char *sql, const char *const *warnings, const char *const *shown,
                              const char *const *hidden)
{
    struct cast s;
    cast_begin(&s, false);
    struct actor *alice = cast_join(&s, "alice"), *bob = cast_join(&s, "bob");
    cast_say(alice, "said in the lobby");
    CU_ASSERT(cast_wait(&s, bob, "said in the lobby"));
    cast_say(alice, "/msg bob hello");
    CU_ASSERT(cast_wait(&s, bob, "[alice] alice: hello\n"));
    cast_calm(&s);
    cast_drop(bob);
    for (int i = 2; i <= 5; i++)
        cast_say(alice, "/msg bob text %d", i);
    while (alice->sent < 6 && cast_wait(&s, alice, "[bob] me: text"))
        cast_calm(&s);
    cast_stop_server(&s, false);
    CU_ASSERT(cast_wait(&s, alice, "next try in"));
    tamper(&s, sql);
    cast_start_server(&s);
    cast_forget(bob);
    cast_again(&s, bob, &(struct client_config){.user = "bob"});
    CU_ASSERT(cast_wait(&s, bob, "* you are bob\n"));
    cast_calm(&s);
    for (size_t i = 0; warnings[i]; i++) {
        if (!cast_told(bob, warnings[i]))
            fprintf(stderr, "no '%s' in\n%s", warnings[i], bob->told);
        CU_ASSERT(cast_told(bob, warnings[i]));
    }
    CU_ASSERT(bob->warnings > 0);
    for (size_t i = 0; shown[i]; i++)
        CU_ASSERT(cast_told(bob, shown[i]));
    for (size_t i = 0; hidden[i]; i++)
        CU_ASSERT_FALSE(cast_told(bob, hidden[i]));
    cast_end(&s);
}

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})
#define NONE      ((const char *const[]){NULL})

static void altered(void)
{
    bob_comes_back_to(
        "UPDATE messages SET message = substr(message, 1, length(message) - 1) || x'00' WHERE " PAIR
        " AND sequence = 3",
        LIST("!! WARNING: message 3 of alice, as alice's, does not bear its sender's signature",
             "1 messages of alice before this one are missing"),
        LIST("alice: text 2", "alice: text 4", "alice: text 5"), LIST("alice: text 3"));
    bob_comes_back_to("UPDATE messages SET message = x'0102030405' WHERE " PAIR " AND sequence = 5",
                      LIST("message 5 of alice, as alice's, is not a message"),
                      LIST("alice: text 2", "alice: text 3", "alice: text 4"), LIST("alice: text 5"));
}

static void dropped(void)
{
    bob_comes_back_to(
        "DELETE FROM messages WHERE " PAIR " AND sequence = 3",
        LIST("1 messages of alice are missing", "1 messages of alice before this one are missing"),
        LIST("alice: text 2", "alice: text 4", "alice: text 5"), LIST("alice: text 3"));
    // The numbers closed up, so that only the senders' chain tells.
    bob_comes_back_to("DELETE FROM messages WHERE " PAIR " AND sequence = 3;"
                      "UPDATE messages SET sequence = 3 WHERE " PAIR " AND sequence = 4;"
                      "UPDATE messages SET sequence = 4 WHERE " PAIR " AND sequence = 5",
                      LIST("1 messages of alice before this one are missing"),
                      LIST("alice: text 2", "alice: text 4", "alice: text 5"), LIST("alice: text 3"));
}

static void repeated_and_reordered(void)
{
    bob_comes_back_to(
        "INSERT INTO messages SELECT room, 6, time, sender, epoch, counter, message FROM messages"
        " WHERE " PAIR " AND sequence = 2",
        LIST("message 6 of alice, as alice's, repeats a message that came before"),
        LIST("alice: text 2", "alice: text 5"), LIST("alice: text 2\n[alice] alice: text 2"));
    bob_comes_back_to(
        "UPDATE messages SET sequence = 99 WHERE " PAIR " AND sequence = 3;"
        "UPDATE messages SET sequence = 3 WHERE " PAIR " AND sequence = 4;"
        "UPDATE messages SET sequence = 4 WHERE " PAIR " AND sequence = 99",
        LIST("1 messages of alice before this one are missing",
             "message 4 of alice, as alice's, repeats a message that came before, or comes after"),
        LIST("alice: text 2", "alice: text 4", "alice: text 5"), LIST("alice: text 3"));
    // Numbers that were there before: the server goes back.
    bob_comes_back_to("DELETE FROM messages WHERE " PAIR,
                      LIST("the server has lost, or hides, the last 1 messages of alice"), NONE,
                      LIST("alice: text"));
}

static void passed_off(void)
{
    bob_comes_back_to("UPDATE messages SET sender = 'bob' WHERE " PAIR " AND sequence = 3",
                      LIST("message 3 of alice, as bob's, does not bear its sender's signature"),
                      LIST("alice: text 2", "alice: text 5"), LIST("text 3"));
    bob_comes_back_to(
        "UPDATE messages SET message = (SELECT message FROM messages WHERE room = zeroblob(16)),"
        " epoch = 1 WHERE " PAIR " AND sequence = 3",
        LIST("message 3 of alice, as alice's, does not bear its sender's signature"),
        LIST("alice: text 2", "alice: text 5"), LIST("[alice] alice: said in the lobby", "text 3"));
    bob_comes_back_to("UPDATE messages SET sender = 'nobody' WHERE " PAIR " AND sequence = 3",
                      LIST("message 3 is said to be nobody's, of whom the server shows no card"),
                      LIST("alice: text 2", "alice: text 5"), LIST("text 3"));
}

// ---- members, recipes, keys, receipts ----

struct stage {
    struct cast s;
    struct actor *alice, *bob, *mallory;
};

static void set(struct stage *t)
{
    cast_begin(&t->s, false);
    t->alice = cast_join(&t->s, "alice");
    t->bob = cast_join(&t->s, "bob");
    t->mallory = cast_join(&t->s, "mallory");
    cast_say(t->alice, "/open exam bob");
    CU_ASSERT(cast_wait(&t->s, t->bob, "alice invites you to exam"));
    cast_say(t->bob, "/accept");
    CU_ASSERT(cast_wait(&t->s, t->alice, "* bob has joined exam"));
    cast_say(t->alice, "one");
    CU_ASSERT(cast_wait(&t->s, t->bob, "[exam] alice: one\n"));
    cast_calm(&t->s);
    cast_stop_server(&t->s, false);
    CU_ASSERT(cast_wait(&t->s, t->alice, "next try in"));
}

static void go_on(struct stage *t)
{
    cast_start_server(&t->s);
    CU_ASSERT(cast_wait(&t->s, t->alice, "* you are alice"));
    CU_ASSERT(cast_wait(&t->s, t->bob, "* you are bob"));
    CU_ASSERT(cast_wait(&t->s, t->mallory, "* you are mallory"));
}

static void listener_added(void)
{
    struct stage t;
    set(&t);
    tamper(&t.s, "INSERT INTO members SELECT r.id, 'mallory', 2, p.card_hash, 'alice', m.invitation, 0"
                 " FROM rooms r, people p, members m WHERE r.title = 'exam' AND p.name = 'mallory'"
                 " AND m.room = r.id AND m.name = 'bob'");
    go_on(&t);
    CU_ASSERT(cast_wait(&t.s, t.alice,
                        "!! WARNING: the server lists mallory in exam without an invitation that holds"));
    cast_say(t.alice, "a secret");
    CU_ASSERT(cast_wait(&t.s, t.bob, "[exam] alice: a secret\n"));
    cast_calm(&t.s);
    CU_ASSERT_FALSE(cast_told(t.mallory, "secret\n"));
    CU_ASSERT(cast_told(t.mallory, "cannot be read: its key was not made for us"));
    // A key that she makes is not used either.
    cast_say(t.mallory, "/room exam");
    cast_say(t.mallory, "a lie");
    cast_calm(&t.s);
    CU_ASSERT(cast_told(t.alice, "a key for exam is refused: its maker was not invited"));
    CU_ASSERT_FALSE(cast_told(t.alice, "a lie"));
    cast_say(t.alice, "another secret");
    CU_ASSERT(cast_wait(&t.s, t.bob, "[exam] alice: another secret\n"));
    cast_calm(&t.s);
    CU_ASSERT_FALSE(cast_told(t.mallory, "another secret\n"));
    cast_end(&t.s);
}

static void recipe_weakened(void)
{
    struct stage t;
    set(&t);
    tamper(&t.s, "UPDATE rooms SET recipe = 2 WHERE title = 'exam'");
    go_on(&t);
    CU_ASSERT(cast_wait(&t.s, t.alice, "!! WARNING: exam is now to use securechat"));
    cast_say(t.alice, "a secret");
    cast_calm(&t.s);
    CU_ASSERT_FALSE(cast_told(t.bob, "a secret"));
    CU_ASSERT_EQUAL(t.alice->sent, 1);
    cast_say(t.alice, "/recipe strong");
    CU_ASSERT(cast_wait(&t.s, t.bob, "[exam] alice: a secret\n"));
    cast_end(&t.s);

    set(&t);
    tamper(&t.s, "UPDATE rooms SET recipe = 2 WHERE title = 'lobby'");
    go_on(&t);
    CU_ASSERT(cast_wait(&t.s, t.alice, "gives lobby a recipe that it cannot have"));
    cast_say(t.alice, "/room lobby");
    cast_say(t.alice, "a secret");
    cast_calm(&t.s);
    CU_ASSERT_FALSE(cast_told(t.bob, "a secret"));
    cast_end(&t.s);
}

static void card_exchanged(void)
{
    struct stage t;
    set(&t);
    cast_drop(t.bob);
    // Mallory's card under Bob's name is no card of his: it says whose it is.
    tamper(&t.s, "UPDATE people SET card = (SELECT card FROM people WHERE name = 'mallory'),"
                 " card_hash = (SELECT card_hash FROM people WHERE name = 'mallory') WHERE name = 'bob';"
                 "UPDATE members SET card_hash = (SELECT card_hash FROM people WHERE name = 'mallory')"
                 " WHERE name = 'bob'");
    cast_start_server(&t.s);
    CU_ASSERT(cast_wait(&t.s, t.alice, "* you are alice"));
    CU_ASSERT(cast_wait(&t.s, t.alice, "a card under this name that is not valid"));
    cast_say(t.alice, "a secret");
    cast_calm(&t.s);
    CU_ASSERT_FALSE(cast_told(t.mallory, "a secret"));
    cast_end(&t.s);
}

static void receipt_forged(void)
{
    struct stage t;
    set(&t);
    tamper(&t.s, "INSERT INTO receipts SELECT 'alice', id, 'bob', 2, 1, 0, zeroblob(32) FROM rooms WHERE "
                 "title = 'exam'");
    go_on(&t);
    CU_ASSERT(cast_wait(&t.s, t.alice, "!! WARNING: a receipt in exam, as bob's, is refused"));
    CU_ASSERT_EQUAL(t.alice->receipts_read, 0);
    cast_end(&t.s);
}

static void receipt_from(struct glk *c, uint32_t epoch, const char *author, uint64_t counter)
{
    struct wire_writer *w = glk_begin(c, GLF_RECEIPT);
    wire_put_raw(w, (uint8_t[TALK_ROOM_BYTES]){0}, TALK_ROOM_BYTES); // the lobby
    wire_put_u32(w, epoch);
    wire_put_u8(w, TALK_READ);
    wire_put_text(w, author);
    wire_put_u64(w, counter);
    wire_put_raw(w, (uint8_t[TALK_HASH_BYTES]){0}, TALK_HASH_BYTES);
    glk_send(c);
    glk_barrier(c);
}

// One that comes late, for a guest of that name who has left, is no forgery; in an epoch of the guest who is
// there it is.
static void receipt_forged_for_a_guest(void)
{
    static const char refused[] = "!! WARNING: a receipt in lobby, as mallory's, is refused";
    struct cast s;
    struct client_config guest = {.user = "visitor", .guest = true};
    cast_begin(&s, true);
    struct actor *alice = cast_join(&s, "alice"), *first = cast_client(&s, "first", &guest);
    struct glk mallory = glk_account(&s.server, "mallory", 2);
    CU_ASSERT(cast_wait(&s, alice, "* visitor has joined"));
    cast_say(first, "from the first"); // in epoch 1
    CU_ASSERT(cast_wait(&s, alice, "[lobby] visitor: from the first"));
    cast_drop(first);
    CU_ASSERT(cast_wait(&s, alice, "* visitor has left"));
    struct actor *second = cast_client(&s, "second", &guest);
    CU_ASSERT(cast_wait(&s, second, "* you are visitor, a guest"));
    receipt_from(&mallory, 1, "visitor", 0);
    cast_say(second, "from the second"); // in epoch 2
    CU_ASSERT(cast_wait(&s, alice, "[lobby] visitor: from the second"));
    receipt_from(&mallory, 1, "visitor", 0);
    cast_calm(&s);
    CU_ASSERT_EQUAL(second->warnings, 0);
    receipt_from(&mallory, 2, "visitor", 0); // said, the MAC does not hold
    CU_ASSERT(cast_wait(&s, second, refused));
    receipt_from(&mallory, 2, "visitor", 1); // never said
    CU_ASSERT(cast_wait(&s, second, refused));
    receipt_from(&mallory, 1, "visitor", 0);
    cast_calm(&s);
    CU_ASSERT_EQUAL(second->warnings, 2);
    CU_ASSERT_EQUAL(second->receipts_read, 0);
    glk_hang_up(&mallory);
    cast_end(&s);
}

static void key_altered(void)
{
    struct stage t;
    set(&t);
    cast_drop(t.bob);
    cast_start_server(&t.s);
    CU_ASSERT(cast_wait(&t.s, t.alice, "* you are alice"));
    cast_say(t.alice, "/rekey");
    CU_ASSERT(cast_wait(&t.s, t.alice, "you have new keys"));
    cast_say(t.alice, "under a new key");
    while (t.alice->sent < 2 && cast_wait(&t.s, t.alice, "me: under a new key"))
        cast_calm(&t.s);
    cast_stop_server(&t.s, false);
    tamper(&t.s,
           "UPDATE wraps SET wrapped = substr(wrapped, 1, length(wrapped) - 1) || x'00' WHERE name = 'bob'");
    cast_start_server(&t.s);
    cast_forget(t.bob);
    cast_again(&t.s, t.bob, &(struct client_config){.user = "bob"});
    CU_ASSERT(cast_wait(&t.s, t.bob, "!! WARNING: a key for exam is refused"));
    cast_calm(&t.s);
    CU_ASSERT_FALSE(cast_told(t.bob, "under a new key"));
    cast_end(&t.s);
}

void suite_glasslock_hostile(void)
{
    static const struct test_case cases[] = {
        {"altered messages", altered},
        {"dropped messages", dropped},
        {"repeated and reordered messages", repeated_and_reordered},
        {"messages passed off as another's, or from another room", passed_off},
        {"a listener put into a group", listener_added},
        {"a recipe weakened", recipe_weakened},
        {"a card exchanged", card_exchanged},
        {"a receipt forged", receipt_forged},
        {"a receipt forged for a guest", receipt_forged_for_a_guest},
        {"a key altered", key_altered},
        {0},
    };
    add_suite("glasslock_hostile", cases);
}
